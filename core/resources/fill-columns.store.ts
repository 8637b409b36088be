import type { Json } from '../../sdk/flow/definition.ts'
import type { Db, Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { FieldValue } from './field-values.ts'
import type { ScopeAt } from './record-scopes.store.ts'
import { ARRAY_TYPES, bound, type RecordsAt, statFields, stored } from './records.store.ts'
import type { ColumnValues } from './rollup-deltas.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** Columns that a connector declared after records were stored are filled from the stored records, batch by batch. */

export interface PendingScope {
  tenantId: string
  connectionId: string
}

/** Read by the engine role: which tenants have records is known to no single tenant. */
export async function findPendingScopes(engine: Db | Trx, id: string, fillHash: string): Promise<PendingScope[]> {
  const { rows } = await engine.raw<{ rows: PendingScope[] }>(
    `SELECT tenant_id AS "tenantId", connection_id AS "connectionId" FROM record_scopes WHERE resource = ? AND filled_hash <> ?`,
    [id, fillHash],
  )
  return rows
}

export interface FillState {
  isFilled: boolean
  after: string
}

/** Up to which key the scope is filled for this declaration. The caller holds the scope's lock. */
export async function readFill(trx: Trx, { tenantId, id, connectionId }: ScopeAt, fillHash: string): Promise<FillState> {
  const { rows } = await trx.raw<{ rows: FillState[] }>(
    `SELECT filled_hash = :fillHash AS "isFilled", CASE WHEN filling_hash = :fillHash THEN filling_after ELSE '' END AS after
     FROM record_scopes WHERE tenant_id = :tenantId AND resource = :id AND connection_id = :connectionId`,
    { tenantId, id, connectionId, fillHash },
  )
  return rows[0] ?? { isFilled: true, after: '' }
}

/** `after` null: all of it is filled. */
export async function saveFill(trx: Trx, { tenantId, id, connectionId }: ScopeAt, fillHash: string, after: string | null): Promise<void> {
  const change = after === null ? 'filled_hash = ?, filling_hash = NULL, filling_after = NULL' : 'filling_hash = ?, filling_after = ?'
  await trx.raw(`UPDATE record_scopes SET ${change} WHERE tenant_id = ? AND resource = ? AND connection_id = ?`, [
    fillHash,
    ...(after === null ? [] : [after]),
    tenantId,
    id,
    connectionId,
  ])
}

export interface RecordToFill {
  key: string
  data: Json
  words: string
  isDeleted: boolean
}

export async function findToFill(trx: Trx, plan: ResourcePlan, at: RecordsAt, after: string, limit: number): Promise<RecordToFill[]> {
  const { rows } = await trx.raw<{ rows: RecordToFill[] }>(
    `SELECT key, data, words, deleted_at IS NOT NULL AS "isDeleted" FROM ${plan.table} WHERE tenant_id = ? AND connection_id = ? AND key > ? ORDER BY key LIMIT ?`,
    [at.tenantId, at.connectionId, after, limit],
  )
  return rows
}

export interface FilledRecord {
  key: string
  words: string
  values: ColumnValues
}

export async function fillRecords(trx: Trx, plan: ResourcePlan, at: RecordsAt, records: readonly FilledRecord[]): Promise<void> {
  const fields = plan.stored
  const columns = ['words', ...fields.map(({ column }) => `"${column}"`)]
  const keys = arrayLiteral(records.map(({ key }) => key))
  await trx.raw(
    `UPDATE ${plan.table} s SET ${columns.map((column) => `${column} = n.${column}`).join(', ')}
     FROM unnest(?::text[], ?::text[]${fields.map(({ sqlType }) => `, ?::${ARRAY_TYPES[sqlType]}`).join('')}) AS n(key, ${columns.join(', ')})
     WHERE s.tenant_id = ? AND s.connection_id = ? AND s.key = ANY (?::text[]) AND s.key = n.key`,
    [
      keys,
      arrayLiteral(records.map(({ words }) => words)),
      ...fields.map((field) => arrayLiteral(records.map(({ values }) => bound(field, values.get(field.name))))),
      at.tenantId,
      at.connectionId,
      keys,
    ],
  )
}

/** Columns that figures are made of, of records that are not deleted. */
export async function findFigures(
  trx: Trx,
  plan: ResourcePlan,
  at: RecordsAt,
  after: string,
  limit: number,
): Promise<Array<{ key: string; values: ColumnValues }>> {
  const fields = statFields(plan)
  const { rows } = await trx.raw<{ rows: Array<{ key: string; [value: `v${number}`]: FieldValue | Date }> }>(
    `SELECT key${fields.map(({ column }, i) => `, "${column}" AS v${i}`).join('')} FROM ${plan.table}
     WHERE tenant_id = ? AND connection_id = ? AND key > ? AND deleted_at IS NULL ORDER BY key LIMIT ?`,
    [at.tenantId, at.connectionId, after, limit],
  )
  return rows.map((row) => ({ key: row.key, values: new Map(fields.map(({ name }, i) => [name, stored(row[`v${i}`])])) }))
}

/** Takes away the figures of a scope, to be counted again. */
export async function clearFigures(trx: Trx, { tenantId, id, connectionId }: ScopeAt): Promise<void> {
  for (const table of ['record_rollups', 'record_durations'])
    await trx.raw(`DELETE FROM ${table} WHERE tenant_id = ? AND resource = ? AND connection_id = ?`, [tenantId, id, connectionId])
}
