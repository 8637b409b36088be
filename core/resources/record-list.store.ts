import type { Json } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { Condition, ListOrder } from './record-conditions.ts'
import type { PageMark } from './record-cursor.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** Reads of the table of one resource. Its name and columns come from its plan, never from a caller. */

export interface RecordRow {
  key: string
  connectionId: string
  data: Json
  version: number | null
  hash: string
  flagged: boolean
  firstSeenAt: Date
  changedAt: Date
  deletedAt: Date | null
  firstOrigin: string
  /** The sorted column. */
  sort?: string | number | boolean | Date | null
}

const COLUMNS = `key, connection_id AS "connectionId", data, version, hash, flagged, first_seen_at AS "firstSeenAt",
  changed_at AS "changedAt", deleted_at AS "deletedAt", first_origin AS "firstOrigin"`

export interface ListPage {
  tenantId: string
  /** Each is read on its own, in its index' order, and the pages are merged. */
  connections: readonly string[]
  conditions: readonly Condition[]
  /** Only these keys, by connection. */
  keys: ReadonlyMap<string, readonly string[]> | null
  /** Beginnings of words that must all be there. */
  terms: readonly string[]
  /** Of these connections all records that fit are few: they are gathered and sorted instead of looked for in the list's order. */
  few: ReadonlySet<string>
  isDeleted: boolean
  order: ListOrder
  after: PageMark | null
  limit: number
}

/**
 * At most `limit` records in order. Those without a value in the sorted column come last in both directions, by a read of their own:
 * one index then serves both.
 */
export async function listRecords(trx: Trx, plan: ResourcePlan, page: ListPage): Promise<RecordRow[]> {
  const { order, after, limit } = page
  if (page.connections.length === 0) return []
  if (order.field === null) return selectPart(trx, plan, page, 'key')
  const rows = after !== null && after.value === null ? [] : await selectPart(trx, plan, page, 'valued')
  if (rows.length >= limit || page.conditions.some(({ field }) => field === order.field)) return rows
  const rest = { ...page, after: after?.value === null ? after : null, limit: limit - rows.length }
  return [...rows, ...(await selectPart(trx, plan, rest, 'empty'))]
}

/** Until the transaction ends no table is scanned: of a million records that is never the shortest way, whatever the estimates say. */
export async function useIndexesOnly(trx: Trx): Promise<void> {
  await trx.raw(`SELECT set_config('enable_seqscan', 'off', true)`)
}

type Part = 'key' | 'valued' | 'empty'

async function selectPart(trx: Trx, plan: ResourcePlan, page: ListPage, part: Part): Promise<RecordRow[]> {
  const bindings: Array<string | number | boolean> = []
  const branches = page.connections.map((connectionId) => branchOf(plan, page, part, connectionId, bindings))
  const way = page.order.descending ? 'DESC' : 'ASC'
  const only = branches.length === 1 ? branches[0] : undefined
  const sql =
    only ?? `${branches.map((branch) => `(${branch})`).join(' UNION ALL ')} ORDER BY sort ${way}, key ${way}, "connectionId" ${way} LIMIT ?`
  if (only === undefined) bindings.push(page.limit)
  const { rows } = await trx.raw<{ rows: RecordRow[] }>(sql, bindings)
  return rows
}

