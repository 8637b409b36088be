import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'

/** One row for each resource and connection that has records. Every statement names the tenant. */

export interface ScopeAt {
  tenantId: string
  /** `<plugin>/<resource>` */
  id: string
  connectionId: string
}

/**
 * Puts writers of the same records one after the other until their transactions end: what a page finds stored, and the figures that
 * it changes, stay as they were read. Without it two first writes of one record would both count it.
 */
export async function lockScope(trx: Trx, at: ScopeAt & { fillHash: string; now: number }): Promise<void> {
  await trx.raw(
    `INSERT INTO record_scopes (tenant_id, resource, connection_id, filled_hash, changed_at)
     VALUES (:tenantId, :id, :connectionId, :fillHash, :now)
     ON CONFLICT (tenant_id, resource, connection_id) DO UPDATE SET changed_at = excluded.changed_at`,
    { tenantId: at.tenantId, id: at.id, connectionId: at.connectionId, fillHash: at.fillHash, now: toIso(at.now) },
  )
}

export async function countLive(trx: Trx, { tenantId, id, connectionId }: ScopeAt, added: number): Promise<void> {
  await trx.raw(
    `UPDATE record_scopes SET live = live + :added WHERE tenant_id = :tenantId AND resource = :id AND connection_id = :connectionId`,
    { tenantId, id, connectionId, added },
  )
}

export interface ScopeRow {
  connectionId: string
  live: number
}

/** Connections that have records of this resource, oldest first: their ids begin with their time. */
export async function findScopes(trx: Trx, tenantId: string, id: string): Promise<ScopeRow[]> {
  const { rows } = await trx.raw<{ rows: ScopeRow[] }>(
    `SELECT connection_id AS "connectionId", live FROM record_scopes WHERE tenant_id = ? AND resource = ? ORDER BY connection_id`,
    [tenantId, id],
  )
  return rows
}
