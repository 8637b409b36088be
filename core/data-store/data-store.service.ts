import type { Json } from '../../sdk/flow/definition.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { AuditState } from '../identity/audit-changes.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { checkKey, checkTableName, checkValue } from './check-row.ts'
import { deleteRow, insertOrReplaceRow, insertRow, type LockedRow, lockRow, sweepRows } from './data-rows.store.ts'
import {
  type DataRow,
  type DataTable,
  DEFAULT_LIMITS,
  type RowSort,
  type StoreLimits,
  type StorePerformer,
  type TableField,
} from './data-store.types.ts'
import { deleteTable, findTable, insertTable, listTables } from './data-tables.store.ts'
import { readCursor, writeCursor } from './page-cursor.ts'
import { performsStore } from './perform-store.ts'
import { findRow, listRows } from './row-queries.store.ts'
import { readTableFields } from './table-fields.store.ts'
import { checkRoom } from './table-room.ts'
import { type RowToTakeIn, type TakeIn, type TakenIn, takeInRows } from './take-in-rows.ts'

export interface DataStoreDeps {
  db: Database
  clock: Clock
  limits?: Partial<StoreLimits>
}

export interface StoreCaller {
  tenantId: string
  userId: string
}

export interface ListedRows {
  search?: string
  sort?: RowSort
  cursor?: string
  limit?: number
}

export interface SavedRow {
  value: Json
  /** RFC 3339; null or absent: stays until it is deleted. */
  expiresAt?: string | null
  /** Saved only over this revision; 0: only when there is no such row. */
  ifRevision?: number
}

/** The data store: for the engine `perform`, the rest for people. Unknown tables and rows are AppError `not_found`. */
export interface DataStoreService extends StorePerformer {
  tables(caller: StoreCaller): Promise<DataTable[]>
  createTable(caller: StoreCaller, name: string): Promise<DataTable>
  /** With all its rows. */
  removeTable(caller: StoreCaller, name: string): Promise<void>
  rows(caller: StoreCaller, table: string, query: ListedRows): Promise<{ rows: DataRow[]; nextCursor: string | null }>
  /** What the values of its rows have in them; `hasPlain`: some are no objects. */
  fields(caller: StoreCaller, table: string): Promise<{ fields: TableField[]; hasPlain: boolean }>
  /** Rows of a file, in the transaction of whoever reads it. Throws AppError `not_found` when the table has gone. */
  takeIn(trx: Trx, at: TakeIn, rows: readonly RowToTakeIn[]): Promise<TakenIn[]>
  saveRow(caller: StoreCaller, table: string, key: string, row: SavedRow): Promise<DataRow>
  removeRow(caller: StoreCaller, table: string, key: string): Promise<void>
  /** Deletes what has expired, of every workspace. Returns how many rows. */
  sweep(): Promise<number>
}

