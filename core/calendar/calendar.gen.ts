// Generated from calendar.schema.json by `npm run gen`. Do not edit.

/**
 * @maxItems 12
 */
export type DayHours = Hours[];

export interface Hours {
  from: string;
  /**
   * Not included; may be 24:00.
   */
  to: string;
}
export interface Week {
  monday: DayHours;
  tuesday: DayHours;
  wednesday: DayHours;
  thursday: DayHours;
  friday: DayHours;
  saturday: DayHours;
  sunday: DayHours;
}
export interface Holidays {
  /**
   * The fixed ones by federal law.
   */
  national: boolean;
  goodFriday: boolean;
  /**
   * Monday and Tuesday.
   */
  carnival: boolean;
  corpusChristi: boolean;
}
export interface OwnDay {
  date: string;
  name: string;
  everyYear: boolean;
  /**
   * Empty: closed. Wins over weekday and holiday.
   */
  hours: DayHours;
}
export interface SaveCalendar {
  week: Week;
  holidays: Holidays;
  /**
   * @maxItems 400
   */
  ownDays: OwnDay[];
}
export interface Calendar {
  /**
   * The workspace's, as an IANA name.
   */
  timezone: string;
  week: Week;
  holidays: Holidays;
  ownDays: OwnDay[];
  /**
   * Null: nobody changed the defaults.
   */
  updatedAt: string | null;
  openNow: boolean;
  /**
   * Holidays and own days of the next twelve months, in order.
   */
  upcoming: {
    date: string;
    name: string;
    hours: Hours[];
  }[];
}
