import { getLocale } from '#lib/paraglide/runtime.js'

const UNITS: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

const DAY_AND_MINUTE: Intl.DateTimeFormatOptions = {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
}

/** "há 5 min"; after a week, the date. `now` is milliseconds since the epoch. */
export function relativeTime(at: string, now: number, locale: string = getLocale()): string {
  const difference = Date.parse(at) - now
  if (Number.isNaN(difference)) return at
  // The page's clock moves every few seconds: what has just happened is not in the future.
  const elapsed = difference > 0 && difference < 10_000 ? 0 : difference
  if (Math.abs(elapsed) > 7 * 86_400_000) return exactTime(at, locale)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const [unit, size] = UNITS.find(([, length]) => Math.abs(elapsed) >= length) ?? ['second', 1000]
  return format.format(Math.abs(elapsed) < 1000 ? 0 : Math.trunc(elapsed / size), unit)
}

/** 21/11/2026 14:30:05, in the browser's timezone. */
export function exactTime(at: string, locale: string = getLocale()): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return at
  return new Intl.DateTimeFormat(locale, { ...DAY_AND_MINUTE, second: '2-digit' }).format(time).replace(',', '')
}

/** 21/11/2026 14:30, in a timezone that is told beside it. */
export function minuteTime(at: string, timezone?: string, locale: string = getLocale()): string {
  return new Intl.DateTimeFormat(locale, { ...DAY_AND_MINUTE, timeZone: timezone }).format(new Date(at)).replace(',', '')
}

/** "America/Sao Paulo": as lists of timezones show it. */
export function zoneText(zone: string): string {
  return zone.replaceAll('_', ' ')
}

/** 840 ms, 1,2 s, 3 min 5 s, 6 h 30 min, 2 d. */
export function duration(ms: number | null, locale: string = getLocale()): string {
  if (ms === null) return '–'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return inTwo(seconds, 60, 'min', 's')
  const minutes = Math.round(ms / 60_000)
  return minutes < 1440 ? inTwo(minutes, 60, 'h', 'min') : inTwo(Math.round(ms / 3_600_000), 24, 'd', 'h')
}

function inTwo(amount: number, per: number, large: string, small: string): string {
  const rest = amount % per
  return `${Math.floor(amount / per)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`
}
