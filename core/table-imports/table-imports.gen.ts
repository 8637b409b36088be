// Generated from table-imports.schema.json by `npm run gen`. Do not edit.

/**
 * How the file is read. What is left out is found out.
 */
export interface Reading {
  format: "csv" | "xlsx";
  encoding?: "utf-8" | "windows-1252";
  delimiter?: ";" | "," | "\t" | "|";
  decimalMark?: "," | ".";
  sheet?: string;
}
/**
 * What a column of the file becomes. Columns that are not named are left out.
 */
export interface ColumnUse {
  /**
   * From 0 on.
   */
  column: number;
  to: "key" | "field";
  field?: string;
  type?: "text" | "number" | "boolean" | "date" | "timestamp";
}
export interface UploadImport {
  fileName: string;
  contentBase64: string;
}
export interface PreviewImport {
  reading?: Reading;
  /**
   * Guessed anew when left out.
   *
   * @maxItems 500
   */
  mapping?: ColumnUse[];
}
export interface ImportPlan {
  reading?: Reading;
  /**
   * @maxItems 500
   */
  mapping: ColumnUse[];
  /**
   * What becomes of a row that the table has already.
   */
  existing: "update" | "skip";
}
export interface TableImport {
  id: string;
  table: string;
  fileName: string;
  sizeBytes: number;
  /**
   * `draft`: only looked at.
   */
  status: "draft" | "waiting" | "running" | "done" | "failed" | "cancelled";
  /**
   * Why it failed, in a sentence.
   */
  reason: string | null;
  existing: "update" | "skip";
  totalRows: number;
  doneRows: number;
  rowsPerSec: number | null;
  etaSeconds: number | null;
  added: number;
  updated: number;
  skipped: number;
  refused: number;
  askedAt: string;
  endedAt: string | null;
  expiresAt: string;
}
export interface CellError {
  /**
   * Null: the row as a whole.
   */
  column: number | null;
  reason: string;
}
export interface PreviewRow {
  /**
   * Of the file, as a spreadsheet numbers it.
   */
  line: number;
  cells: string[];
  errors: CellError[];
}
export interface ImportPreview {
  import: TableImport;
  reading: Reading;
  /**
   * Of a workbook.
   */
  sheets: string[];
  columns: {
    name: string;
    sample: string;
  }[];
  mapping: ColumnUse[];
  /**
   * The first ones.
   */
  rows: PreviewRow[];
  /**
   * The first ones that would be refused.
   */
  badRows: PreviewRow[];
  /**
   * How many rows of the file would be refused.
   */
  badTotal: number;
}
export interface TableImportList {
  items: TableImport[];
  nextCursor: null;
  /**
   * Largest file that is taken.
   */
  maxBytes: number;
}
