import { toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { readDate } from './field-values.ts'
import { findChanges } from './record-changes.store.ts'
import { conditionsOf, type ListOrder, orderOf } from './record-conditions.ts'
import { readCursor, writeCursor } from './record-cursor.ts'
import { countRecords, findFew, findRecord, type ListPage, listRecords, type RecordRow, useIndexesOnly } from './record-list.store.ts'
import { readDurations, readRollups } from './record-rollups.store.ts'
import { findScopes } from './record-scopes.store.ts'
import { findPlan } from './record-writer.ts'
import { statsOf } from './resource-stats.ts'
import type { Origin, RecordChange, RecordQuery, RecordReader, StoredRecord } from './resources.types.ts'
import { searchRecords } from './search-records.ts'
import { searchedTerms } from './search-terms.ts'
import type { DeclaredResources, ResourcePlan } from './tables/resource-plan.ts'

export interface ResourcesDeps {
  db: Pick<Database, 'forTenant'>
  resources: DeclaredResources
}

/** What the workspace has of each declared resource. */
export interface ResourceTotals {
  plan: ResourcePlan
  connections: Array<{ connectionId: string; live: number }>
}

export interface ResourcesService extends RecordReader {
  /** The resource as it is declared. Throws AppError `not_found`. */
  planOf(plugin: string, resource: string): ResourcePlan
  totals(tenantId: string): Promise<ResourceTotals[]>
  /** How many records a list has; null for a search, whose words are looked up page by page. */
  count(tenantId: string, query: Omit<RecordQuery, 'limit' | 'cursor'>): Promise<number | null>
}

export function createResources({ db, resources }: ResourcesDeps): ResourcesService {
  return {
    planOf: (plugin, resource) => findPlan(resources, { plugin, resource }),
    totals: (tenantId) => db.forTenant(tenantId, (trx) => totalsOf(trx, tenantId, resources)),
    async list(tenantId, query) {
      const plan = findPlan(resources, query)
      return db.forTenant(tenantId, (trx) => listPage(trx, tenantId, plan, query))
    },
    async count(tenantId, query) {
      const plan = findPlan(resources, query)
      return db.forTenant(tenantId, (trx) => countOf(trx, tenantId, plan, query))
    },
    async read(tenantId, at) {
      const plan = findPlan(resources, at)
      return db.forTenant(tenantId, async (trx) => toRecord(await existing(trx, plan, { tenantId, ...at })))
    },
    async history(tenantId, at) {
      const plan = findPlan(resources, at)
      const before = at.cursor === undefined ? null : changeNumber(at.cursor)
      return db.forTenant(tenantId, async (trx) => {
        const record = await existing(trx, plan, { tenantId, ...at })
        const rows = await findChanges(trx, { tenantId, id: plan.id, ...at, before, limit: at.limit + 1 })
        const items: RecordChange[] = rows.slice(0, at.limit).map(({ nr: _nr, ...row }) => ({ ...row, at: row.at.toISOString() }))
        if (rows.length < at.limit) items.push(firstChange(record))
        return { items, nextCursor: rows.length < at.limit ? null : String(rows[at.limit - 1]?.nr ?? 0) }
      })
    },
    async stats(tenantId, { plugin, resource, connectionId = null, from, to }) {
      const plan = findPlan(resources, { plugin, resource })
      const range = { tenantId, id: plan.id, connectionId, from: dayOf('from', from), to: dayOf('to', to) }
      return db.forTenant(tenantId, async (trx) => {
        const rollups = await readRollups(trx, range)
        return statsOf(plan.stats, rollups, plan.stats.duration === null ? [] : await readDurations(trx, range))
      })
    },
  }
}

async function totalsOf(trx: Trx, tenantId: string, resources: DeclaredResources): Promise<ResourceTotals[]> {
  const totals: ResourceTotals[] = []
  for (const { plugin, declared } of resources.all()) {
    const plan = findPlan(resources, { plugin, resource: declared.name })
    totals.push({ plan, connections: await findScopes(trx, tenantId, plan.id) })
  }
  return totals
}

async function countOf(
  trx: Trx,
  tenantId: string,
  plan: ResourcePlan,
  query: Omit<RecordQuery, 'limit' | 'cursor'>,
): Promise<number | null> {
  if (query.search !== undefined && query.search.trim() !== '') return null
  const scopes = (await findScopes(trx, tenantId, plan.id)).filter(({ connectionId }) =>
    [undefined, connectionId].includes(query.connectionId),
  )
  const conditions = conditionsOf(plan, query.filter)
  const isDeleted = query.deleted === true
  if (conditions.length === 0 && !isDeleted) return scopes.reduce((total, { live }) => total + live, 0)
  return countRecords(trx, plan, { tenantId, connections: scopes.map(({ connectionId }) => connectionId), conditions, isDeleted })
}

async function listPage(
  trx: Trx,
  tenantId: string,
  plan: ResourcePlan,
  query: RecordQuery,
): Promise<{ items: StoredRecord[]; nextCursor: string | null }> {
  const conditions = conditionsOf(plan, query.filter)
  const order = orderOf(plan, query.sort)
  const after = query.cursor === undefined ? null : readCursor(query.cursor, order)
  const scopes = await findScopes(trx, tenantId, plan.id)
  const known = scopes.map(({ connectionId }) => connectionId)
  const connections = query.connectionId === undefined ? known : known.filter((id) => id === query.connectionId)
  const words = searchedTerms(query.search ?? '')
  const isSearch = query.search !== undefined && query.search.trim() !== ''
  // Only marks and blanks: there is no word that it could be.
  if (connections.length === 0 || (isSearch && words.length === 0)) return { items: [], nextCursor: null }
  await useIndexesOnly(trx)
  const asked = { tenantId, connections, conditions, isDeleted: query.deleted === true, order, after, limit: query.limit + 1 }
  const found = isSearch ? await searchRecords(trx, plan, asked, words) : { keys: null, terms: [] }
  const page = { ...asked, ...found, connections: connections.filter((id) => found.keys === null || found.keys.has(id)) }
  const few = found.keys === null && !isServed(plan, page) ? await findFew(trx, plan, page, MOST_GATHERED) : new Set<string>()
  const rows = await listRecords(trx, plan, { ...page, few })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return { items: shown.map(toRecord), nextCursor: rows.length > query.limit && last !== undefined ? cursorAt(order, last) : null }
}

/** So many records are gathered and sorted in some tens of milliseconds. */
const MOST_GATHERED = 3_000

/** Whether one index has both the conditions and the order: then the first rows found are the page. */
function isServed(plan: ResourcePlan, { conditions, order }: Omit<ListPage, 'few'>): boolean {
  const others = conditions.filter(({ field }) => field !== order.field)
  const [only] = others
  if (only === undefined) return true
  const isOrdered = order.field !== null && order.field === plan.defaultSort
  return others.length === 1 && isOrdered && only.isEquality && (only.field.sqlType === 'text' || only.field.sqlType === 'boolean')
}

function cursorAt(order: ListOrder, { sort, key, connectionId }: RecordRow): string {
  const value = sort instanceof Date ? toIso(sort.getTime()) : sort
  return writeCursor(order, { value: value === null || value === undefined ? null : String(value), key, connectionId })
}

async function existing(trx: Trx, plan: ResourcePlan, at: { tenantId: string; connectionId: string; key: string }): Promise<RecordRow> {
  const row = await findRecord(trx, plan, at)
  if (row === undefined) throw new AppError('not_found')
  return row
}

function toRecord(row: RecordRow): StoredRecord {
  const { key, connectionId, data, version, hash, flagged } = row
  return {
    key,
    connectionId,
    data,
    version,
    hash,
    flagged,
    firstSeenAt: row.firstSeenAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    deletedAt: row.deletedAt?.toISOString() ?? null,
  }
}

const ORIGINS: readonly Origin[] = ['backfill', 'incremental', 'webhook', 'sweep', 'manual', 'writeBack']

function firstChange({ firstSeenAt, firstOrigin }: RecordRow): RecordChange {
  const origin = ORIGINS.find((one) => one === firstOrigin) ?? 'manual'
  return { at: firstSeenAt.toISOString(), change: 'created', origin, differences: [] }
}

function changeNumber(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw new AppError('invalid', { errors: [{ field: 'query/cursor', reason: 'is not a cursor of this list' }] })
}

function dayOf(name: string, day: string | undefined): string | null {
  if (day === undefined) return null
  const read = /^\d{4}-\d{2}-\d{2}$/.test(day) ? readDate(day) : null
  if (read === null) throw new AppError('invalid', { errors: [{ field: `query/${name}`, reason: 'is not a date' }] })
  return read
}
