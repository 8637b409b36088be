import type { Db } from '../platform/db.ts'
import type { QuotaRule } from './egress.types.ts'
import { type RuleOutlook, readOutlook } from './quota.store.ts'

export interface Eta {
  /** Until the last of the calls may start, if nothing else changes. */
  seconds: number
  /** Key of the rule that decides; null when nothing limits. */
  limitedBy: string | null
}

/**
 * When a backfill's next `calls` calls will have been let through: by what its quotas hold now, their pace, the workspaces that wait
 * for the same, and what a day has left. `callSeconds`: how long one call takes, for limits on how many run at once.
 */
export async function etaFor(
  db: Db,
  rules: readonly QuotaRule[],
  ask: { tenantId: string; calls: number; callSeconds?: number },
): Promise<Eta> {
  if (rules.length === 0 || ask.calls <= 0) return { seconds: 0, limitedBy: null }
  const outlook = await readOutlook(db, rules, ask.tenantId)
  let slowest: Eta = { seconds: 0, limitedBy: null }
  for (const rule of rules) {
    const now = outlook.find(({ k }) => k === rule.key)
    const byWindow = now === undefined ? 0 : secondsBy(now, ask.calls, rule.shared === true)
    const byPlaces = rule.concurrency === undefined ? 0 : (ask.calls * (ask.callSeconds ?? 0)) / rule.concurrency
    const seconds = Math.max(byWindow, byPlaces)
    if (seconds > slowest.seconds) slowest = { seconds, limitedBy: rule.key }
  }
  return slowest
}

function secondsBy({ quota, delay, pace, others, dayLeft, midnight }: RuleOutlook, calls: number, isShared: boolean): number {
  const sharers = isShared ? others + 1 : 1
  if (dayLeft !== null && midnight !== null && quota !== null) {
    const tomorrow = calls - Math.floor(dayLeft / sharers)
    if (tomorrow <= 0) return delay / 1000
    const perDay = Math.max(1, Math.floor(quota / sharers))
    return midnight / 1000 + Math.floor((tomorrow - 1) / perDay) * 86_400
  }
  return (delay + (calls - 1) * pace * sharers) / 1000
}
