// Generated from retention.schema.json by `npm run gen`. Do not edit.

export interface Retention {
  /**
   * Whole days that ended runs and deliveries can be read on this installation.
   */
  days: number;
  /**
   * The oldest day still stored, UTC.
   */
  oldestDay: string | null;
}
