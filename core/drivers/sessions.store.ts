import type { Pairing, SessionState } from '../../sdk/driver.ts'
import type { Trx } from '../platform/db.ts'
import type { Desired, HeldSession, SessionRow } from './drivers.types.ts'

/** SQL of sessions, inside one tenant. Whoever writes for a holder names its fence. */

export async function findSession(trx: Trx, connectionId: string): Promise<SessionRow | undefined> {
  const { rows } = await trx.raw<{ rows: SessionRow[] }>(
    `SELECT plugin, desired, state, state_since AS "stateSince", reason, shown, shown_kind AS "shownKind", shown_until AS "shownUntil",
       coalesce(lease_until > now(), false) AS "isHeld"
     FROM driver_sessions WHERE connection_id = :connectionId`,
    { connectionId },
  )
  return rows[0]
}

export interface WantedSession {
  tenantId: string
  connectionId: string
  plugin: string
  desired: Desired
  pairing: Pairing | null
}

/** What a person wants. A holder sees the new generation and starts over. */
export async function wantSession(trx: Trx, { tenantId, connectionId, plugin, desired, pairing }: WantedSession): Promise<void> {
  await trx.raw(
    `INSERT INTO driver_sessions (tenant_id, connection_id, plugin, desired, pairing, state)
     VALUES (:tenantId, :connectionId, :plugin, :desired, :pairing, 'connecting')
     ON CONFLICT (tenant_id, connection_id) DO UPDATE SET desired = excluded.desired, pairing = excluded.pairing,
       generation = driver_sessions.generation + 1, state = 'connecting', state_since = now(), reason = NULL, shown = NULL,
       shown_kind = NULL, shown_until = NULL`,
    { tenantId, connectionId, plugin, desired, pairing: pairing === null ? null : JSON.stringify(pairing) },
  )
}

/** Whether this holder still is one; the row stays locked so that nobody takes over before the transaction ends. */
async function isHolder(trx: Trx, { connectionId, fence }: Pick<HeldSession, 'connectionId' | 'fence'>): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `SELECT 1 FROM driver_sessions WHERE connection_id = :connectionId AND fence = :fence AND lease_until > now() FOR SHARE`,
    { connectionId, fence },
  )
  return rows.length > 0
}

/** Rejects when this holder is none any more. */
export async function requireHolder(trx: Trx, held: Pick<HeldSession, 'connectionId' | 'fence'>): Promise<void> {
  if (!(await isHolder(trx, held))) throw new Error('another process holds this session')
}

export interface SavedState {
  state: SessionState['is']
  reason: unknown
  shown: string | null
  shownKind: 'qr' | 'code' | null
  shownForMs: number | null
  /** A session that ended is wanted no more, until a person asks again. */
  ends: boolean
}

/** False when another process holds it, or a person has asked for something newer. */
export async function saveState(trx: Trx, held: HeldSession, saved: SavedState): Promise<boolean> {
  const result = await trx.raw<{ rowCount: number }>(
    `UPDATE driver_sessions SET state = :state, reason = :reason, shown = :shown, shown_kind = :shownKind,
       shown_until = now() + make_interval(secs => :shownForMs::double precision / 1000),
       state_since = CASE WHEN state = :state THEN state_since ELSE now() END,
       pairing = CASE WHEN :state = 'connected' THEN NULL ELSE pairing END,
       desired = CASE WHEN :ends THEN 'stopped' ELSE desired END
     WHERE connection_id = :connectionId AND fence = :fence AND generation = :generation AND lease_until > now()`,
    {
      connectionId: held.connectionId,
      fence: held.fence,
      generation: held.generation,
      ...saved,
      reason: saved.reason === null ? null : JSON.stringify(saved.reason),
    },
  )
  return result.rowCount > 0
}

/** Lets go, so that another process may take it at once. */
export async function releaseSession(trx: Trx, { connectionId, fence }: HeldSession): Promise<void> {
  await trx.raw(`UPDATE driver_sessions SET holder = NULL, lease_until = NULL WHERE connection_id = :connectionId AND fence = :fence`, {
    connectionId,
    fence,
  })
}

/** Nothing starts by itself any more; unless a person has asked for something newer meanwhile. */
export async function endSession(trx: Trx, { connectionId, fence, generation }: HeldSession, reason: unknown): Promise<void> {
  await trx.raw(
    `UPDATE driver_sessions SET holder = NULL, lease_until = NULL,
       desired = CASE WHEN generation = :generation THEN 'stopped' ELSE desired END,
       state = CASE WHEN generation = :generation THEN 'ended' ELSE state END,
       state_since = CASE WHEN generation = :generation AND state <> 'ended' THEN now() ELSE state_since END,
       reason = CASE WHEN generation <> :generation THEN reason ELSE coalesce(:reason, CASE WHEN state = 'ended' THEN reason END) END,
       shown = NULL, shown_kind = NULL, shown_until = NULL
     WHERE connection_id = :connectionId AND fence = :fence`,
    { connectionId, fence, generation, reason: reason === null ? null : JSON.stringify(reason) },
  )
}
