// Generated from resources.schema.json by `npm run gen`. Do not edit.

/**
 * Records that name another currency than the field declares, with their amounts; none where records name no currency.
 */
export type CurrencySums = {
  /**
   * ISO 4217 code.
   */
  currency: string;
  count: number;
  sums: {
    [k: string]: string;
  };
}[];

export interface ResourceFieldView {
  name: string;
  type: "text" | "integer" | "decimal" | "boolean" | "date" | "timestamp";
  /**
   * ISO 4217 code of an amount of money.
   */
  currency: string | null;
  displayName: string;
  filter: boolean;
  sort: boolean;
  search: boolean;
  /**
   * What the values mean; empty when any value may come.
   */
  options: {
    value: string;
    displayName: string;
  }[];
}
export interface ResourceView {
  plugin: string;
  name: string;
  /**
   * Plural.
   */
  displayName: string;
  description: string;
  fields: ResourceFieldView[];
  /**
   * Fields that a list shows, in order.
   */
  columns: string[];
  view: "grid" | "record" | "inbox";
  /**
   * Field that tells the state of a record.
   */
  status: string | null;
  /**
   * Order of a list that asks for none.
   */
  defaultSort: string;
  hasStats: boolean;
  /**
   * Records that are not deleted.
   */
  total: number;
  /**
   * Connections that have records.
   */
  connections: {
    connectionId: string;
    total: number;
  }[];
}
export interface ResourceList {
  items: ResourceView[];
  nextCursor: null;
}
export interface RecordQueryText {
  connectionId?: string;
  /**
   * JSON by field: `{"status":"paid"}`, several values `{"status":["a","b"]}`, a range `{"total":{"min":"10.00","max":"20"}}`.
   */
  filter?: string;
  /**
   * Beginnings of words; all must be found.
   */
  search?: string;
  /**
   * A field, or `key`; `-` before it: descending.
   */
  sort?: string;
  /**
   * Only records that the provider no longer has.
   */
  deleted?: boolean;
  cursor?: string;
  limit?: number;
}
export interface ExportQuery {
  connectionId?: string;
  /**
   * As in the list.
   */
  filter?: string;
  /**
   * As in the list.
   */
  search?: string;
  /**
   * As in the list.
   */
  sort?: string;
  /**
   * As in the list.
   */
  deleted?: boolean;
}
export interface RecordView {
  key: string;
  connectionId: string;
  title: string;
  /**
   * By the field's name; decimals as text, times in RFC 3339, dates as `YYYY-MM-DD`.
   */
  fields: {
    [k: string]: string | number | boolean | null;
  };
  /**
   * ISO 4217 code that the record itself names for its amounts.
   */
  currency: string | null;
  /**
   * The record as the provider gave it.
   */
  data: {
    [k: string]: unknown;
  };
  version: number | null;
  /**
   * Something in it could not be stored and was replaced.
   */
  flagged: boolean;
  firstSeenAt: string;
  changedAt: string;
  deletedAt: string | null;
}
export interface RecordList {
  items: RecordView[];
  nextCursor: string | null;
}
export interface RecordHistoryQuery {
  cursor?: string;
  limit?: number;
}
export interface RecordChangeView {
  at: string;
  change: "created" | "updated" | "deleted";
  origin: "backfill" | "incremental" | "webhook" | "sweep" | "manual" | "writeBack";
  differences: {
    /**
     * JSON Pointer.
     */
    path: string;
    before: unknown;
    after: unknown;
  }[];
}
export interface RecordHistory {
  items: RecordChangeView[];
  nextCursor: string | null;
}
export interface ResourceStatsQuery {
  connectionId?: string;
  /**
   * First local day, `YYYY-MM-DD`.
   */
  from?: string;
  /**
   * Last local day.
   */
  to?: string;
}
/**
 * By field; decimals as text. Amounts are those of records in the currency that the field declares: currencies are never added together.
 */
export interface Sums {
  [k: string]: string;
}
export interface ResourceStatsView {
  total: number;
  sums: Sums;
  otherCurrencies: CurrencySums;
  timezone: string;
  groups: {
    field: string;
    values: {
      value: string | null;
      count: number;
      sums: Sums;
      otherCurrencies: CurrencySums;
    }[];
  }[];
  days: {
    day: string;
    count: number;
    sums: Sums;
    otherCurrencies: CurrencySums;
    groups: {
      [k: string]: {
        [k: string]: number;
      };
    };
  }[];
  duration: null | {
    count: number;
    /**
     * Within 2.5 %.
     */
    medianSeconds: number | null;
    /**
     * Within 2.5 %.
     */
    p95Seconds: number | null;
    withinTarget: number;
    targetSeconds: number;
  };
}