/** A page of rows for people stops here, whatever its limit. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024
const SWEEP_ROUNDS = 200

export function createDataStore({ db, clock, limits: given }: DataStoreDeps): DataStoreService {
  const limits: StoreLimits = { ...DEFAULT_LIMITS, ...given }

  /** In the workspace, with the table there. */
  const inTable = <T>(caller: StoreCaller, table: string, work: (trx: Trx) => Promise<T>): Promise<T> =>
    db.forTenant(caller.tenantId, async (trx) => {
      if ((await findTable(trx, caller.tenantId, table)) === undefined) throw new AppError('not_found')
      return work(trx)
    })
  const audit = (
    trx: Trx,
    { tenantId, userId }: StoreCaller,
    act: string,
    subject: string,
    told: { before?: AuditState; after?: AuditState } = {},
  ) => recordAudit(trx, { tenantId, userId, act, subject, ...told }, clock.now())

  return {
    ...performsStore(limits),
    tables: ({ tenantId }) => db.forTenant(tenantId, (trx) => listTables(trx, tenantId)),

    createTable: (caller, name) =>
      db.forTenant(caller.tenantId, async (trx) => {
        const now = clock.now()
        if (!(await insertTable(trx, caller.tenantId, checkTableName(name), now)))
          throw new AppError('conflict', { params: { what: name } })
        await audit(trx, caller, 'data_table.created', name, { after: { name } })
        return { name, rows: 0, createdAt: new Date(now) }
      }),

    removeTable: (caller, name) =>
      inTable(caller, name, async (trx) => {
        await deleteTable(trx, caller.tenantId, name)
        await audit(trx, caller, 'data_table.deleted', name, { before: { name } })
      }),

    async rows({ tenantId, userId }, table, { search, sort = '-updatedAt', cursor, limit = 50 }) {
      const after = cursor === undefined ? null : readCursor(cursor, sort)
      const page = { tenantId, table, now: clock.now(), search: search ?? null, sort, after, limit, maxBytes: MAX_PAGE_BYTES }
      const { rows, hasMore } = await inTable({ tenantId, userId }, table, (trx) => listRows(trx, page))
      const last = rows.at(-1)
      return { rows, nextCursor: hasMore && last !== undefined ? writeCursor({ key: last.key, at: timeOf(last, sort) }) : null }
    },

    fields: (caller, table) =>
      inTable(caller, table, (trx) => readTableFields(trx, { tenantId: caller.tenantId, table, now: clock.now() })),

    async takeIn(trx, at, rows) {
      if ((await findTable(trx, at.tenantId, at.table)) === undefined) throw new AppError('not_found')
      return takeInRows(trx, at, rows, limits)
    },

    saveRow: (caller, table, key, row) =>
      inTable(caller, table, async (trx) => {
        const now = clock.now()
        const at = { tenantId: caller.tenantId, table, key: checkKey(key), now }
        const kept = { ...at, value: checkValue(row.value, limits.valueBytes), expiresAt: endOf(row.expiresAt ?? null, now) }
        const before = await lockRow(trx, at)
        const revision = before?.value === undefined ? 0 : before.revision
        if (row.ifRevision !== undefined && row.ifRevision !== revision) throw new AppError('revision_conflict')
        if (before === undefined) await checkRoom(trx, at, limits)
        // Two people who make the same row at once: the second one is told.
        if (before === undefined && row.ifRevision === 0) {
          if (!(await insertRow(trx, kept))) throw new AppError('revision_conflict')
        } else await insertOrReplaceRow(trx, kept)
        const after = told({ value: row.value, expiresAt: kept.expiresAt })
        await audit(trx, caller, 'data_row.saved', `${table}/${at.key}`, { before: told(before), after })
        return found(await findRow(trx, at))
      }),

    removeRow: (caller, table, key) =>
      inTable(caller, table, async (trx) => {
        const at = { tenantId: caller.tenantId, table, key: checkKey(key), now: clock.now() }
        const before = await lockRow(trx, at)
        if (!(await deleteRow(trx, at))) throw new AppError('not_found')
        await audit(trx, caller, 'data_row.deleted', `${table}/${at.key}`, { before: told(before) })
      }),

    async sweep() {
      let swept = 0
      for (let round = 0; round < SWEEP_ROUNDS; round++) {
        const gone = await sweepRows(db.engine, clock.now())
        if (gone === 0) break
        swept += gone
      }
      return swept
    },
  }
}

function timeOf(row: DataRow, sort: RowSort): number | null {
  if (sort.endsWith('key')) return null
  return (sort.endsWith('createdAt') ? row.createdAt : row.updatedAt).getTime()
}

function endOf(expiresAt: string | null, now: number): number | null {
  if (expiresAt === null) return null
  const at = Date.parse(expiresAt)
  if (Number.isNaN(at) || at <= now)
    throw new AppError('invalid', { errors: [{ field: '/expiresAt', reason: 'must be a time in the future' }] })
  return at
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('not_found')
  return value
}

function told(row: Pick<LockedRow, 'value' | 'expiresAt'> | undefined): AuditState {
  if (row?.value === undefined) return {}
  return { value: row.value, expiresAt: row.expiresAt === null ? null : toIso(row.expiresAt) }
}
