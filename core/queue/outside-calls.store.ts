import type { CallRecord } from '../egress/egress.types.ts'
import type { Db, Trx } from '../platform/db.ts'

/** Outbound calls that belong to no run. Written by the app role, append-only; swept by the engine role. */
export interface OutsideCallRow {
  id: string
  purpose: OutsidePurpose
  plugin: string
  action: string | null
  connectionId: string | null
  flowId: string | null
  record: CallRecord
}

/** `test`: of a connection; `trial`: of a draft's step by its author; `token`: of an account's credential. */
export type OutsidePurpose = 'api' | 'poll' | 'test' | 'trial' | 'token'

export async function insertOutsideCalls(trx: Trx, tenantId: string, rows: readonly OutsideCallRow[]): Promise<void> {
  if (rows.length === 0) return
  await trx('outside_calls').insert(
    rows.map((row) => ({
      tenant_id: tenantId,
      id: row.id,
      purpose: row.purpose,
      plugin: row.plugin,
      action: row.action,
      connection_id: row.connectionId,
      flow_id: row.flowId,
      record: JSON.stringify(row.record),
    })),
  )
}

export interface OutsideCallQuery {
  tenantId: string
  plugin?: string
  flowId?: string
  /** Older than this one. */
  before?: string
  limit: number
}

/** Newest first. */
export async function listOutsideCalls(trx: Trx, { tenantId, plugin, flowId, before, limit }: OutsideCallQuery): Promise<OutsideCallRow[]> {
  const rows = await trx('outside_calls')
    .where({ tenant_id: tenantId, ...(plugin === undefined ? {} : { plugin }), ...(flowId === undefined ? {} : { flow_id: flowId }) })
    .modify((query) => (before === undefined ? query : query.where('id', '<', before)))
    .orderBy('id', 'desc')
    .limit(limit)
    .select<Array<Omit<OutsideCallRow, 'record'> & { record: string }>>({
      id: 'id',
      purpose: 'purpose',
      plugin: 'plugin',
      action: 'action',
      connectionId: 'connection_id',
      flowId: 'flow_id',
      record: 'record',
    })
  return rows.map((row) => ({ ...row, record: JSON.parse(row.record) }))
}

/** Takes away calls made before the one with this id would have been. How many went. */
export async function deleteOutsideCalls(engine: Db, firstKept: string, limit: number): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `DELETE FROM outside_calls WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM outside_calls WHERE id < ? ORDER BY id LIMIT ?)`,
    [firstKept, limit],
  )
  return rowCount
}
