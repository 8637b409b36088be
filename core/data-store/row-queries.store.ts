import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { DataRow, RowSort } from './data-store.types.ts'

/** SQL that reads many rows. What has expired is never among them. */

export interface RowQuery {
  tenantId: string
  table: string
  now: number
  /** Path into the value → the value that must be there. Null also stands for what is not there. */
  where: ReadonlyArray<{ path: readonly string[]; equals: Json }>
  orderBy: { path: readonly string[]; descending: boolean } | null
  limit: number
  maxBytes: number
}

/** Null: the rows are together larger than `maxBytes`. In order of `orderBy`, numbers as numbers, what is not there last; then of the key. */
export async function queryRows(trx: Trx, query: RowQuery): Promise<Array<{ key: string; value: Json }> | null> {
  const bindings: Record<string, string | number | readonly string[]> = {
    tenantId: query.tenantId,
    table: query.table,
    now: toIso(query.now),
    limit: query.limit,
    maxBytes: query.maxBytes,
  }
  const conditions = query.where.map(({ path, equals }, i) => {
    bindings[`path${i}`] = path
    bindings[`equals${i}`] = JSON.stringify(equals)
    return ` AND coalesce(json #> :path${i}::text[], 'null') = :equals${i}::jsonb`
  })
  if (query.orderBy !== null) bindings['order'] = query.orderBy.path
  const direction = query.orderBy?.descending === true ? 'DESC' : 'ASC'
  const order = query.orderBy === null ? 'key' : `nullif(json #> :order::text[], 'null') ${direction} NULLS LAST, key`
  const { rows } = await trx.raw<{ rows: Array<{ key: string; value: string | null }> }>(
    `SELECT key, CASE WHEN sum(octet_length(value)) OVER () <= :maxBytes THEN value END AS value FROM (
       SELECT key, value, row_number() OVER (ORDER BY ${order}) AS place FROM data_rows
       WHERE tenant_id = :tenantId AND table_name = :table AND (expires_at IS NULL OR expires_at > :now)${conditions.join('')}
       ORDER BY ${order} LIMIT :limit) AS found ORDER BY place`,
    bindings,
  )
  const found: Array<{ key: string; value: Json }> = []
  for (const { key, value } of rows) {
    if (value === null) return null
    found.push({ key, value: JSON.parse(value) })
  }
  return found
}

export interface RowPage {
  tenantId: string
  table: string
  now: number
  /** Part of a key or of the beginning of a value. */
  search: string | null
  sort: RowSort
  after: PageMark | null
  limit: number
  maxBytes: number
}

/** The last row of the page before: its key and, when sorted by time, that time. */
export interface PageMark {
  key: string
  at: number | null
}

const COLUMN = { key: null, createdAt: 'created_at', updatedAt: 'updated_at' } as const
/** More of a value is not searched: a large one would have to be unpacked for it. */
const SEARCHED_CHARS = 4000

/** One page for people: at most `limit` rows and about `maxBytes`, and whether there are more. */
export async function listRows(trx: Trx, page: RowPage): Promise<{ rows: DataRow[]; hasMore: boolean }> {
  const descending = page.sort.startsWith('-')
  const column = columnOf(page.sort)
  const order = [...(column === null ? [] : [column]), 'key'].map((name) => `${name} ${descending ? 'DESC' : 'ASC'}`).join(', ')
  const { after, search } = page
  const than = descending ? '<' : '>'
  const mark = column === null ? ` AND key ${than} :afterKey` : ` AND (${column}, key) ${than} (:afterAt::timestamptz, :afterKey)`
  const { rows } = await trx.raw<{ rows: ListedRow[] }>(
    `SELECT * FROM (
       SELECT f.*, count(*) OVER () AS found, sum(octet_length(value)) OVER (ORDER BY ${order}) - octet_length(value) AS bytes_before FROM (
         SELECT key, value, revision, expires_at, created_at, updated_at FROM data_rows
         WHERE tenant_id = :tenantId AND table_name = :table AND (expires_at IS NULL OR expires_at > :now)
         ${after === null ? '' : mark}${search === null ? '' : ` AND (key ILIKE :search OR left(value, ${SEARCHED_CHARS}) ILIKE :search)`}
         ORDER BY ${order} LIMIT :limit) AS f) AS g
     WHERE bytes_before < :maxBytes ORDER BY ${order}`,
    {
      tenantId: page.tenantId,
      table: page.table,
      now: toIso(page.now),
      limit: page.limit + 1,
      maxBytes: page.maxBytes,
      ...(after === null ? {} : { afterKey: after.key, ...(column === null ? {} : { afterAt: toIso(after.at ?? 0) }) }),
      ...(search === null ? {} : { search: `%${search.replace(/[\\%_]/g, '\\$&')}%` }),
    },
  )
  const shown = rows.slice(0, page.limit)
  return { rows: shown.map(toRow), hasMore: (rows[0]?.found ?? 0) > shown.length }
}

export async function findRow(trx: Trx, at: { tenantId: string; table: string; key: string }): Promise<DataRow | undefined> {
  const { rows } = await trx.raw<{ rows: ListedRow[] }>(
    `SELECT key, value, revision, expires_at, created_at, updated_at FROM data_rows
     WHERE tenant_id = :tenantId AND table_name = :table AND key = :key`,
    at,
  )
  return rows[0] === undefined ? undefined : toRow(rows[0])
}

interface ListedRow {
  key: string
  value: string
  revision: number
  expires_at: Date | null
  created_at: Date
  updated_at: Date
  found?: number
}

function columnOf(sort: RowSort): 'created_at' | 'updated_at' | null {
  switch (sort) {
    case 'key':
    case '-key':
      return COLUMN.key
    case 'createdAt':
    case '-createdAt':
      return COLUMN.createdAt
    case 'updatedAt':
    case '-updatedAt':
      return COLUMN.updatedAt
  }
}

function toRow(row: ListedRow): DataRow {
  return {
    key: row.key,
    value: JSON.parse(row.value),
    revision: row.revision,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
