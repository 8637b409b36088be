import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { CacheEntry, CacheKey } from './step-cache.types.ts'

/** SQL of remembered outputs. Engine role: every statement names the tenant. */

export async function findCached(
  db: Db | Trx,
  { tenantId, flowId, stepId, inputHash, now }: CacheKey & { tenantId: string; now: number },
): Promise<Json | undefined> {
  const { rows } = await db.raw<{ rows: Array<{ output: string }> }>(
    'SELECT output FROM step_cache WHERE tenant_id = ? AND flow_id = ? AND step_id = ? AND input_hash = ? AND expires_at > ?',
    [tenantId, flowId, stepId, inputHash, toIso(now)],
  )
  return rows[0] === undefined ? undefined : JSON.parse(rows[0].output)
}

/** Columns of REMEMBER, one array each. */
export const REMEMBER_COLUMNS = [
  ['tenant_id', 'uuid'],
  ['flow_id', 'text'],
  ['step_id', 'text'],
  ['input_hash', 'text'],
  ['output', 'text'],
  ['expires_at', 'timestamptz'],
] as const

/** A part of a larger statement: `rows` is an `unnest(…) AS i(…)` of REMEMBER_COLUMNS in which no key comes twice. */
export function rememberStatement(rows: string): string {
  return `INSERT INTO step_cache (tenant_id, flow_id, step_id, input_hash, output, expires_at)
    SELECT i.tenant_id, i.flow_id, i.step_id, i.input_hash, i.output, i.expires_at FROM ${rows}
    ON CONFLICT (tenant_id, flow_id, step_id, input_hash) DO UPDATE SET output = excluded.output, expires_at = excluded.expires_at`
}

/** The values of REMEMBER_COLUMNS. The later of two entries with one key stays; in order of the key, so that two flushes cannot deadlock. */
export function rememberValues(tenantId: string, entries: readonly CacheEntry[], now: number): string[][] {
  const last = new Map(entries.map((entry) => [`${entry.flowId} ${entry.stepId} ${entry.inputHash}`, entry]))
  const kept = [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  return [
    kept.map(() => tenantId),
    kept.map(({ flowId }) => flowId),
    kept.map(({ stepId }) => stepId),
    kept.map(({ inputHash }) => inputHash),
    kept.map(({ output }) => JSON.stringify(output)),
    kept.map(({ ttlSeconds }) => toIso(now + ttlSeconds * 1000)),
  ]
}

export async function rememberCached(db: Db | Trx, tenantId: string, entries: readonly CacheEntry[], now: number): Promise<void> {
  if (entries.length === 0) return
  const params = REMEMBER_COLUMNS.map(([, type]) => `?::${type}[]`).join(', ')
  const rows = `unnest(${params}) AS i(${REMEMBER_COLUMNS.map(([name]) => name).join(', ')})`
  await db.raw(rememberStatement(rows), rememberValues(tenantId, entries, now))
}

export async function sweepCached(engine: Db, now: number): Promise<number> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `DELETE FROM step_cache WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM step_cache WHERE expires_at <= ? ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED))`,
    [toIso(now)],
  )
  return rowCount
}
