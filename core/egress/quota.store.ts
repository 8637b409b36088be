import type { Db } from '../platform/db.ts'
import type { QuotaRule } from './egress.types.ts'

/** SQL of quotas. All times are milliseconds of the database's clock. */

/** A token that was taken: when it may start, and how long it is good; null: as long as each rule's own margin. */
export type Token = readonly [startMs: number, validMs: number | null]
/** What became of it: the latest moment at which it can have reached the provider; null: it was not used. */
export type Move = readonly [startMs: number, validMs: number | null, arrivedByMs: number | null]

export interface TakeRequest {
  rules: readonly QuotaRule[]
  tenantId: string
  backfill: boolean
  /** One for each token that is wanted: who holds the place under a concurrency cap. */
  holders: readonly string[]
  /** After this long the place is free again, whatever became of the holder. */
  holdMs: number
  /** More tokens that this process would use soon. */
  ahead: number
  moves: readonly Move[]
}

export interface Taken {
  now: number
  starts: number[]
  /** Until it is worth asking again; 0 when all was granted. */
  wait: number
  chunk: number
  chunkMs: number
  /** A breaker counts faults: a good answer is worth telling. */
  faulty: boolean
}

/** Takes tokens of every rule, or of none. */
export async function takeQuota(db: Db, request: TakeRequest): Promise<Taken> {
  const { rules, tenantId, backfill, holders, holdMs, ahead, moves } = request
  const ask = { b: backfill, t: tenantId, n: holders.length, h: holders, hm: Math.ceil(holdMs), x: ahead, moves }
  const { rows } = await db.raw<{ rows: Array<{ taken: Taken }> }>('SELECT take_quota(?::jsonb, ?::jsonb) AS taken', [
    sqlRules(rules),
    JSON.stringify(ask),
  ])
  const taken = rows[0]?.taken
  if (taken === undefined) throw new Error('take_quota answered nothing')
  return taken
}

export async function settleQuota(db: Db, rules: readonly QuotaRule[], moves: readonly Move[]): Promise<void> {
  await db.raw('SELECT settle_quota(?::jsonb, ?::jsonb)', [sqlRules(rules), JSON.stringify(moves)])
}

export async function releaseQuota(db: Db, rules: readonly QuotaRule[], holder: string): Promise<void> {
  await db.raw('SELECT release_quota(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)), ?)', [keysOf(rules), holder])
}

/** `pauseMs`: what the provider asked for; null lets the pause grow by itself. */
export async function slowQuota(db: Db, rules: readonly QuotaRule[], pauseMs: number | null): Promise<void> {
  await db.raw('SELECT slow_quota(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)), ?::bigint)', [keysOf(rules), pauseMs])
}

/** Counts a fault, or forgets them. Returns how long the breaker pauses now, 0 when it did not open. */
export async function faultQuota(
  db: Db,
  rules: readonly QuotaRule[],
  { isFaulty, maxPauseSeconds }: { isFaulty: boolean; maxPauseSeconds: number },
): Promise<number> {
  const breakers = rules.flatMap(({ key, breaker }) =>
    breaker === undefined ? [] : [{ k: key, f: breaker.failures, p: Math.min(breaker.pauseSeconds, maxPauseSeconds) * 1000 }],
  )
  const { rows } = await db.raw<{ rows: Array<{ pause: string }> }>('SELECT fault_quota(?::jsonb, ?) AS pause', [
    JSON.stringify(breakers),
    isFaulty,
  ])
  return Number(rows[0]?.pause ?? 0)
}

export interface RuleOutlook {
  k: string
  quota: number | null
  /** Milliseconds until the next token of a backfill. */
  delay: number
  /** Milliseconds for each further one. */
  pace: number
  /** Workspaces that wait for the same. */
  others: number
  dayLeft: number | null
  /** Milliseconds until the next day begins. */
  midnight: number | null
}

export async function readOutlook(db: Db, rules: readonly QuotaRule[], tenantId: string): Promise<RuleOutlook[]> {
  const { rows } = await db.raw<{ rows: Array<{ outlook: RuleOutlook[] }> }>('SELECT quota_outlook(?::jsonb, ?) AS outlook', [
    sqlRules(rules),
    tenantId,
  ])
  return rows[0]?.outlook ?? []
}

/** Throws away what nobody used for days. Returns how many. */
export async function sweepQuotas(db: Db): Promise<number> {
  const { rows } = await db.raw<{ rows: Array<{ swept: string }> }>('SELECT sweep_quotas() AS swept')
  return Number(rows[0]?.swept ?? 0)
}

function sqlRules(rules: readonly QuotaRule[]): string {
  return JSON.stringify(
    rules.map(({ key, quota, windowSeconds, concurrency, dayTimezone, shared }) => ({
      k: key,
      q: windowSeconds === undefined && dayTimezone === undefined ? null : (quota ?? null),
      w: windowSeconds === undefined ? 0 : Math.round(windowSeconds * 1000),
      c: concurrency ?? null,
      tz: dayTimezone ?? null,
      s: shared === true,
    })),
  )
}

function keysOf(rules: readonly QuotaRule[]): string {
  return JSON.stringify(rules.map((rule) => rule.key))
}
