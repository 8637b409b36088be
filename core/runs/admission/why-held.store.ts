import { GATES, type GateName } from '../../../sdk/flow/admission-settings.ts'
import type { Trx } from '../../platform/db.ts'

/** What a person is told of a run that has not started is read from these. App role, one tenant. */

export interface HeldRunKey {
  tenantId: string
  flowId: string
  id: string
}

export interface GateRow {
  state: string
  keys: string | null
  is_free: boolean
  due_at: Date | null
  quiet_at: Date | null
  is_noisy: boolean
}

export interface Others {
  before: number
  admitted: number
  ids: string[]
}

const MOST_COUNTED = 20_000

/** Of a run that has to be let in. `waitMs`: of the flow's debounce. */
export async function gateOf(trx: Trx, run: HeldRunKey, waitMs: number): Promise<GateRow | undefined> {
  const { rows } = await trx.raw<{ rows: GateRow[] }>(
    `SELECT g.state, g.keys, g.is_free, g.due_at, q.quiet_at, q.quiet_at > engine_clock() AS is_noisy
     FROM run_gates g CROSS JOIN LATERAL (SELECT g.accepted_at + make_interval(secs => :wait) AS quiet_at) q
     WHERE g.tenant_id = :tenantId AND g.run_id = :id AND g.state IN ('new', 'paused', 'held')`,
    { tenantId: run.tenantId, id: run.id, wait: waitMs / 1000 },
  )
  return rows[0]
}

/** Runs of the same key that wait before this one, or were let in. */
export async function othersOf(trx: Trx, run: HeldRunKey, name: GateName): Promise<Others> {
  const { rows } = await trx.raw<{ rows: Others[] }>(
    `WITH me AS (SELECT seq, keys::jsonb ->> :at::int AS key FROM run_gates WHERE tenant_id = :tenantId AND run_id = :id),
     o AS (
       SELECT run_id, state, seq, keys::jsonb ->> :at::int AS key FROM run_gates
       WHERE tenant_id = :tenantId AND flow_id = :flowId AND state IN ('admitted', 'held') ORDER BY state, seq LIMIT ${MOST_COUNTED}
     )
     SELECT count(*) FILTER (WHERE o.state = 'held' AND o.seq < me.seq)::int AS before,
       count(*) FILTER (WHERE o.state = 'admitted')::int AS admitted,
       coalesce((array_agg(o.run_id ORDER BY o.seq) FILTER (WHERE o.state = 'admitted'))[1:5], '{}') AS ids
     FROM o JOIN me ON o.key IS NOT DISTINCT FROM me.key WHERE o.run_id <> :id`,
    { ...run, at: GATES.indexOf(name) },
  )
  return rows[0] ?? { before: 0, admitted: 0, ids: [] }
}
