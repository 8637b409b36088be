// São Paulo has had no daylight saving time since 2019.
const OFFSET_MS = -3 * 3_600_000

/** `2026-11-21` in São Paulo, as v3 writes dates. */
export function isoDate(epochMs: number): string {
  return new Date(epochMs + OFFSET_MS).toISOString().slice(0, 10)
}

/** `2026-11-21 14:30:00` in São Paulo, as v3 writes instants. */
export function isoDateTime(epochMs: number): string {
  return new Date(epochMs + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** `21/11/2026`, as v2 writes dates. */
export function brDate(epochMs: number): string {
  return turned(isoDate(epochMs))
}

/** `21/11/2026 14:30:00`, as v2 writes instants. */
export function brDateTime(epochMs: number): string {
  return `${brDate(epochMs)} ${isoDateTime(epochMs).slice(11)}`
}

/** `2026-11-21` as `21/11/2026`, and the other way round; empty stays empty. */
export function turned(date: string): string {
  return date.includes('/') ? date.split('/').toReversed().join('-') : date.split('-').toReversed().join('/')
}

/** Instant of a date or date-time in either notation; a date alone is its first, or with `isEnd` its last moment. NaN when unreadable. */
export function instantOf(text: string, isEnd = false): number {
  const [date = '', time = isEnd ? '23:59:59' : '00:00:00'] = text.trim().split(' ')
  return Date.parse(`${date.includes('/') ? turned(date) : date}T${time}-03:00`)
}
