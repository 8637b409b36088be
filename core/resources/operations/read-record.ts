import { hash } from 'node:crypto'
import type { Json } from '../../../sdk/flow/definition.ts'
import { mayLoseDigits, parseExact } from '../../../sdk/lenient.ts'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import { atPointer } from '../../registry/json-pointer.ts'
import { canonicalJson } from './exact-json.ts'
import { readInstant } from './instants.ts'
import type { ReadRecord, RejectedRecord } from './operations.types.ts'

/** Longest key that is stored: the tables' own limit. */
const MAX_KEY_CHARS = 200

export type RecordOutcome = { ok: true; record: ReadRecord } | { ok: false; rejected: RejectedRecord }

/**
 * One record of JSON text as the provider wrote it; rejected when it has no key. `parsed`: what JSON.parse makes of that text, where it
 * was parsed before.
 */
export function readRecord(json: string, declared: Pick<Resource, 'key' | 'version'>, parsed?: Json): RecordOutcome {
  const { text, flagged } = canonicalJson(json)
  const data = parsed !== undefined && !flagged && isSaidBy(text, json) ? parsed : parseExact(text)
  const key = keyText(atPointer(data, declared.key))
  if (key === null) return { ok: false, rejected: { key: null, reason: `there is no key at ${declared.key}`, text } }
  if (key.length > MAX_KEY_CHARS) return { ok: false, rejected: { key: null, reason: 'the key is longer than 200 characters', text } }
  const version = declared.version === undefined ? null : versionOf(atPointer(data, declared.version.pointer), declared.version)
  return { ok: true, record: { key, data, text, version, hash: hash('sha256', text), flagged } }
}

/** Whether the text as it is kept says just what JSON.parse found in the one that came: no number is rounded, no member dropped. */
function isSaidBy(text: string, json: string): boolean {
  return !mayLoseDigits(text) && !json.includes('__proto__') && !json.includes('\\u')
}

/** Text of a key, a number or a text; null when it is neither. */
export function keyText(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

function versionOf(value: Json | undefined, declared: NonNullable<Resource['version']>): number | null {
  if (declared.type === 'timestamp') return readInstant(value, declared.timezone)
  const number = typeof value === 'string' && /^-?[0-9]{1,16}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}
