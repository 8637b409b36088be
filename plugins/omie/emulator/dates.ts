// Brasília has had no daylight saving time since 2019.
const BRASILIA_MS = -3 * 3_600_000

function there(ms: number): Date {
  return new Date(ms + BRASILIA_MS)
}

/** `21/11/2026` */
export function dateOf(ms: number): string {
  const [year, month, day] = there(ms).toISOString().slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}

/** `16:53:38` */
export function timeOf(ms: number): string {
  return there(ms).toISOString().slice(11, 19)
}

/** As webhooks write dates: `2026-11-21T00:00:00-03:00`. */
export function isoDateOf(ms: number): string {
  return `${there(ms).toISOString().slice(0, 10)}T00:00:00-03:00`
}

/** Instant of `21/11/2026` and perhaps `16:53:38`, or null when that is no date. */
export function readDate(date: unknown, time: unknown = '00:00:00'): number | null {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(String(date)) ?? []
  if (year === undefined) return null
  const ms = Date.parse(`${year}-${month}-${day}T${/^\d{2}:\d{2}:\d{2}$/.test(String(time)) ? String(time) : '00:00:00'}-03:00`)
  return Number.isNaN(ms) ? null : ms
}
