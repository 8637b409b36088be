/** ISO weekday: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** Local times of one day, `HH:MM`; `to` is not included and may be `24:00`. */
export interface OpenHours {
  from: string
  to: string
}

/** Which of the computed days are holidays. `national` are the fixed ones by federal law; the others move with Easter. */
export interface HolidayChoice {
  national: boolean
  goodFriday: boolean
  /** Monday and Tuesday. */
  carnival: boolean
  corpusChristi: boolean
}

/** A day of the workspace's own. It wins over weekday and holiday: no `hours` means closed, hours mean open for just those. */
export interface OwnDay {
  /** `YYYY-MM-DD`. */
  date: string
  name: string
  everyYear: boolean
  hours: readonly OpenHours[]
}

/** When a workspace works. A plain value; hours of one day are in order and do not overlap. */
export interface WorkCalendar {
  /** IANA name. */
  timezone: string
  week: Readonly<Record<Weekday, readonly OpenHours[]>>
  holidays: Readonly<HolidayChoice>
  ownDays: readonly OwnDay[]
}
