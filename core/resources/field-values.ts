import type { Json } from '../../sdk/flow/definition.ts'
import type { PlannedField } from './tables/resource-plan.ts'

/** What a column holds: text, whole number (a decimal as ten-thousandths), truth, `YYYY-MM-DD` or milliseconds since the epoch. */
export type FieldValue = string | number | boolean | null

/** Longer texts are cut in columns (an index entry has a limit of 2.7 kB); the record itself keeps them whole. */
export const MOST_COLUMN_CHARS = 300

/** The column's value, or null when the record has none that fits the declared type: `data` keeps what the provider sent. */
export function fieldValue(field: PlannedField, record: Json): FieldValue {
  return readField(field, valueAt(record, field.declared.pointer))
}

export function readField({ declared }: Pick<PlannedField, 'declared'>, value: Json | undefined): FieldValue {
  if (value === undefined || value === null || value === '') return null
  switch (declared.type) {
    case 'text':
      return typeof value === 'object' ? null : columnText(String(value))
    case 'integer':
      return readInteger(value)
    case 'decimal':
      return readTenThousandths(value)
    case 'boolean':
      return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : null
    case 'date':
      return typeof value === 'string' ? readDate(value) : null
    case 'timestamp':
      return readTime(value, declared.timezone)
  }
}

const paths = new Map<string, string[]>()

/** The value at a JSON Pointer; undefined when there is none. Own members only. */
export function valueAt(record: Json, pointer: string): Json | undefined {
  let path = paths.get(pointer)
  if (path === undefined) {
    path = pointer.split('/').slice(1).map(unescapePointer)
    paths.set(pointer, path)
  }
  let at: Json | undefined = record
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = Array.isArray(at) ? at[Number(name)] : at[name]
  }
  return at
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

export function columnText(text: string): string {
  const short = text.length > MOST_COLUMN_CHARS ? text.slice(0, MOST_COLUMN_CHARS) : text
  return /[\0\ud800-\udfff]/.test(short) ? short.replaceAll('\u0000', '\ufffd').toWellFormed() : short
}

function readInteger(value: Json): number | null {
  const number = typeof value === 'string' && /^\s*-?\d{1,16}\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}

const DECIMAL = /^\s*([+-]?)(\d{1,13})(?:\.(\d{1,30}))?\s*$/

/** `359.7` → 3597000, half up past the fourth digit (`connectors.md` 7). Null past 2^53. */
export function readTenThousandths(value: Json): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(typeof value === 'number' ? plainNumber(value) : value) ?? []
  if (sign === undefined) return null
  const units = Number(whole) * 10_000 + Number(fraction.slice(0, 4).padEnd(4, '0')) + (fraction.charAt(4) >= '5' ? 1 : 0)
  return Number.isSafeInteger(units) ? (sign === '-' && units !== 0 ? -units : units) : null
}

/** Without an exponent: `1e-7` is no shape that DECIMAL knows. */
function plainNumber(value: number): string {
  const text = String(value)
  return text.includes('e') && Math.abs(value) < 1 ? value.toFixed(8) : text
}

/** `3597000` → `359.7`; the exact decimal that ten-thousandths stand for. */
export function writeTenThousandths(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(5, '0')
  const fraction = digits.slice(-4).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`}`
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/
const LOCAL_DATE = /^(\d{2})\/(\d{2})\/(\d{4})(?:$| )/

/** Also the date as it is written in Brazil. A day that does not exist (`0000-00-00`) is none. */
export function readDate(text: string): string | null {
  const [, year, month, day] = ISO_DATE.exec(text) ?? reorder(LOCAL_DATE.exec(text))
  if (year === undefined || Number(year) < 1) return null
  const date = `${year}-${month}-${day}`
  const ms = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) ? date : null
}

function reorder(found: RegExpExecArray | null): Array<string | undefined> {
  return found === null ? [] : [found[0], found[3], found[2], found[1]]
}

/** Numbers below this are seconds: as milliseconds they would all lie in the first months of 1970. */
const LEAST_MS = 100_000_000_000
/** 0001 to 9999: what RFC 3339 can write. */
const TIME_RANGE = { from: -62_135_596_800_000, to: 253_402_300_799_999 } as const

/** Milliseconds since the epoch. A text without a zone is local time of `timezone`, or UTC. */
export function readTime(value: Json, timezone: string | undefined): number | null {
  const ms = typeof value === 'number' ? Math.round(Math.abs(value) < LEAST_MS ? value * 1000 : value) : textTime(value, timezone)
  return ms !== null && ms >= TIME_RANGE.from && ms <= TIME_RANGE.to ? ms : null
}

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

const TIME_OF_DAY = /^(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2}|)$/

function textTime(value: Json, timezone = 'UTC'): number | null {
  if (typeof value !== 'string') return null
  if (ZONED.test(value)) return orNull(Date.parse(value))
  const date = readDate(value)
  if (date === null) return null
  const [, hour = '00', minute = '00', second = '00', fraction = '', zone] = TIME_OF_DAY.exec(value.slice(10)) ?? []
  if (zone === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const iso = `${date}T${hour}:${minute}:${second}${fraction}`
  if (zone !== '') return orNull(Date.parse(iso + zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')))
  return timezone === 'UTC' ? orNull(Date.parse(`${iso}Z`)) : Temporal.PlainDateTime.from(iso).toZonedDateTime(timezone).epochMilliseconds
}

function orNull(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms
}
