import type { HolidayChoice, OpenHours, Weekday } from './calendar.types.ts'

const OFFICE: readonly OpenHours[] = [{ from: '09:00', to: '18:00' }]

/** Monday to Friday, nine to six. */
export const DEFAULT_WEEK: Readonly<Record<Weekday, readonly OpenHours[]>> = {
  1: OFFICE,
  2: OFFICE,
  3: OFFICE,
  4: OFFICE,
  5: OFFICE,
  6: [],
  7: [],
}

/** Carnival and Corpus Christi are no national holidays: many places work, so whoever does not says so. */
export const DEFAULT_HOLIDAYS: Readonly<HolidayChoice> = { national: true, goodFriday: true, carnival: false, corpusChristi: false }
