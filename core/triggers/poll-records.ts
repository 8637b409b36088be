import type { Json, PollingTrigger } from '../../sdk/flow/definition.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { hashOf } from './start-once.ts'

/** Records that one poll may bring; more need a cursor or a narrower input. As many keys are remembered without a cursor. */
export const MAX_RECORDS = 10_000

export interface PolledRecord {
  key: string
  keyHash: string
  record: Json
  cursor: Json
}

/** An answer that a polling cannot be made of: said to the person who built it. */
export class PollFault extends Error {}

/** The records of an answer, each key once; in the order of the cursor, or of the answer. Throws PollFault. */
export function readRecords(trigger: Pick<PollingTrigger, 'records' | 'key' | 'cursor'>, output: Json): PolledRecord[] {
  const list = atPointer(output, trigger.records)
  if (!Array.isArray(list)) throw new PollFault(`There is no list at “${trigger.records}” / Não há lista em “${trigger.records}”`)
  if (list.length > MAX_RECORDS) {
    throw new PollFault(`More than ${MAX_RECORDS} records: use a cursor / Mais de ${MAX_RECORDS} registros: use um cursor`)
  }
  const found = new Map<string, PolledRecord>()
  for (const record of list) {
    const key = keyText(atPointer(record, trigger.key))
    if (key === null) throw new PollFault(`A record has no key at “${trigger.key}” / Um registro não tem chave em “${trigger.key}”`)
    if (found.has(key)) continue
    const cursor = trigger.cursor === undefined ? null : (atPointer(record, trigger.cursor) ?? null)
    found.set(key, { key, keyHash: hashOf(key), record, cursor })
  }
  const records = [...found.values()]
  // Stable: records without a cursor keep their place.
  return trigger.cursor === undefined ? records : records.sort((a, b) => compareCursors(a.cursor, b.cursor))
}

/** `7` and `"7"` are one key. */
function keyText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' ? String(value) : null
}

/** Numbers by size; texts, such as times in ISO form, by their characters; nothing comes before something. */
export function compareCursors(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (isNumeric(a) && isNumeric(b)) return Number(a) - Number(b)
  const left = cursorText(a)
  const right = cursorText(b)
  return left === right ? 0 : left < right ? -1 : 1
}

function isNumeric(value: Json): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value))
}

function cursorText(value: Json): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The higher of what was known and what these records carry; null while there is none. */
export function highestCursor(known: Json, records: readonly PolledRecord[]): Json {
  return records.reduce((highest, { cursor }) => (cursor !== null && compareCursors(cursor, highest) > 0 ? cursor : highest), known)
}

/** The action's input, with the cursor in its field once there is one. */
export function pollInput(trigger: Pick<PollingTrigger, 'input' | 'cursorField'>, cursor: Json): Json {
  const { input, cursorField } = trigger
  if (cursorField === undefined || cursor === null) return input
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { [cursorField]: cursor }
  return { ...input, [cursorField]: cursor }
}

const MAX_BACK_OFF_MS = 60 * 60 * 1000

/** When to ask again after `failures` in a row: at the flow's pace, then ever more slowly, up to an hour. */
export function backOffMs(everySeconds: number, failures: number, retryAfterMs: number | undefined): number {
  const everyMs = everySeconds * 1000
  const slower = Math.min(Math.max(everyMs, MAX_BACK_OFF_MS), everyMs * 2 ** Math.min(failures, 16))
  return Math.max(slower, Math.min(retryAfterMs ?? 0, 24 * MAX_BACK_OFF_MS))
}
