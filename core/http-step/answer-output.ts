import type { Json } from '../../sdk/flow/definition.ts'
import { parseExact } from '../../sdk/lenient.ts'
import type { ProviderAnswer } from '../actions/answer-failure.ts'

/** security.md 5: output of a step. */
export const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

/** The step's output for a good answer. */
export function outputOf(answer: ProviderAnswer): Json {
  const { status, headers, base64 } = answer
  if (base64 !== undefined) return { status, headers: { ...headers }, body: base64, base64: true }
  return { status, headers: { ...headers }, body: bodyOf(answer) }
}

/** A value where the content type says JSON and it is; else the text; null for no body at all. Large integers come as text. */
function bodyOf({ headers, json, text }: ProviderAnswer): Json {
  if (text === '') return null
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) return text
  if (json !== null) return parseExact(text)
  return text.trim() === 'null' ? null : text
}

/** The value that pages are read from, whatever the content type says; undefined when the answer holds none. */
export function pageValue({ json, text }: ProviderAnswer): Json | undefined {
  return json === null ? undefined : parseExact(text)
}

export function isTooLarge(output: Json): boolean {
  return Buffer.byteLength(JSON.stringify(output), 'utf8') > MAX_OUTPUT_BYTES
}
