import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { type ClaimedRun, claimDue, releaseClaims, type Standing, standingsOf } from './drain.store.ts'
import type { Drained } from './queue.types.ts'

export interface DrainDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  /** Something is due: look now. */
  wake(): void
}

export interface DrainRequest {
  tenantId: string
  flowIds: readonly string[] | null
  limit: number
  /** How long it is waited for that what is due has run. */
  waitMs: number
}

const LOOK_MS = 100

/**
 * Has what is due worked on now, and says what became of it. Who runs what is decided by the workers' lease, so nothing runs twice
 * however many ask; the claim only divides the due items among those who ask, so that none is counted twice.
 */
export async function drain({ tenantId, flowIds, limit, waitMs }: DrainRequest, { db, clock, wake }: DrainDeps): Promise<Drained> {
  const claimed = await db.forTenant(tenantId, (trx) => claimDue(trx, tenantId, flowIds, limit))
  const ids = claimed.map((run) => run.id)
  let fates: Fate[] = []
  if (ids.length > 0) wake()
  const deadline = clock.monotonicMs() + waitMs
  while (ids.length > 0) {
    const standings = await db.forTenant(tenantId, (trx) => standingsOf(trx, tenantId, ids))
    fates = fatesOf(claimed, standings)
    if (!fates.some((fate) => fate === 'waitsForIt' || fate === 'runs') || clock.monotonicMs() >= deadline) break
    await sleep(LOOK_MS)
  }
  await db.forTenant(tenantId, (trx) => releaseClaims(trx, tenantId, idsOf(claimed, fates, 'waitsForIt')))
  return countFates(fates)
}

type Fate = 'succeeded' | 'failed' | 'cancelled' | 'waitAgain' | 'runs' | 'waitsForIt'

function fatesOf(claimed: readonly ClaimedRun[], standings: readonly Standing[]): Fate[] {
  const known = new Map(standings.map((standing) => [standing.id, standing]))
  return claimed.map((run) => fateOf(run, known.get(run.id)))
}

function fateOf(claimed: ClaimedRun, standing: Standing | undefined): Fate {
  switch (standing?.status) {
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return standing.status
    case 'waiting':
    case 'uncertain':
      return standing.isOwned || standing.readyAt === claimed.readyAt ? 'waitsForIt' : 'waitAgain'
    case 'running':
      return 'runs'
    default:
      return 'waitsForIt' // Not begun yet, or handed back by a process that stops.
  }
}

function idsOf(claimed: readonly ClaimedRun[], fates: readonly Fate[], wanted: Fate): string[] {
  return claimed.flatMap((run, index) => (fates[index] === wanted ? [run.id] : []))
}

function countFates(fates: readonly Fate[]): Drained {
  const of = (...wanted: Fate[]) => fates.filter((fate) => wanted.includes(fate)).length
  return {
    due: fates.length,
    ran: of('succeeded', 'failed', 'cancelled', 'waitAgain'),
    succeeded: of('succeeded'),
    failed: of('failed'),
    cancelled: of('cancelled'),
    waitAgain: of('waitAgain'),
    unfinished: of('runs', 'waitsForIt'),
  }
}
