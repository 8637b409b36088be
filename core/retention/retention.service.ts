import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { firstIdAt } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { dropDay, flowsWithOwnRetention, purgeFlow, storedDays, sweepBlobs, sweepKept, sweepResolutions } from './retention.store.ts'

export interface RetentionDeps {
  engine: Db
  clock: Clock
  logger: Logger
  /** Whole days that ended runs and deliveries are kept, today not counted. */
  days: number
}

export interface RetentionView {
  days: number
  /** The oldest day that can still be read; null when nothing is stored. */
  oldestDay: string | null
}

export interface RetentionService {
  view(): Promise<RetentionView>
  /** Drops and deletes what is older than it may be. Safe to repeat, to interrupt, and from two processes at once. */
  apply(): Promise<void>
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Between batches, for everybody else. */
const PAUSE_MS = 50
/** lock_not_available: the tables are busy, the next round tries again. */
const BUSY = '55P03'

export function createRetention({ engine, clock, logger, days }: RetentionDeps): RetentionService {
  const dayBefore = (keptDays: number) => new Date(clock.now() - keptDays * DAY_MS).toISOString().slice(0, 10)

  async function dropOldDays(before: string): Promise<void> {
    for (const day of await storedDays(engine)) {
      if (day >= before) return
      try {
        await dropDay(engine, day)
        logger.info({ day }, 'a day of runs and deliveries dropped')
      } catch (error) {
        if (!isBusy(error)) throw error
        logger.warn({ day }, 'day not dropped: its tables are busy')
      }
    }
  }

  return {
    async view() {
      return { days, oldestDay: (await storedDays(engine))[0] ?? null }
    },
    async apply() {
      const before = dayBefore(days)
      await dropOldDays(before)
      await inBatches(() => sweepKept(engine, before))
      await inBatches(() => sweepBlobs(engine, before))
      await sweepResolutions(engine, firstIdAt('run', Date.parse(before)))
      for (const flow of await flowsWithOwnRetention(engine, days)) await inBatches(() => purgeFlow(engine, flow, dayBefore(flow.days)))
    },
  }
}

async function inBatches(deleteSome: () => Promise<boolean>): Promise<void> {
  while (await deleteSome()) await sleep(PAUSE_MS)
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === BUSY
}
