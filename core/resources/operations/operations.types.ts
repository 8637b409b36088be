import type { Json } from '../../../sdk/flow/definition.ts'
import type { ActionFailure } from '../../actions/actions.types.ts'
import type { CallRecord } from '../../egress/egress.types.ts'

/** Which records of which account: what every operation on a resource names. */
export interface ResourceRef {
  tenantId: string
  connectionId: string
  plugin: string
  resource: string
}

export interface ListPageRequest extends ResourceRef {
  /** From the former page; null for the first one. Opaque JSON, at most 8 KB. */
  checkpoint: Json
  /** Changed at or after; null: everything. Milliseconds since the epoch. */
  since: number | null
  /** Changed before; null: no end. */
  until: number | null
  limit: number
  /** The parent's record, for a resource that has one. */
  parent: Json | null
  /** Backfills stand behind live calls in the line for the provider's quota. */
  priority: 'live' | 'backfill'
  signal?: AbortSignal
}

export interface RecordRequest extends ResourceRef {
  key: string
  priority: 'live' | 'backfill'
  signal?: AbortSignal
}

/** A record as the provider gave it. `text` is its JSON with the provider's own numbers, `\u0000` replaced (then `flagged`). */
export interface ReadRecord {
  key: string
  data: Json
  text: string
  /** Comparable version, or null when the resource declares none: integer, or milliseconds of a timestamp. */
  version: number | null
  /** SHA-256 of the canonical text, hex. */
  hash: string
  flagged: boolean
}

export type ListPageResult =
  | {
      ok: true
      records: ReadRecord[]
      /** What the provider listed and nobody could take; absent: none. The page stands all the same. */
      rejected?: RejectedRecord[]
      checkpoint: Json
      done: boolean
      total: number | null
      calls: CallRecord[]
    }
  /**
   * Codes with a meaning for whoever loops: `cursor_expired` (begin the pass again, checkpoint null), `window_too_large` (ask for a
   * shorter time between since and until), `paging_loop` (the provider gives the same page for ever).
   */
  | { ok: false; failure: ActionFailure; calls: CallRecord[] }

/** A member of a page that is no record: it has no key. */
export interface RejectedRecord {
  key: string | null
  reason: string
  text: string
}

export type RecordResult =
  | { ok: true; record: ReadRecord; calls: CallRecord[] }
  /** The provider says by its id that there is none (an error rule of class `notFound`, or 404). */
  | { ok: false; missing: true; calls: CallRecord[] }
  | { ok: false; missing: false; failure: ActionFailure; calls: CallRecord[] }

/** Reads what a connector declares in `resources[]`, whatever the tier of its entries. Made by `openResourceOperations()`. */
export interface ResourceOperations {
  /** One page. Detail reads that `detail.when: always` asks for are done here, under the same quota. Never throws for provider faults. */
  listPage(request: ListPageRequest): Promise<ListPageResult>
  /** One record by its key; for a resource without `detail`, a failure with code `no_detail`. */
  read(request: RecordRequest): Promise<RecordResult>
}
