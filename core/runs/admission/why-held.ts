import { GATES, type GateName } from '../../../sdk/flow/admission-settings.ts'
import type { FlowSettings } from '../../../sdk/flow/definition.ts'
import type { Trx } from '../../platform/db.ts'

/** Why a run has not started, as a person is told. */
export interface HeldReason {
  /** `starting`: nothing holds it any more, or nobody has looked yet. */
  reason: 'paused' | 'starting' | GateName
  /** Value of the setting's key; null: the setting has none. */
  key: string | null
  /** When time alone lets it start; null: it waits for others, or for a person. */
  until: string | null
  /** Runs of the same key that are let in before it. */
  ahead: number
  /** Of `concurrency` and `throttle`. */
  limit: number | null
  /** Runs that were let in and are in the way, oldest first; five of them. */
  behind: string[]
}

interface GateRow {
  state: string
  keys: string | null
  is_free: boolean
  due_at: Date | null
  quiet_at: Date | null
  is_noisy: boolean
}

interface Others {
  before: number
  admitted: number
  ids: string[]
}

const MOST_COUNTED = 20_000

/** Null: the run needs nobody's leave. App role, one tenant. The settings are asked in the order in which `decide` asks them. */
export async function whyHeld(
  trx: Trx,
  run: { tenantId: string; flowId: string; id: string },
  settings: FlowSettings,
): Promise<HeldReason | null> {
  const { rows } = await trx.raw<{ rows: GateRow[] }>(
    `SELECT g.state, g.keys, g.is_free, g.due_at, q.quiet_at, q.quiet_at > engine_clock() AS is_noisy
     FROM run_gates g CROSS JOIN LATERAL (SELECT g.accepted_at + make_interval(secs => :wait) AS quiet_at) q
     WHERE g.tenant_id = :tenantId AND g.run_id = :id AND g.state IN ('new', 'paused', 'held')`,
    { tenantId: run.tenantId, id: run.id, wait: (settings.debounce?.waitMs ?? 0) / 1000 },
  )
  const [gate] = rows
  if (gate === undefined) return null
  if (gate.state !== 'held') return plain(gate.state === 'paused' ? 'paused' : 'starting')
  const { concurrency, fifo, debounce, throttle } = settings
  const keys: string[] = JSON.parse(gate.keys ?? '[]')
  const about = (name: GateName): HeldReason => ({ ...plain(name), key: shownKey(keys[GATES.indexOf(name)] ?? '') })
  if (debounce !== undefined && !gate.is_free && gate.is_noisy) return { ...about('debounce'), until: gate.quiet_at?.toISOString() ?? null }
  if (fifo !== undefined) {
    const { before, admitted, ids } = await othersOf(trx, run, 'fifo')
    if (before + admitted > 0) return { ...about('fifo'), ahead: before + admitted, behind: ids }
  }
  if (throttle !== undefined && !gate.is_free && (gate.due_at !== null || concurrency === undefined)) {
    const { before } = await othersOf(trx, run, 'throttle')
    return { ...about('throttle'), until: gate.due_at?.toISOString() ?? null, ahead: before, limit: throttle.limit }
  }
  if (concurrency === undefined) return plain('starting')
  const { before, admitted, ids } = await othersOf(trx, run, 'concurrency')
  if (before === 0 && admitted < concurrency.limit) return plain(throttle === undefined ? 'starting' : 'throttle')
  return { ...about('concurrency'), ahead: before, limit: concurrency.limit, behind: ids }
}

async function othersOf(trx: Trx, run: { tenantId: string; flowId: string; id: string }, name: GateName): Promise<Others> {
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

function plain(reason: HeldReason['reason']): HeldReason {
  return { reason, key: null, until: null, ahead: 0, limit: null, behind: [] }
}

/** A key is kept as the JSON of its value; a long one as its hash, which tells nobody anything. */
function shownKey(text: string): string | null {
  if (text === '' || /^[0-9a-f]{64}$/.test(text)) return null
  const value: unknown = JSON.parse(text)
  return typeof value === 'string' ? value : text
}
