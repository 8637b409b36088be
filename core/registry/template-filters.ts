import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'

export type Filter = (value: Json | undefined, argument: Json | undefined) => Json | undefined

const DECIMAL = /^-?[0-9]{1,30}(\.[0-9]{1,30})?$/

/**
 * The whole vocabulary of declarative templates. Providers quote numbers and leave fields out as they like, so a value that a
 * filter cannot read becomes null rather than failing the whole payload.
 */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['text', (value) => (isScalar(value) ? String(value) : orNull(value))],
  [
    'number',
    (value) => (typeof value === 'string' && DECIMAL.test(value) ? Number(value) : typeof value === 'number' ? value : orNull(value)),
  ],
  ['decimal', (value) => (isScalar(value) ? decimalText(String(value)) : orNull(value))],
  ['digits', (value) => (isScalar(value) ? String(value).replace(/[^0-9]/g, '') : orNull(value))],
  ['trim', (value) => (typeof value === 'string' ? value.trim() : value)],
  ['lower', (value) => (typeof value === 'string' ? value.toLowerCase() : value)],
  ['upper', (value) => (typeof value === 'string' ? value.toUpperCase() : value)],
  ['default', (value, argument) => (value === undefined || value === null || value === '' ? argument : value)],
  ['instant', (value) => instant(value)],
])

/** Money as connectors.md 7 has it: a decimal text, two places at least. */
function decimalText(text: string): string | null {
  if (!DECIMAL.test(text)) return null
  const [whole = '0', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

/** RFC 3339 UTC of an ISO text with its offset, or of milliseconds since the epoch as number or text. */
function instant(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return value
  const epochMs = typeof value === 'number' || (typeof value === 'string' && /^[0-9]{12,14}$/.test(value)) ? Number(value) : fromIso(value)
  return Number.isFinite(epochMs) && Math.abs(epochMs) < 8.64e15 ? toIso(epochMs) : null
}

function fromIso(value: Json): number {
  const isZoned = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(value)
  return isZoned ? Date.parse(value) : Number.NaN
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function orNull(value: Json | undefined): null | undefined {
  return value === undefined ? undefined : null
}
