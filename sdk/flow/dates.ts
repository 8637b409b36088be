/** Dates in a timezone for expressions, as `date.…`. A moment is a Date, an ISO 8601 text with an offset, or epoch milliseconds. */
export type Moment = Date | string | number

export const DEFAULT_TIMEZONE = 'America/Sao_Paulo'

/**
 * `date.format(now, 'dd/MM/yyyy HH:mm')`, in São Paulo unless a timezone is given. Knows yyyy, MM, dd, HH, mm, ss; all else
 * stands as written.
 */
export function format(moment: Moment, pattern: string, timezone = DEFAULT_TIMEZONE): string {
  const parts = partsIn(moment, timezone)
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => parts[token] ?? token)
}

/** ISO 8601 with the offset of the timezone: `2026-11-21T11:30:00-03:00`. */
export function withOffset(moment: Moment, timezone = DEFAULT_TIMEZONE): string {
  const local = format(moment, 'yyyy-MM-ddTHH:mm:ss', timezone)
  const minutes = Math.round((Date.parse(`${local}Z`) - Math.floor(toDate(moment).getTime() / 1000) * 1000) / 60_000)
  const size = Math.abs(minutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** ISO 8601 in UTC. */
export function iso(moment: Moment): string {
  return toDate(moment).toISOString()
}

/** A moment later by so much; negative amounts go back. A day is 24 hours. */
export function add(moment: Moment, amount: { days?: number; hours?: number; minutes?: number; seconds?: number }): string {
  const seconds = (amount.days ?? 0) * 86_400 + (amount.hours ?? 0) * 3600 + (amount.minutes ?? 0) * 60 + (amount.seconds ?? 0)
  return new Date(toDate(moment).getTime() + seconds * 1000).toISOString()
}

/** Whole days from one moment to another, rounded down. */
export function daysBetween(from: Moment, to: Moment): number {
  return Math.floor((toDate(to).getTime() - toDate(from).getTime()) / 86_400_000)
}

function toDate(moment: Moment): Date {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) throw new TypeError(`not a moment: ${String(moment).slice(0, 40)}`)
  return date
}

function partsIn(moment: Moment, timezone: string): Record<string, string> {
  const formatted = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(toDate(moment))
  const of = (type: string): string => formatted.find((part) => part.type === type)?.value ?? ''
  return { yyyy: of('year').padStart(4, '0'), MM: of('month'), dd: of('day'), HH: of('hour'), mm: of('minute'), ss: of('second') }
}
