// Brasília has had no daylight saving time since 2019.
const BRASILIA_MS = -3 * 3_600_000

/** `2026-11-30` as Omie writes it: `30/11/2026`. Throws RangeError for what is no date. */
export function wireDate(date: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? []
  if (year === undefined) throw new RangeError('a date is written 2026-11-30')
  return `${day}/${month}/${year}`
}

/** The day in Brasília at this instant, as Omie writes it. */
export function wireDay(ms: number): string {
  return wireDate(new Date(ms + BRASILIA_MS).toISOString().slice(0, 10))
}

/** `30/11/2026` → `2026-11-30`; null for what is no date, such as an empty text. */
export function toDate(date: unknown): string | null {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(String(date)) ?? []
  return year === undefined ? null : `${year}-${month}-${day}`
}

/** What was changed since and until, by the four members that lists take: `21/11/2026 16:53:38` is split into date and time. */
export function windowParam(since: unknown, until: unknown): { [name: string]: string } {
  return { ...halves('de', since), ...halves('ate', until) }
}

function halves(end: 'de' | 'ate', moment: unknown): { [name: string]: string } {
  const [date, time] = typeof moment === 'string' ? moment.split(' ') : []
  if (date === undefined || time === undefined) return {}
  return { [`filtrar_por_data_${end}`]: date, [`filtrar_por_hora_${end}`]: time }
}
