import { createHash } from 'node:crypto'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Db } from '../platform/db.ts'
import type { ClaimOutcome } from './machine.types.ts'

export interface NaturalKeyClaim {
  tenantId: string
  connectionId: string
  action: string
  keyHash: string
  runId: string
}

export function hashNaturalKey(naturalKey: string): string {
  return createHash('sha256').update(naturalKey).digest('hex')
}

/** How long a finished create answers for those who want the same thing. Later, the provider is asked. */
export const REMEMBER_SECONDS = 600

/**
 * The lock on connection + action + natural key (architecture 4, rule 8), held by a run for as long as it is open: a run that is
 * uncertain keeps it, so nobody creates what may be there already. One statement: the row decides between two claims at once.
 */
export async function claimNaturalKey(
  engine: Db,
  claim: NaturalKeyClaim,
): Promise<Exclude<ClaimOutcome, { status: 'held' }> | { status: 'held' }> {
  const { rows } = await engine.raw<{ rows: Array<{ run_id: string }> }>(
    `INSERT INTO natural_keys AS n (tenant_id, connection_id, action, key_hash, run_id)
     VALUES (:tenantId, :connectionId, :action, :keyHash, :runId)
     ON CONFLICT (tenant_id, connection_id, action, key_hash) DO UPDATE
       SET run_id = excluded.run_id, claimed_at = engine_clock(), done_at = NULL, output = NULL
       WHERE n.done_at < engine_clock() - make_interval(secs => :remember)
         OR (n.done_at IS NULL AND (n.run_id = excluded.run_id
           OR NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = n.tenant_id AND o.id = n.run_id)))
     RETURNING run_id`,
    { ...claim, remember: REMEMBER_SECONDS },
  )
  if (rows.length > 0) return { status: 'mine' }
  const found = await engine.raw<{ rows: Array<{ output: string | null }> }>(
    `SELECT output FROM natural_keys WHERE tenant_id = :tenantId AND connection_id = :connectionId AND action = :action
       AND key_hash = :keyHash AND done_at IS NOT NULL`,
    { ...claim },
  )
  const text = found.rows[0]?.output
  if (text === undefined || text === null) return { status: 'held' }
  const output: Json = JSON.parse(text)
  return { status: 'done', output }
}

/** Forgets what nobody asks for any more. */
export async function sweepNaturalKeys(engine: Db): Promise<void> {
  await engine.raw(
    `DELETE FROM natural_keys n WHERE n.claimed_at < engine_clock() - interval '1 day'
       AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = n.tenant_id AND o.id = n.run_id)`,
  )
}
