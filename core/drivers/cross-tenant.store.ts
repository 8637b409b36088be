import type { Db } from '../platform/db.ts'
import type { HeldSession } from './drivers.types.ts'

/**
 * The looks into every workspace that a worker needs to hold sessions, on the engine's role (security.md C20). Times are the database's:
 * who holds a session is one question with one answer for all processes.
 */

const HELD = `tenant_id AS "tenantId", connection_id AS "connectionId", plugin, desired, pairing, generation, fence`

/** Keeps what this process holds for another `seconds`; what is not among the answer is not its own any more. */
export async function renewLeases(engine: Db, holder: string, seconds: number): Promise<HeldSession[]> {
  const { rows } = await engine.raw<{ rows: HeldSession[] }>(
    `UPDATE driver_sessions SET lease_until = now() + make_interval(secs => :seconds)
     WHERE holder = :holder AND lease_until > now() RETURNING ${HELD}`,
    { holder, seconds },
  )
  return rows
}

/** Takes sessions that nobody holds. One statement decides: of two processes that see the same row, one gets it. */
export async function claimSessions(engine: Db, holder: string, seconds: number, limit: number): Promise<HeldSession[]> {
  const { rows } = await engine.raw<{ rows: HeldSession[] }>(
    `UPDATE driver_sessions s SET holder = :holder, fence = fence + 1, lease_until = now() + make_interval(secs => :seconds)
     FROM (SELECT tenant_id, connection_id FROM driver_sessions
           WHERE desired <> 'stopped' AND (lease_until IS NULL OR lease_until <= now())
           ORDER BY lease_until NULLS FIRST LIMIT :limit FOR UPDATE SKIP LOCKED) free
     WHERE s.tenant_id = free.tenant_id AND s.connection_id = free.connection_id
     RETURNING s.tenant_id AS "tenantId", s.connection_id AS "connectionId", s.plugin, s.desired, s.pairing, s.generation, s.fence`,
    { holder, seconds, limit },
  )
  return rows
}

export interface WaitingCall {
  tenantId: string
  id: string
  connectionId: string
  name: string
  effectKey: string
  input: string
}

/** Takes calls to sessions of this process. */
export async function takeCalls(engine: Db, holder: string): Promise<WaitingCall[]> {
  const { rows } = await engine.raw<{ rows: WaitingCall[] }>(
    `UPDATE driver_calls c SET taken_by = :holder FROM driver_sessions s
     WHERE s.tenant_id = c.tenant_id AND s.connection_id = c.connection_id AND s.holder = :holder AND s.lease_until > now()
       AND c.taken_by IS NULL AND c.deadline > now()
     RETURNING c.tenant_id AS "tenantId", c.id, c.connection_id AS "connectionId", c.name, c.effect_key AS "effectKey", c.input`,
    { holder },
  )
  return rows
}

/** Calls that nobody waits for any more, and entries whose time is over. */
export async function dropOld(engine: Db): Promise<void> {
  await engine.raw('DELETE FROM driver_entries WHERE expires_at < now()')
  await engine.raw(`DELETE FROM driver_calls WHERE deadline < now() - interval '10 minutes'`)
}

/** Whose connection it is, for the operator's terminal; null when there is none. */
export async function placeOfConnection(engine: Db, connectionId: string): Promise<{ tenantId: string; plugin: string } | null> {
  const { rows } = await engine.raw<{ rows: Array<{ tenantId: string; plugin: string }> }>(
    `SELECT tenant_id AS "tenantId", plugin FROM connections WHERE id = :connectionId AND NOT provisional`,
    { connectionId },
  )
  return rows[0] ?? null
}

/** Connections of which an entry does not begin with `prefix`: it was sealed with another key. */
export async function placesUnderOtherKeys(engine: Db, prefix: string): Promise<Array<{ tenantId: string; connectionId: string }>> {
  const { rows } = await engine.raw<{ rows: Array<{ tenantId: string; connectionId: string }> }>(
    `SELECT DISTINCT tenant_id AS "tenantId", connection_id AS "connectionId" FROM driver_entries
     WHERE NOT starts_with(value, :prefix)`,
    { prefix },
  )
  return rows
}
