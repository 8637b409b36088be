import type { Logger } from 'pino'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { newSeed } from '../platform/ids.ts'
import type { QuotaRule } from './egress.types.ts'
import { releaseQuota, slowQuota, takeQuota } from './quota.store.ts'
import { SendFailure } from './send-failure.ts'

export interface TakeOptions {
  priority: 'live' | 'backfill'
  /** Longest wait; a longer one is refused at once, with the time to come back. */
  budgetMs: number
  /** How long the call may hold its place under a concurrency cap. */
  holdMs: number
  signal?: AbortSignal
}

export interface Permit {
  waitedMs: number
  /** Gives the place under a concurrency cap back. Never throws. */
  release(): void
}

/** Waits for tokens that all processes share. In this process callers stand in one line per set of rules, live ones in front. */
export interface QuotaGate {
  /** Throws SendFailure `quota` with `retryAfterMs` when the wait would be longer than the budget. */
  take(rules: readonly QuotaRule[], options: TakeOptions): Promise<Permit>
  /** The provider answered 429. Never throws. */
  slowDown(rules: readonly QuotaRule[], pauseMs: number | null): Promise<void>
}

interface Waiter {
  options: TakeOptions
  holder: string
  since: number
  admit(permit: Permit): void
  refuse(failure: SendFailure): void
}

interface Line {
  rules: readonly QuotaRule[]
  live: Waiter[]
  backfill: Waiter[]
  /** Ends the current sleep, or the next one: somebody more urgent came, or a place became free. */
  wake: () => void
  stirred: boolean
  moving: boolean
}

export function openQuotaGate({ db, clock, logger }: { db: Db; clock: Clock; logger: Logger }): QuotaGate {
  const lines = new Map<string, Line>()

  const releaseOf = (line: Line, holder: string) => () => {
    if (!line.rules.some((rule) => rule.concurrency !== undefined)) return
    releaseQuota(db, line.rules, holder).then(
      () => stir(line),
      (error: unknown) => logger.warn({ err: error }, 'quota place not given back; it expires by itself'),
    )
  }

  /** Serves the front of the line until the line is empty. */
  async function move(key: string, line: Line): Promise<void> {
    for (let waiter = frontOf(line); waiter !== undefined; waiter = frontOf(line)) {
      const waitMs = await ask(line, waiter)
      if (waitMs === 0) leave(line, waiter)
      else if (waitMs !== null) await nap(line, waitMs)
    }
    lines.delete(key)
  }

  /** 0 admitted, null refused, else milliseconds to wait. */
  async function ask(line: Line, waiter: Waiter): Promise<number | null> {
    const waitedMs = Math.round(clock.monotonicMs() - waiter.since)
    const refuse = (failure: SendFailure) => {
      leave(line, waiter)
      waiter.refuse(failure)
      return null
    }
    if (waiter.options.signal?.aborted === true) return refuse(new SendFailure('timeout', 'the call was cancelled'))
    try {
      const { holder, options } = waiter
      const waitMs = await takeQuota(db, { rules: line.rules, backfill: options.priority === 'backfill', holder, holdMs: options.holdMs })
      if (waitMs === 0) waiter.admit({ waitedMs, release: releaseOf(line, holder) })
      else if (waitedMs + waitMs > options.budgetMs) return refuse(quotaFailure(waitMs))
      return waitMs
    } catch (error) {
      return refuse(new SendFailure('quota', 'the quota of the connection could not be read', error, 1000))
    }
  }

  return {
    take(rules, options) {
      if (rules.length === 0) return Promise.resolve({ waitedMs: 0, release: () => {} })
      return new Promise((admit, refuse) => {
        const key = JSON.stringify(rules)
        const line = lines.get(key) ?? { rules, live: [], backfill: [], wake: () => {}, stirred: false, moving: false }
        lines.set(key, line)
        line[options.priority].push({ options, holder: newSeed(), since: clock.monotonicMs(), admit, refuse })
        if (!line.moving) {
          line.moving = true
          void move(key, line)
        } else if (options.priority === 'live' && line.live.length === 1) stir(line)
      })
    },
    async slowDown(rules, pauseMs) {
      if (rules.length === 0) return
      try {
        await slowQuota(db, shortestWindows(rules), pauseMs)
      } catch (error) {
        logger.warn({ err: error }, 'provider limit not recorded')
      }
    },
  }
}

function frontOf(line: Line): Waiter | undefined {
  return line.live[0] ?? line.backfill[0]
}

function leave(line: Line, waiter: Waiter): void {
  const queue = line[waiter.options.priority]
  const at = queue.indexOf(waiter)
  if (at >= 0) queue.splice(at, 1)
}

function stir(line: Line): void {
  line.stirred = true
  line.wake()
}

async function nap(line: Line, waitMs: number): Promise<void> {
  if (!line.stirred) await sleepUntilWoken(line, waitMs)
  line.stirred = false
}

function sleepUntilWoken(line: Line, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs)
    line.wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

function quotaFailure(waitMs: number): SendFailure {
  return new SendFailure('quota', `the limit of the provider leaves no room for another ${Math.ceil(waitMs / 1000)} s`, undefined, waitMs)
}

/** A 429 is nearly always about the shortest window; pausing a day's quota would stop what others may still do. */
function shortestWindows(rules: readonly QuotaRule[]): QuotaRule[] {
  const shortest = Math.min(...rules.map((rule) => rule.windowSeconds))
  return rules.filter((rule) => rule.windowSeconds === shortest)
}
