import { toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import type { MissedTimes } from './due-times.ts'

/** Schedules and pollings of published flows. Claimed across tenants by the engine role; everything else inside one tenant. */
export interface TimedTriggerRow {
  tenantId: string
  flowId: string
  kind: 'schedule' | 'polling'
  version: number
  /** JSON text of the trigger. */
  definition: string
  fingerprint: string
  anchorAt: Date
  lookAt: Date | null
  nextAt: Date | null
  lastAt: Date | null
  heldBy: string | null
  failures: number
  lastError: string | null
  missed: MissedTimes | null
  cursor: string | null
  isPrimed: boolean
  lastFound: number | null
}

const COLUMNS = `tenant_id AS "tenantId", flow_id AS "flowId", kind, version, definition, fingerprint, anchor_at AS "anchorAt",
  look_at AS "lookAt", next_at AS "nextAt", last_at AS "lastAt", held_by AS "heldBy", failures, last_error AS "lastError", missed, cursor,
  is_primed AS "isPrimed", last_found AS "lastFound"`

export interface Claim {
  holder: string
  now: number
  /** Nobody else takes a row for so long. A polling waits for its provider. */
  leaseMs: { schedule: number; polling: number }
  limit: number
  /** Takes schedules only. */
  isPollingFull: boolean
}

/**
 * Takes what is due, and says when the next thing is. SKIP LOCKED: processes that look at the same moment share the work
 * instead of waiting for each other. Idle, it is one look into an index.
 */
export async function claimDue(
  { engine }: Pick<Database, 'engine'>,
  claim: Claim,
): Promise<{ claimed: TimedTriggerRow[]; soonest: number | null }> {
  const { rows } = await engine.raw<{ rows: Array<TimedTriggerRow & { soonest: Date | null }> }>(
    `WITH due AS (
       SELECT tenant_id, flow_id FROM timed_triggers
       WHERE look_at <= :now::timestamptz AND (held_until IS NULL OR held_until <= :now::timestamptz)
         AND (kind = 'schedule' OR NOT :isPollingFull::boolean)
       ORDER BY look_at LIMIT :limit FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE timed_triggers t SET held_by = :holder,
         held_until = CASE kind WHEN 'schedule' THEN :scheduleUntil::timestamptz ELSE :pollingUntil::timestamptz END
       FROM due WHERE t.tenant_id = due.tenant_id AND t.flow_id = due.flow_id
       RETURNING t.*
     )
     SELECT s.soonest, c.* FROM (SELECT min(look_at) AS soonest FROM timed_triggers WHERE look_at > :now::timestamptz) s
     LEFT JOIN (SELECT ${COLUMNS} FROM claimed) c ON true`,
    {
      now: toIso(claim.now),
      holder: claim.holder,
      limit: claim.limit,
      isPollingFull: claim.isPollingFull,
      scheduleUntil: toIso(claim.now + claim.leaseMs.schedule),
      pollingUntil: toIso(claim.now + claim.leaseMs.polling),
    },
  )
  return { claimed: rows.filter((row) => row.flowId !== null), soonest: rows[0]?.soonest?.getTime() ?? null }
}

export interface Settled {
  holder: string
  lookAt: number | null
  nextAt: number | null
  /** Absent: as it was. */
  lastAt?: number
  missed?: MissedTimes
  failures?: number
  lastError?: string | null
  cursor?: string | null
  isPrimed?: boolean
  lastFound?: number
}

/** False when the lease is another's by now, or the flow was published, paused or deleted meanwhile: then nothing was written. */
export async function settle(trx: Trx, flowId: string, settled: Settled): Promise<boolean> {
  const { lastAt, missed, failures, lastError, cursor, isPrimed, lastFound } = settled
  const changed = await trx('timed_triggers')
    .where({ flow_id: flowId, held_by: settled.holder })
    .update({
      held_by: null,
      held_until: null,
      look_at: isoOrNull(settled.lookAt),
      next_at: isoOrNull(settled.nextAt),
      ...(lastAt === undefined ? {} : { last_at: toIso(lastAt) }),
      ...(missed === undefined ? {} : { missed: JSON.stringify(missed) }),
      ...(failures === undefined ? {} : { failures }),
      ...(lastError === undefined ? {} : { last_error: lastError?.slice(0, 1000) ?? null }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(isPrimed === undefined ? {} : { is_primed: isPrimed }),
      ...(lastFound === undefined ? {} : { last_found: lastFound }),
    })
  return changed > 0
}

export async function findTimed(trx: Trx, flowId: string): Promise<TimedTriggerRow | undefined> {
  const { rows } = await trx.raw<{ rows: TimedTriggerRow[] }>(`SELECT ${COLUMNS} FROM timed_triggers WHERE flow_id = ?`, [flowId])
  return rows[0]
}

export interface NewTimed {
  tenantId: string
  flowId: string
  kind: TimedTriggerRow['kind']
  version: number
  definition: string
  fingerprint: string
  anchorAt: number
  nextAt: number | null
}

/** Starts anew: nothing of an older trigger of this flow stays. */
export async function replaceTimed(trx: Trx, row: NewTimed): Promise<void> {
  await removeTimed(trx, row.flowId)
  await trx('timed_triggers').insert({
    tenant_id: row.tenantId,
    flow_id: row.flowId,
    kind: row.kind,
    version: row.version,
    definition: row.definition,
    fingerprint: row.fingerprint,
    anchor_at: toIso(row.anchorAt),
    look_at: isoOrNull(row.nextAt),
    next_at: isoOrNull(row.nextAt),
  })
}

/** Same schedule or source, newer version: its state stays; a lease on the old version ends. */
export async function refreshTimed(
  trx: Trx,
  flowId: string,
  change: { version: number; definition: string; nextAt: number | null; forget: boolean },
): Promise<void> {
  await trx('timed_triggers')
    .where({ flow_id: flowId })
    .update({
      version: change.version,
      definition: change.definition,
      look_at: isoOrNull(change.nextAt),
      next_at: isoOrNull(change.nextAt),
      held_by: null,
      held_until: null,
      failures: 0,
      last_error: null,
      ...(change.forget ? { is_primed: false } : {}),
    })
}

/** Nothing is due until it is refreshed. */
export async function pauseTimed(trx: Trx, flowId: string): Promise<void> {
  await trx('timed_triggers').where({ flow_id: flowId }).update({ look_at: null, next_at: null, held_by: null, held_until: null })
}

export async function removeTimed(trx: Trx, flowId: string): Promise<void> {
  await trx('polled_records').where({ flow_id: flowId }).delete()
  await trx('timed_triggers').where({ flow_id: flowId }).delete()
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms)
}
