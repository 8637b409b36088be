import type { OpenHours, OwnDay, Weekday, WorkCalendar } from './calendar.types.ts'
import { holidaysOf } from './holidays.ts'

/** Nobody means to wait longer; a calendar that hardly opens must not keep us counting. */
const HORIZON_DAYS = 3_660

/**
 * The first instant (epoch milliseconds, not before `atMs`) by which `ms` of business time have passed. With 0: `atMs` itself
 * when it is business time, else the next opening. An amount that fits exactly ends at closing time.
 * Throws RangeError on a negative amount, and when the end is more than ten years away.
 */
export function addBusinessTime(calendar: WorkCalendar, atMs: number, ms: number): number {
  const at = Math.round(atMs)
  let left = Math.round(ms)
  if (!(left >= 0)) throw new RangeError('business time is a number of milliseconds, not negative')
  let day = localDay(calendar, at)
  for (let i = 0; i < HORIZON_DAYS; i++) {
    for (const [opens, closes] of openTimes(calendar, day)) {
      const from = Math.max(opens, at)
      if (from >= closes) continue
      if (left <= closes - from) return from + left
      left -= closes - from
    }
    day = day.add({ days: 1 })
  }
  throw new RangeError('so much business time does not pass within ten years')
}

export function isBusinessTime(calendar: WorkCalendar, atMs: number): boolean {
  const at = Math.round(atMs)
  return openTimes(calendar, localDay(calendar, at)).some(([opens, closes]) => opens <= at && at < closes)
}

/** The hours of one local day, in order; empty when closed. */
export function hoursOn(calendar: WorkCalendar, day: Temporal.PlainDate): readonly OpenHours[] {
  const date = day.toString()
  const own = ownDayOn(calendar, date)
  if (own !== undefined) return own.hours
  return isHoliday(calendar, day.year, date) ? [] : calendar.week[weekdayOf(day)]
}

function localDay(calendar: WorkCalendar, at: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.timezone).toPlainDate()
}

function openTimes(calendar: WorkCalendar, day: Temporal.PlainDate): Array<[opens: number, closes: number]> {
  return hoursOn(calendar, day).map(({ from, to }) => [instantOf(calendar.timezone, day, from), instantOf(calendar.timezone, day, to)])
}

/**
 * When the clock on the wall first shows or passes this time. A time that a change of offset skips is the moment of the change,
 * so that hours which lie in the gap have no length; a time that comes twice is the first one.
 */
function instantOf(timezone: string, day: Temporal.PlainDate, time: string): number {
  const local = time === '24:00' ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(time)
  const zoned = local.toZonedDateTime(timezone, { disambiguation: 'compatible' })
  if (zoned.toPlainDateTime().equals(local)) return zoned.epochMilliseconds
  // The gap is behind us by less than its own length: the last change of offset is its end.
  return (zoned.getTimeZoneTransition('previous') ?? zoned).epochMilliseconds
}

function weekdayOf(day: Temporal.PlainDate): Weekday {
  const { dayOfWeek } = day
  if (dayOfWeek === 1 || dayOfWeek === 2 || dayOfWeek === 3 || dayOfWeek === 4 || dayOfWeek === 5 || dayOfWeek === 6) return dayOfWeek
  return 7
}

/** What a calendar's days come to, worked out once for each calendar value. */
interface Days {
  own: ReadonlyMap<string, OwnDay>
  holidays: Map<number, ReadonlyMap<string, unknown>>
}

const known = new WeakMap<WorkCalendar, Days>()

function daysOf(calendar: WorkCalendar): Days {
  const days = known.get(calendar)
  if (days !== undefined) return days
  const made: Days = {
    own: new Map(calendar.ownDays.map((own) => [own.everyYear ? own.date.slice(5) : own.date, own])),
    holidays: new Map(),
  }
  known.set(calendar, made)
  return made
}

/** What the workspace said of a date, `YYYY-MM-DD`. The very date wins over the one of every year. */
export function ownDayOn(calendar: WorkCalendar, date: string): OwnDay | undefined {
  const { own } = daysOf(calendar)
  return own.get(date) ?? own.get(date.slice(5))
}

function isHoliday(calendar: WorkCalendar, year: number, date: string): boolean {
  const { holidays } = daysOf(calendar)
  let ofYear = holidays.get(year)
  if (ofYear === undefined) {
    ofYear = holidaysOf(year, calendar.holidays)
    holidays.set(year, ofYear)
  }
  return ofYear.has(date)
}
