import { DEFAULT_TIMEZONE, MONTHS, type Moment, zonedOf } from './dates-parse.ts'

/**
 * Dates in a timezone for expressions, as `date.…`. Every function takes the timezone last, America/Sao_Paulo unless given. Moments come out as
 * ISO 8601 in UTC, days as `yyyy-MM-dd`.
 */

export type Unit = 'years' | 'months' | 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds'
export type Period = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'
/** So much of each; negative amounts go back. */
export type TimeAmount = Partial<Record<Unit, number>>
export type Language = 'pt-BR' | 'en'

export interface MomentParts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
  weekday: number
  dayOfYear: number
  daysInMonth: number
}

const UNITS: readonly Unit[] = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds']
const WEEKDAYS = ['segunda-feira', 'terça-feira', 'quarta-feira', 'quinta-feira', 'sexta-feira', 'sábado', 'domingo']
const ENGLISH_WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const ENGLISH_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/**
 * A text as a moment. `pattern` (tokens yyyy, MM, dd, HH, mm, ss, SSS, XXX) is for other forms, such as American dates. Throws TypeError that says what is wrong.
 * @example date.parse('21/11/2026 14:30') // '2026-11-21T17:30:00.000Z'
 * @example date.parse('11/21/2026', { pattern: 'MM/dd/yyyy', timezone: 'UTC' }) // '2026-11-21T00:00:00.000Z'
 */
export function parse(moment: Moment, options: { pattern?: string; timezone?: string } = {}): string {
  return isoText(zonedOf(moment, options.timezone ?? DEFAULT_TIMEZONE, options.pattern))
}

/**
 * Whether it can be read as a moment.
 * @example date.isMoment('31/02/2026') // false
 */
export function isMoment(value: unknown): boolean {
  try {
    zonedOf(value, DEFAULT_TIMEZONE)
    return true
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false
    throw error
  }
}

/**
 * As people write it. Tokens: yyyy yy MMMM (novembro) MMM (nov) MM dd EEEE (sexta-feira) EEE (sex) HH mm ss SSS XXX (-03:00); all else stands as written.
 * @example date.format('2026-11-21T02:30:00Z') // '20/11/2026'
 * @example date.format('2026-11-21T02:30:00Z', 'EEEE, dd de MMMM de yyyy às HH:mm') // 'sexta-feira, 20 de novembro de 2026 às 23:30'
 */
export function format(moment: Moment, pattern = 'dd/MM/yyyy', timezone: string = DEFAULT_TIMEZONE): string {
  const at = zonedOf(moment, timezone)
  return pattern.replace(/yyyy|yy|MMMM|MMM|MM|dd|EEEE|EEE|HH|mm|ss|SSS|XXX/g, (token) => tokenOf(at, token))
}

/**
 * ISO 8601 with the offset of the timezone, to the second.
 * @example date.withOffset('2026-11-21T14:30:00Z') // '2026-11-21T11:30:00-03:00'
 */
export function withOffset(moment: Moment, timezone: string = DEFAULT_TIMEZONE): string {
  const at = zonedOf(moment, timezone)
  return `${at.toPlainDateTime().toString({ smallestUnit: 'second' })}${at.offset}`
}

/**
 * ISO 8601 in UTC.
 * @example date.iso('2026-11-21') // '2026-11-21T03:00:00.000Z'
 */
export function iso(moment: Moment, timezone: string = DEFAULT_TIMEZONE): string {
  return isoText(zonedOf(moment, timezone))
}

/**
 * The day it is there.
 * @example date.day('2026-11-21T02:30:00Z') // '2026-11-20'
 */
export function day(moment: Moment, timezone: string = DEFAULT_TIMEZONE): string {
  return zonedOf(moment, timezone).toPlainDate().toString()
}

/** The day it is there now, by the run's clock. */
export function today(timezone: string = DEFAULT_TIMEZONE): string {
  return day(Date.now(), timezone)
}

/**
 * Numbers of the moment there. `weekday` is 1 (Monday) to 7.
 * @example date.parts('2026-11-21T02:30:00Z').hour // 23
 */
