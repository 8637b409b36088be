// Generated from triggers.schema.json by `npm run gen`. Do not edit.

export type When =
  | {
      by: "cron";
      expression: string;
    }
  | {
      by: "interval";
      everySeconds: number;
    };

export interface Schedule {
  state: "none" | "running" | "paused";
  when: When | null;
  timezone: string | null;
  missedPolicy: "none" | "last" | "all" | null;
  /**
   * @maxItems 5
   */
  nextTimes: string[];
  /**
   * Last time that a run was started for.
   */
  lastAt: string | null;
  lastError: string | null;
  /**
   * The last times that passed while nobody could start a run.
   */
  missed: {
    from: string;
    to: string;
    count: number;
    /**
     * More were missed than were counted.
     */
    isMore: boolean;
    /**
     * How many of them got a run all the same.
     */
    caughtUp: number;
  } | null;
}
export interface PreviewSchedule {
  when: When;
  timezone: string;
}
export interface SchedulePreview {
  nextTimes: string[];
}
export interface BackfillSchedule {
  from: string;
  to: string;
  /**
   * Only count.
   */
  dryRun?: boolean;
}
export interface Backfill {
  /**
   * Times of the schedule in the range.
   */
  count: number;
  /**
   * Of these, had a run already.
   */
  known: number;
  runIds: string[];
}
export interface Polling {
  state: "none" | "running" | "failing" | "paused";
  lastAt: string | null;
  nextAt: string | null;
  /**
   * New records of the last poll that worked.
   */
  lastFound: number | null;
  /**
   * Polls that failed in a row.
   */
  failures: number;
  lastError: string | null;
  /**
   * Highest cursor value so far, as JSON text.
   */
  cursor: string | null;
  /**
   * Records remembered.
   */
  known: number;
}
export interface ExposedActionList {
  items: {
    slug: string;
    flowId: string;
    name: string;
    /**
     * JSON Schema of the body; null: any JSON.
     */
    input: {
      [k: string]: unknown;
    };
    answer: "now" | "flow";
    /**
     * A body to try it with, or null.
     */
    sample: {
      [k: string]: unknown;
    };
  }[];
  nextCursor: string | null;
}
