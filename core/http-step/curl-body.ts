import type { HttpStep, Json } from '../../sdk/flow/definition.ts'
import { parseExact } from '../../sdk/lenient.ts'
import type { CurlCommand } from './read-curl.ts'

export interface CurlBody {
  body: NonNullable<HttpStep['body']>
  /** Content type to send when the kind of body does not say it. */
  contentType: string | null
  jsonAssumed: boolean
}

/** The body of the command in the kind of the step that says most about it; null without one. */
export function bodyOfCurl(command: Pick<CurlCommand, 'data' | 'json'>, contentType: string | null): CurlBody | null {
  if (command.json.length > 0) return jsonOrText(command.json.join(''), contentType ?? 'application/json', false)
  if (command.data.length === 0) return null
  const text = command.data.map((part) => part.text).join('&')
  if (contentType !== null) {
    if (/\bjson\b/i.test(contentType)) return jsonOrText(text, contentType, false)
    if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return asText(text, contentType)
  } else if (/^\s*[[{]/.test(text) && exactJson(text) !== undefined) return jsonOrText(text, 'application/json', true)
  const form = readPairs(text)
  return form === null
    ? asText(text, contentType ?? 'application/x-www-form-urlencoded')
    : { body: { type: 'form', value: form }, contentType: null, jsonAssumed: false }
}

function jsonOrText(text: string, contentType: string, jsonAssumed: boolean): CurlBody {
  const value = exactJson(text)
  if (value === undefined) return asText(text, contentType)
  return {
    body: { type: 'json', value },
    contentType: /^application\/json\s*(;\s*charset=utf-8)?$/i.test(contentType) ? null : contentType,
    jsonAssumed,
  }
}

function asText(text: string, contentType: string): CurlBody {
  return { body: { type: 'text', value: text }, contentType, jsonAssumed: false }
}

/** Undefined when it is no JSON, or when writing the value again would change a number. */
function exactJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return JSON.stringify(parseExact(text)) === JSON.stringify(value) ? value : undefined
  } catch {
    return undefined // Not JSON: then it is a text, which is a good body too.
  }
}

/** `a=1&b=x%20y` as `{a: '1', b: 'x y'}`, lists where a name comes again; null when that would lose anything. */
export function readPairs(text: string): Record<string, string | string[]> | null {
  const pairs = new Map<string, string[]>()
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const name = decoded(pair.slice(0, equals))
    const value = decoded(pair.slice(equals + 1))
    if (equals < 1 || name === null || value === null) return null
    const values = pairs.get(name)
    if (values === undefined) pairs.set(name, [value])
    else values.push(value)
  }
  const single = ([name, values]: [string, string[]]): [string, string | string[]] => [
    name,
    values.length === 1 ? (values[0] ?? '') : values,
  ]
  return Object.fromEntries([...pairs].map(single))
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null // A stray percent sign: the text has to go as it is.
  }
}
