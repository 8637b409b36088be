import type { Db } from '../platform/db.ts'
import type { QuotaRule } from './egress.types.ts'

export interface TakeRequest {
  rules: readonly QuotaRule[]
  backfill: boolean
  /** Who holds the place under a concurrency cap. */
  holder: string
  /** After this long the place is free again, whatever became of the holder. */
  holdMs: number
}

/** Takes one token of every rule, or of none: 0, or the milliseconds until it is worth asking again. By the database's clock. */
export async function takeQuota(db: Db, request: TakeRequest): Promise<number> {
  const { rules } = request
  // Lists travel as JSON: knex has no type for a list of lists of bindings.
  const list = JSON.stringify(
    rules.map((rule) => ({ k: rule.key, q: rule.quota, w: Math.round(rule.windowSeconds * 1000), c: rule.concurrency ?? null })),
  )
  const { rows } = await db.raw<{ rows: Array<{ wait_ms: number }> }>(
    `SELECT take_quota(array_agg(k), array_agg(q), array_agg(w), array_agg(c), ?, ?, ?) AS wait_ms
       FROM jsonb_to_recordset(?::jsonb) AS r (k text, q bigint, w bigint, c integer)`,
    [request.backfill, request.holder, request.holdMs, list],
  )
  return rows[0]?.wait_ms ?? 0
}

export async function releaseQuota(db: Db, rules: readonly QuotaRule[], holder: string): Promise<void> {
  await db.raw('SELECT release_quota(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)), ?)', [keysOf(rules), holder])
}

/** `pauseMs`: what the provider asked for; null lets the pause grow by itself. */
export async function slowQuota(db: Db, rules: readonly QuotaRule[], pauseMs: number | null): Promise<void> {
  await db.raw('SELECT slow_quota(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)), ?::bigint)', [keysOf(rules), pauseMs])
}

/** Throws away what nobody used for days. Returns how many. */
export async function sweepQuotas(db: Db): Promise<number> {
  const { rows } = await db.raw<{ rows: Array<{ swept: number }> }>('SELECT sweep_quotas() AS swept')
  return rows[0]?.swept ?? 0
}

function keysOf(rules: readonly QuotaRule[]): string {
  return JSON.stringify(rules.map((rule) => rule.key))
}