export function parts(moment: Moment, timezone: string = DEFAULT_TIMEZONE): MomentParts {
  const { year, month, day, hour, minute, second, millisecond, dayOfWeek, dayOfYear, daysInMonth } = zonedOf(moment, timezone)
  return { year, month, day, hour, minute, second, millisecond, weekday: dayOfWeek, dayOfYear, daysInMonth }
}

/**
 * A moment later by so much. Days, weeks, months and years go by the calendar of the timezone: the last day of a shorter month stands in for a day it does not have.
 * @example date.add('2026-11-21T02:30:00.000Z', { days: 1, hours: -2 }) // '2026-11-22T00:30:00.000Z'
 * @example date.add('2026-01-31T12:00:00Z', { months: 1 }) // '2026-02-28T12:00:00.000Z'
 */
export function add(moment: Moment, amount: TimeAmount, timezone: string = DEFAULT_TIMEZONE): string {
  let at = zonedOf(moment, timezone)
  for (const key of Object.keys(amount))
    if (!UNITS.some((unit) => unit === key)) throw new TypeError(`not a unit of time: ${key.slice(0, 40)} (${UNITS.join(', ')})`)
  // One at a time, from years down: amounts may have different signs.
  for (const unit of UNITS) {
    const size = amount[unit] ?? 0
    if (!Number.isInteger(size)) throw new TypeError(`${unit} must be a whole number, not ${String(size).slice(0, 40)}`)
    if (size !== 0) at = at.add({ [unit]: size })
  }
  return isoText(at)
}

/**
 * The start of the day, month and so on that the moment is in; weeks start on Monday.
 * @example date.startOf('2026-11-21T14:30:00Z', 'month') // '2026-11-01T03:00:00.000Z'
 */
export function startOf(moment: Moment, period: Period, timezone: string = DEFAULT_TIMEZONE): string {
  return isoText(startOfPeriod(zonedOf(moment, timezone), period))
}

/**
 * The last millisecond of the day, month and so on that the moment is in.
 * @example date.endOf('2026-11-21T14:30:00Z', 'day') // '2026-11-22T02:59:59.999Z'
 */
export function endOf(moment: Moment, period: Period, timezone: string = DEFAULT_TIMEZONE): string {
  const next = startOfPeriod(zonedOf(moment, timezone), period).add({ [`${period}s`]: 1 })
  return isoText(startOfPeriod(next, period).subtract({ milliseconds: 1 }))
}

/**
 * Whole units from one moment to another, towards zero; negative when the second is earlier.
 * @example date.difference('2026-01-31', '2026-11-21', 'months') // 9
 * @example date.difference('21/11/2026 10:00', '21/11/2026 12:59', 'hours') // 2
 */
export function difference(from: Moment, to: Moment, unit: Unit, timezone: string = DEFAULT_TIMEZONE): number {
  if (!UNITS.includes(unit)) throw new TypeError(`not a unit of time: ${String(unit).slice(0, 40)} (${UNITS.join(', ')})`)
  return zonedOf(from, timezone).until(zonedOf(to, timezone), { largestUnit: unit })[unit]
}

/**
 * Whole spans of 24 hours from one moment to another, rounded down.
 * @example date.daysBetween('2026-11-01', '2026-11-21T23:00:00Z') // 20
 */
export function daysBetween(from: Moment, to: Moment, timezone: string = DEFAULT_TIMEZONE): number {
  return Math.floor((zonedOf(to, timezone).epochMilliseconds - zonedOf(from, timezone).epochMilliseconds) / 86_400_000)
}

/**
 * -1, 0 or 1: which of two moments comes first.
 * @example date.compare('21/11/2026', '2026-11-22') // -1
 */
export function compare(a: Moment, b: Moment, timezone: string = DEFAULT_TIMEZONE): number {
  return Math.sign(zonedOf(a, timezone).epochMilliseconds - zonedOf(b, timezone).epochMilliseconds)
}

/**
 * Whether a moment lies between two others, both included.
 * @example date.isBetween('2026-11-21', '2026-11-01', '2026-11-30') // true
 */
