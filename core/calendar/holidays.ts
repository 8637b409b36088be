import type { HolidayChoice } from './calendar.types.ts'

export type HolidayName =
  | 'new_year'
  | 'carnival'
  | 'good_friday'
  | 'tiradentes'
  | 'labour_day'
  | 'corpus_christi'
  | 'independence'
  | 'aparecida'
  | 'all_souls'
  | 'republic'
  | 'black_awareness'
  | 'christmas'

/**
 * Fixed national holidays, with the year each began to count for us. Sources: Lei 662/1949 in the wording of Lei 10.607/2002
 * (1 January, 21 April, 1 May, 7 September, 2 and 15 November, 25 December), Lei 6.802/1980 (12 October), Lei 14.759/2023
 * (20 November, from 2024 on).
 */
const FIXED: ReadonlyArray<{ name: HolidayName; day: string; since: number }> = [
  { name: 'new_year', day: '01-01', since: 0 },
  { name: 'tiradentes', day: '04-21', since: 0 },
  { name: 'labour_day', day: '05-01', since: 0 },
  { name: 'independence', day: '09-07', since: 0 },
  { name: 'aparecida', day: '10-12', since: 1980 },
  { name: 'all_souls', day: '11-02', since: 0 },
  { name: 'republic', day: '11-15', since: 0 },
  { name: 'black_awareness', day: '11-20', since: 2024 },
  { name: 'christmas', day: '12-25', since: 0 },
]

/** Days from Easter Sunday. */
const MOVABLE: ReadonlyArray<{ name: HolidayName; choice: keyof HolidayChoice; days: number }> = [
  { name: 'carnival', choice: 'carnival', days: -48 },
  { name: 'carnival', choice: 'carnival', days: -47 },
  { name: 'good_friday', choice: 'goodFriday', days: -2 },
  { name: 'corpus_christi', choice: 'corpusChristi', days: 60 },
]

/** Easter Sunday of a year of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8). */
export function easterOf(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  return Temporal.PlainDate.from({ year, month, day: ((h + l - 7 * m + 114) % 31) + 1 })
}

/** The chosen holidays of a year by date (`YYYY-MM-DD`), in order. */
export function holidaysOf(year: number, choice: HolidayChoice): ReadonlyMap<string, HolidayName> {
  const found: Array<[string, HolidayName]> = []
  if (choice.national) {
    for (const { name, day, since } of FIXED) if (year >= since) found.push([`${String(year).padStart(4, '0')}-${day}`, name])
  }
  const easter = easterOf(year)
  for (const { name, choice: wanted, days } of MOVABLE) if (choice[wanted]) found.push([easter.add({ days }).toString(), name])
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}
