import type { Json, StoreStep } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'

export interface StoreRequest {
  tenantId: string
  step: StoreStep
  /** `{key, value, by, where}`, evaluated; what the step does not have is null. */
  input: Json
  /** The run's time, milliseconds since the epoch: decides what has expired. */
  now: number
}

/** The store step. Works in the caller's transaction, of the app role for this tenant or of the engine role. */
export interface StorePerformer {
  /**
   * get → value or null; put → the value; delete → whether there was a row; query → `[{key, value}]`; increment → the new number,
   * as text where a JSON number would lose digits. Throws AppError for bad input and full tables.
   */
  perform(trx: Trx, request: StoreRequest): Promise<Json>
}

/** Defaults of the operator. */
export interface StoreLimits {
  /** A put makes the table when there is none. */
  makesTables: boolean
  rowsPerTable: number
  valueBytes: number
}

export const DEFAULT_LIMITS: StoreLimits = { makesTables: true, rowsPerTable: 100_000, valueBytes: 256 * 1024 }

export interface DataTable {
  name: string
  /** Rows that are there; those that expired since the last sweep are counted too. */
  rows: number
  createdAt: Date
}

export interface DataRow {
  key: string
  value: Json
  revision: number
  expiresAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** A member that values of a table have, and what it holds in all of them. */
export interface TableField {
  name: string
  type: 'text' | 'decimal' | 'boolean' | 'date' | 'timestamp'
}

export type RowSort = 'key' | '-key' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'