export function isBetween(moment: Moment, from: Moment, to: Moment, timezone: string = DEFAULT_TIMEZONE): boolean {
  return compare(from, moment, timezone) <= 0 && compare(moment, to, timezone) <= 0
}

/**
 * 1 (Monday) to 7 (Sunday).
 * @example date.weekday('2026-11-21') // 6
 */
export function weekday(moment: Moment, timezone: string = DEFAULT_TIMEZONE): number {
  return zonedOf(moment, timezone).dayOfWeek
}

/**
 * The weekday's name.
 * @example date.weekdayName('2026-11-21') // 'sábado'
 */
export function weekdayName(moment: Moment, language: Language = 'pt-BR', timezone: string = DEFAULT_TIMEZONE): string {
  return (language === 'en' ? ENGLISH_WEEKDAYS : WEEKDAYS)[weekday(moment, timezone) - 1] ?? ''
}

/**
 * The month's name.
 * @example date.monthName('2026-03-01') // 'março'
 */
export function monthName(moment: Moment, language: Language = 'pt-BR', timezone: string = DEFAULT_TIMEZONE): string {
  return (language === 'en' ? ENGLISH_MONTHS : MONTHS)[zonedOf(moment, timezone).month - 1] ?? ''
}

/**
 * The week by ISO 8601; its year may differ from the calendar's around New Year.
 * @example date.isoWeek('2027-01-01') // { year: 2026, week: 53 }
 */
export function isoWeek(moment: Moment, timezone: string = DEFAULT_TIMEZONE): { year: number; week: number } {
  const { yearOfWeek = 0, weekOfYear = 0 } = zonedOf(moment, timezone)
  return { year: yearOfWeek, week: weekOfYear }
}

/**
 * Whole seconds since 1970, as many APIs want it.
 * @example date.toEpochSeconds('2026-11-21T14:30:00Z') // 1795271400
 */
export function toEpochSeconds(moment: Moment, timezone: string = DEFAULT_TIMEZONE): number {
  return Math.floor(zonedOf(moment, timezone).epochMilliseconds / 1000)
}

/**
 * A moment from seconds since 1970.
 * @example date.fromEpochSeconds(1795271400) // '2026-11-21T14:30:00.000Z'
 */
export function fromEpochSeconds(seconds: number): string {
  return iso(seconds * 1000)
}

function isoText(at: Temporal.ZonedDateTime): string {
  return new Date(at.epochMilliseconds).toISOString()
}

function startOfPeriod(at: Temporal.ZonedDateTime, period: Period): Temporal.ZonedDateTime {
  switch (period) {
    case 'year':
      return at.with({ month: 1, day: 1 }).startOfDay()
    case 'month':
      return at.with({ day: 1 }).startOfDay()
    case 'week':
      return at.subtract({ days: at.dayOfWeek - 1 }).startOfDay()
    case 'day':
      return at.startOfDay()
    case 'hour':
    case 'minute':
      return at.round({ smallestUnit: period, roundingMode: 'floor' })
    default:
      throw new TypeError(`not a period: ${String(period satisfies never).slice(0, 40)} (year, month, week, day, hour or minute)`)
  }
}

function tokenOf(at: Temporal.ZonedDateTime, token: string): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const names: Record<string, () => string> = {
    yyyy: () => String(at.year).padStart(4, '0'),
    yy: () => two(at.year % 100),
    MMMM: () => MONTHS[at.month - 1] ?? '',
    MMM: () => (MONTHS[at.month - 1] ?? '').slice(0, 3),
    MM: () => two(at.month),
    dd: () => two(at.day),
    EEEE: () => WEEKDAYS[at.dayOfWeek - 1] ?? '',
    EEE: () => (WEEKDAYS[at.dayOfWeek - 1] ?? '').slice(0, 3),
    HH: () => two(at.hour),
    mm: () => two(at.minute),
    ss: () => two(at.second),
    SSS: () => String(at.millisecond).padStart(3, '0'),
    XXX: () => at.offset,
  }
  return names[token]?.() ?? token
}
