import type { Json } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import type { ReadRecord, ResourceRef } from './operations/operations.types.ts'

/** Why a record was written: `backfill` starts no flow. */
export type Origin = 'backfill' | 'incremental' | 'webhook' | 'sweep' | 'manual' | 'writeBack'

export type Change = 'created' | 'updated' | 'deleted'

export interface WrittenRecord {
  key: string
  /** Null: nothing changed (same hash), or a newer one was stored already (`stale`). */
  change: Change | null
  stale: boolean
  before: Json | null
  /** It came back of a write of ours: news to no flow. */
  isEcho?: boolean
}

/** Records of one connection, all in one transaction with whatever the caller adds: history, events, rollups, checkpoint. */
export interface RecordWriter {
  /** At most 500 records. Takes what is newer than what is stored; rollups, search words and history follow in the same transaction. */
  write(trx: Trx, ref: ResourceRef, records: readonly ReadRecord[], origin: Origin): Promise<WrittenRecord[]>
  /** Marks records as deleted (they stay readable); answers those that were not deleted before. */
  remove(trx: Trx, ref: ResourceRef, keys: readonly string[], origin: Origin): Promise<WrittenRecord[]>
}

export interface StoredRecord {
  key: string
  connectionId: string
  data: Json
  version: number | null
  hash: string
  firstSeenAt: string
  changedAt: string
  deletedAt: string | null
  flagged: boolean
}

/** A list as a caller asks for it; names are those of the resource's `fields`. */
export interface RecordQuery {
  plugin: string
  resource: string
  connectionId?: string
  /** Equality or range by field: `{status: 'paid'}`, `{total: {min: '10.00', max: '20'}}`, several values: `{status: ['a','b']}`. */
  filter?: Record<string, FilterValue>
  /** Words found by their beginnings in the fields that declare `search`. */
  search?: string
  sort?: { field: string; descending: boolean }
  cursor?: string
  limit: number
  deleted?: boolean
}

export type FilterScalar = string | number | boolean
export type FilterValue = FilterScalar | FilterScalar[] | { min?: FilterScalar; max?: FilterScalar }

/** Reads stored records of one workspace. Made by `createResources()`; bad fields throw AppError naming them. */
export interface RecordReader {
  list(tenantId: string, query: RecordQuery): Promise<{ items: StoredRecord[]; nextCursor: string | null }>
  read(tenantId: string, ref: Omit<ResourceRef, 'tenantId'> & { key: string }): Promise<StoredRecord>
  history(
    tenantId: string,
    ref: Omit<ResourceRef, 'tenantId'> & { key: string; cursor?: string; limit: number },
  ): Promise<{ items: RecordChange[]; nextCursor: string | null }>
  stats(tenantId: string, query: StatsQuery): Promise<ResourceStats>
}

export interface RecordChange {
  at: string
  change: Change
  origin: Origin
  /** JSON Pointers that differ, with both values. */
  differences: Array<{ path: string; before: Json | null; after: Json | null }>
}

export interface StatsQuery {
  plugin: string
  resource: string
  connectionId?: string
  from?: string
  to?: string
}

/** Records with what they add up to: amounts of different currencies are never added together. */
export interface Counted {
  count: number
  /** By field: quantities of all these records, and amounts of those in the currency that the field declares. */
  sums: Record<string, string>
  otherCurrencies: CurrencySums[]
}

export interface CurrencySums {
  /** ISO 4217 code. */
  currency: string
  count: number
  /** Amounts only. */
  sums: Record<string, string>
}

export interface ResourceStats extends Omit<Counted, 'count'> {
  total: number
  /** By field and value, in the order of the manifest's `groupBy`. */
  groups: Array<{ field: string; values: Array<Counted & { value: string | null }> }>
  /** By local day of the declared timezone. */
  days: Array<Counted & { day: string; groups: Record<string, Record<string, number>> }>
  duration: { count: number; medianSeconds: number | null; p95Seconds: number | null; withinTarget: number; targetSeconds: number } | null
}
