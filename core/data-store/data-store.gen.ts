// Generated from data-store.schema.json by `npm run gen`. Do not edit.

export interface DataTable {
  name: string;
  rows: number;
  createdAt: string;
}
export interface DataTableList {
  items: DataTable[];
  nextCursor: null;
}
export interface CreateDataTable {
  name: string;
}
export interface DataRow {
  key: string;
  /**
   * Any JSON value.
   */
  value: {
    [k: string]: unknown;
  };
  revision: number;
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
}
export interface DataRowList {
  items: DataRow[];
  nextCursor: string | null;
}
export interface DataRowQuery {
  /**
   * Part of a key or of the beginning of a value.
   */
  search?: string;
  sort?: "key" | "-key" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt";
  cursor?: string;
  limit?: number;
}
export interface SaveDataRow {
  /**
   * Any JSON value.
   */
  value: {
    [k: string]: unknown;
  };
  expiresAt?: string | null;
  /**
   * Saved only over this revision; 0: only when there is no such row.
   */
  ifRevision?: number;
}
