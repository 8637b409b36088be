import { DEFAULT_TIMEZONE, type Moment, zonedOf } from './dates-parse.ts'

/** Working days for expressions, as `date.…`, Monday to Friday less the holidays given. */

/** Days off, as `yyyy-MM-dd` or whatever else reads as a day there. `date.holidays(2026)` gives Brazil's. */
export interface BusinessOptions {
  holidays?: ReadonlyArray<Moment | { date: string }>
  timezone?: string
}

/** Beyond this, counting day by day is no answer to a question people have. */
const MAX_DAYS = 10_000

/**
 * Whether it is Saturday or Sunday there.
 * @example date.isWeekend('2026-11-21') // true
 */
export function isWeekend(moment: Moment, timezone: string = DEFAULT_TIMEZONE): boolean {
  return zonedOf(moment, timezone).dayOfWeek > 5
}

/**
 * Whether people work that day.
 * @example date.isBusinessDay('2026-11-20', { holidays: ['2026-11-20'] }) // false
 */
export function isBusinessDay(moment: Moment, options: BusinessOptions = {}): boolean {
  const calendar = calendarOf(options)
  return calendar.isOpen(zonedOf(moment, calendar.timezone).toPlainDate())
}

/**
 * The moment so many working days later (earlier when negative), at the same time of day. Zero moves a day off to the next working day.
 * @example date.addBusinessDays('2026-11-19T15:00:00Z', 2, { holidays: ['2026-11-20'] }) // '2026-11-24T15:00:00.000Z'
 * @example date.addBusinessDays('2026-11-21T15:00:00Z', 0) // '2026-11-23T15:00:00.000Z'
 */
export function addBusinessDays(moment: Moment, days: number, options: BusinessOptions = {}): string {
  if (!Number.isInteger(days) || Math.abs(days) > MAX_DAYS) throw new RangeError(`days must be a whole number up to ${MAX_DAYS}`)
  const { isOpen, timezone } = calendarOf(options)
  let at = zonedOf(moment, timezone)
  const step = { days: days < 0 ? -1 : 1 }
  let tried = 0
  const forward = (): void => {
    if (++tried > MAX_DAYS * 3) throw new RangeError('no working day was found: are all days holidays?')
    at = at.add(step)
  }
  if (days === 0) while (!isOpen(at.toPlainDate())) forward()
  for (let left = Math.abs(days); left > 0; left--) {
    do forward()
    while (!isOpen(at.toPlainDate()))
  }
  return new Date(at.epochMilliseconds).toISOString()
}

/**
 * Working days after the first day, up to the second, which counts: how many `addBusinessDays` lead from one to the other. Negative backwards.
 * @example date.businessDaysBetween('2026-11-19', '2026-11-24', { holidays: ['2026-11-20'] }) // 2
 */
export function businessDaysBetween(from: Moment, to: Moment, options: BusinessOptions = {}): number {
  const { isOpen, timezone } = calendarOf(options)
  const [start, end] = [zonedOf(from, timezone).toPlainDate(), zonedOf(to, timezone).toPlainDate()]
  const sign = Math.sign(start.until(end).days)
  if (Math.abs(start.until(end).days) > MAX_DAYS * 3) throw new RangeError('the days lie too far apart')
  let count = 0
  for (let at = start; !at.equals(end); ) {
    at = at.add({ days: sign })
    if (isOpen(at)) count++
  }
  return count * sign || 0
}

/**
 * Brazil's national holidays of a year, by date; `bank: true` adds the days on which banks do not open (carnival, Corpus Christi). States and towns have more.
 * Source: laws 662/1949, 6.802/1980, 10.607/2002, 14.759/2023; resolution CMN 4.880/2020.
 * @example date.holidays(2026).length // 10
 * @example date.holidays(2026, { bank: true })[1] // { date: '2026-02-16', name: 'Carnaval' }
 */
export function holidays(year: number, options: { bank?: boolean } = {}): Array<{ date: string; name: string }> {
  if (!Number.isInteger(year) || year < 1950 || year > 2199) throw new RangeError('a year from 1950 to 2199, please')
  const easter = easterOf(year)
  const moved = (days: number, name: string) => ({ date: easter.add({ days }).toString(), name })
  const fixed = (day: string, name: string) => ({ date: `${year}-${day}`, name })
  const found = [
    fixed('01-01', 'Confraternização Universal'),
    moved(-2, 'Sexta-feira Santa'),
    fixed('04-21', 'Tiradentes'),
    fixed('05-01', 'Dia do Trabalho'),
    fixed('09-07', 'Independência do Brasil'),
    fixed('10-12', 'Nossa Senhora Aparecida'),
    fixed('11-02', 'Finados'),
    fixed('11-15', 'Proclamação da República'),
    ...(year >= 2024 ? [fixed('11-20', 'Dia da Consciência Negra')] : []),
    fixed('12-25', 'Natal'),
    ...(options.bank === true ? [moved(-48, 'Carnaval'), moved(-47, 'Carnaval'), moved(60, 'Corpus Christi')] : []),
  ]
  return found.sort((a, b) => (a.date < b.date ? -1 : 1))
}

function calendarOf({ holidays: off = [], timezone = DEFAULT_TIMEZONE }: BusinessOptions) {
  const dayOf = (moment: Moment | { date: string }): string => {
    const day = typeof moment === 'object' && moment !== null && 'date' in moment ? moment.date : moment
    return zonedOf(day, timezone).toPlainDate().toString()
  }
  const closed = new Set(off.map(dayOf))
  return { timezone, isOpen: (day: Temporal.PlainDate): boolean => day.dayOfWeek <= 5 && !closed.has(day.toString()) }
}

/** Gregorian Easter, by the anonymous computus (Meeus, Jones, Butcher). */
function easterOf(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const month = Math.floor((h + l - 7 * m + 90) / 25)
  return Temporal.PlainDate.from({ year, month, day: (h + l - 7 * m + 33 * month + 19) % 32 })
}
