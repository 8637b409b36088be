// Generated from exports.schema.json by `npm run gen`. Do not edit.

export type ExportSource = RecordsSource | TableSource | BoardSource | AuditSource;

/**
 * Records of a resource, filtered, searched and sorted as its list.
 */
export interface RecordsSource {
  kind: "records";
  plugin: string;
  resource: string;
  /**
   * Names of fields in order, and `$title`, `$key`, `$connection`, `$firstSeenAt`, `$changedAt`, `$deletedAt`. All unless said.
   *
   * @minItems 1
   * @maxItems 60
   */
  columns?: string[];
  connectionId?: string;
  /**
   * JSON text, as lists take it.
   */
  filter?: string;
  search?: string;
  sort?: string;
  deleted?: boolean;
}
/**
 * Rows of an own table.
 */
export interface TableSource {
  kind: "table";
  table: string;
  search?: string;
  sort?: "key" | "-key" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt";
}
/**
 * Every table of a dashboard's board.
 */
export interface BoardSource {
  kind: "board";
  board: "operations" | "integrations" | "sales" | "answers" | "stock";
  /**
   * Local days up to today; 7 unless said.
   */
  days?: number;
}
/**
 * The workspace's audit log, newest first: a row for each thing that an act changed. For admins.
 */
export interface AuditSource {
  kind: "audit";
  /**
   * Who did it.
   */
  userId?: string;
  /**
   * What was done: `connection.changed`, or `connection` for all of it.
   */
  act?: string;
  /**
   * From then on.
   */
  from?: string;
  /**
   * Before then.
   */
  to?: string;
  search?: string;
}
export interface StartExport {
  source: ExportSource;
  format: "csv" | "xlsx" | "pdf";
}
export interface Export {
  id: string;
  source: ExportSource;
  title: string;
  format: "csv" | "xlsx" | "pdf";
  status: "waiting" | "running" | "done" | "failed" | "cancelled";
  /**
   * Why it failed, in a sentence.
   */
  reason: string | null;
  doneRows: number;
  /**
   * Null while nobody can say.
   */
  totalRows: number | null;
  rowsPerSec: number | null;
  etaSeconds: number | null;
  sizeBytes: number;
  fileName: string;
  askedAt: string;
  endedAt: string | null;
  /**
   * It is deleted then.
   */
  expiresAt: string;
}
export interface ExportList {
  items: Export[];
  nextCursor: null;
}