function branchOf(
  plan: ResourcePlan,
  page: ListPage,
  part: Part,
  connectionId: string,
  bindings: Array<string | number | boolean>,
): string {
  const { order, after, keys } = page
  const column = order.field === null ? null : `"${order.field.column}"`
  const sortType = order.field?.sqlType ?? 'text'
  const [way, than] = order.descending ? ['DESC', '<'] : ['ASC', '>']
  const where = filtersOf(page, connectionId, bindings)
  if (keys !== null) {
    where.push('key = ANY (?::text[])')
    bindings.push(arrayLiteral(keys.get(connectionId) ?? []))
  }
  for (const term of page.terms) {
    // Inside a CASE nobody guesses how rare it is: for what looks very rare the whole table would be scanned and sorted.
    where.push('CASE WHEN words LIKE ? THEN true ELSE false END')
    bindings.push(`% ${term}%`)
  }
  if (part !== 'key') where.push(`${column} IS ${part === 'valued' ? 'NOT ' : ''}NULL`)
  const isGathered = keys !== null || page.few.has(connectionId)
  const begin: string[] = []
  if (after !== null) {
    const isValued = part === 'valued' && after.value !== null
    begin.push(
      isValued
        ? `(${isGathered ? 'sort' : column}, key, connection_id) ${than} (?::${sortType}, ?, ?)`
        : `(key, connection_id) ${than} (?, ?)`,
    )
    bindings.push(...(isValued && after.value !== null ? [after.value] : []), after.key, after.connectionId)
  }
  bindings.push(page.limit)
  const sorted = part === 'valued' ? column : `NULL::${sortType}`
  if (!isGathered) {
    const order = `ORDER BY ${part === 'valued' ? `${column} ${way}, ` : ''}key ${way} LIMIT ?`
    return `SELECT ${COLUMNS}, ${sorted} AS sort FROM ${plan.table} WHERE ${[...where, ...begin].join(' AND ')} ${order}`
  }
  // Sorted without the records themselves, which are fetched for the page alone.
  const gathered = `SELECT key, connection_id, ${sorted} AS sort FROM ${plan.table} WHERE ${where.join(' AND ')}`
  const shown = `SELECT * FROM gathered ${begin.length === 0 ? '' : `WHERE ${begin.join(' AND ')} `}ORDER BY sort ${way}, key ${way} LIMIT ?`
  bindings.push(page.tenantId, connectionId)
  return `WITH gathered AS MATERIALIZED (${gathered}), shown AS MATERIALIZED (${shown})
    SELECT ${COLUMNS.replace('key', 's.key').replace('connection_id', 's.connection_id')}, shown.sort
    FROM shown JOIN ${plan.table} s ON s.tenant_id = ? AND s.connection_id = ? AND s.key = shown.key ORDER BY shown.sort ${way}, s.key ${way}`
}

function filtersOf(
  page: Pick<ListPage, 'tenantId' | 'conditions' | 'isDeleted'>,
  connectionId: string,
  bindings: Array<string | number | boolean>,
): string[] {
  bindings.push(page.tenantId, connectionId, ...page.conditions.flatMap((condition) => condition.bindings))
  const removed = `deleted_at IS ${page.isDeleted ? 'NOT ' : ''}NULL`
  return ['tenant_id = ?', 'connection_id = ?', removed, ...page.conditions.map(({ sql }) => sql)]
}

/**
 * Connections in which at most `most` records fit the conditions. PostgreSQL cannot know that a connection has none of a status this
 * year: walking all of it in the list's order took 15 s of a million records.
 */
export async function findFew(trx: Trx, plan: ResourcePlan, page: Omit<ListPage, 'few'>, most: number): Promise<Set<string>> {
  const bindings: Array<string | number | boolean> = []
  const counts = page.connections.map((connectionId) => {
    bindings.push(connectionId)
    const where = filtersOf(page, connectionId, bindings).join(' AND ')
    bindings.push(most + 1)
    return `SELECT ?::text AS id, count(*) AS count FROM (SELECT FROM ${plan.table} WHERE ${where} LIMIT ?) AS found`
  })
  const { rows } = await trx.raw<{ rows: Array<{ id: string; count: number }> }>(counts.join(' UNION ALL '), bindings)
  return new Set(rows.filter(({ count }) => count <= most).map(({ id }) => id))
}

/** How many records fit, over all of these connections. */
export async function countRecords(
  trx: Trx,
  plan: ResourcePlan,
  page: Pick<ListPage, 'tenantId' | 'connections' | 'conditions' | 'isDeleted'>,
): Promise<number> {
  let total = 0
  for (const connectionId of page.connections) {
    const bindings: Array<string | number | boolean> = []
    const where = filtersOf(page, connectionId, bindings).join(' AND ')
    const { rows } = await trx.raw<{ rows: Array<{ count: number }> }>(
      `SELECT count(*) AS count FROM ${plan.table} WHERE ${where}`,
      bindings,
    )
    total += rows[0]?.count ?? 0
  }
  return total
}

export async function findRecord(
  trx: Trx,
  plan: ResourcePlan,
  at: { tenantId: string; connectionId: string; key: string },
): Promise<RecordRow | undefined> {
  const { rows } = await trx.raw<{ rows: RecordRow[] }>(
    `SELECT ${COLUMNS} FROM ${plan.table} WHERE tenant_id = ? AND connection_id = ? AND key = ?`,
    [at.tenantId, at.connectionId, at.key],
  )
  return rows[0]
}
