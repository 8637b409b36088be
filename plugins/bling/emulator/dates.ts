// Brasília has had no daylight saving time since 2019.
const BRASILIA_OFFSET_MS = -3 * 3_600_000

/** `2026-11-21` in Brasília, Bling's clock. */
export function brasiliaDate(epochMs: number): string {
  return new Date(epochMs + BRASILIA_OFFSET_MS).toISOString().slice(0, 10)
}

/** `2026-11-21 14:30:00` in Brasília: Bling writes no zone. */
export function brasiliaDateTime(epochMs: number): string {
  return new Date(epochMs + BRASILIA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** Instant of a date or date-time as Bling writes it; a date alone is its first, or with `isEnd` its last moment. NaN when unreadable. */
export function instantOf(text: string, isEnd: boolean): number {
  const time = text.length > 10 ? text.slice(11) : isEnd ? '23:59:59' : '00:00:00'
  return Date.parse(`${text.slice(0, 10)}T${time}-03:00`)
}

/** `2025-01-10T12:18:46Z`, as the envelope of webhooks has it. */
export function envelopeDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
