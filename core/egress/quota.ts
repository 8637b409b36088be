import type { Logger } from 'pino'
import type { Clock } from '../platform/clock.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import type { Db } from '../platform/db.ts'
import { newSeed } from '../platform/ids.ts'
import { createDatabaseTime } from './database-time.ts'
import type { QuotaRule } from './egress.types.ts'
import { faultQuota, releaseQuota, settleQuota, slowQuota, type Taken, type Token, takeQuota } from './quota.store.ts'
import { type Line, leave, nap, openLine, type Permit, shortestWindowMs, stir, type TakeOptions, type Waiter } from './quota-line.ts'
import { openPermits } from './quota-permit.ts'
import { SendFailure } from './send-failure.ts'

export type { Permit, TakeOptions } from './quota-line.ts'

/** Waits for tokens that all processes share. In this process callers stand in one line per set of rules, live ones in front. */
export interface QuotaGate {
  /** Throws SendFailure `quota` with `retryAfterMs` when the wait would be longer than the budget. */
  take(rules: readonly QuotaRule[], options: TakeOptions): Promise<Permit>
  /** The provider answered 429. Never throws. */
  slowDown(rules: readonly QuotaRule[], pauseMs: number | null): Promise<void>
  /** What a breaker wants to know of a call that was made. Never throws. */
  judged(rules: readonly QuotaRule[], tenantId: string | undefined, verdict: Verdict): Promise<void>
  /** Refuses who stands in line and gives every place back, so that none has to expire. After the last connection is closed. */
  close(): Promise<void>
}

/** `silent`: no answer, or none that can be read. */
type Verdict = 'good' | 'faulty' | 'silent'

const MAX_ASKED = 32
const MAX_AHEAD = 32
const SETTLE_AFTER_MS = 10
/** A line that nobody stood in for this long is forgotten. */
const IDLE_MS = 60_000
const MAX_LINES = 5_000
/** Nothing is sent that is not counted: while the database is away a call waits, as its result would have to, until its own time is up. */
const OUTAGE_RETRY_MS = 1_000
const OUTAGE_PATIENCE_MS = 5 * 60_000
/** Who does not answer counts no faults either, and may be back in a moment: it is asked again sooner than one that says no. */
const MAX_SILENT_PAUSE_SECONDS = 60
const FREE: Permit = { waitedMs: 0, isFresh: () => true, written: () => {}, answered: () => {}, release: () => {} }

export function openQuotaGate({ db, clock, logger }: { db: Db; clock: Clock; logger: Logger }): QuotaGate {
  const lines = new Map<string, Line>()
  const time = createDatabaseTime(clock)
  const permits = openPermits({ clock, time, tellSoon, giveBack })
  /** Who holds a place under a concurrency cap. */
  const places = new Map<string, Line>()
  const underWay = new Set<Promise<void>>()
  let isClosed = false

  function giveBack(line: Line, holder: string): void {
    if (!places.delete(holder)) return
    const given = releaseQuota(db, line.rules, holder).then(
      () => stir(line),
      (error: unknown) => logger.warn({ err: error }, 'quota place not given back; it expires by itself'),
    )
    watch(given)
  }

  /** Never rejects. */
  function watch(work: Promise<void>): void {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  /** Moves wait a moment for others, and go along with the next question if there is one. */
  function tellSoon(line: Line): void {
    if (line.moves.length > 1) return
    setTimeout(() => {
      const moves = line.moves.splice(0)
      if (moves.length === 0) return
      settleQuota(db, line.rules, moves).catch((error: unknown) => logger.warn({ err: error }, 'arrivals not told to the quota'))
    }, SETTLE_AFTER_MS).unref()
  }

  /** Serves the front of the line until the line is empty. */
  async function move(line: Line): Promise<void> {
    for (let asking = frontOf(line); asking.length > 0; asking = frontOf(line)) {
      const waitMs = await ask(line, asking)
      if (waitMs > 0) await nap(line, waitMs)
    }
    line.moving = false
  }

  /** Milliseconds until it is worth asking again. */
  async function ask(line: Line, asking: readonly Waiter[]): Promise<number> {
    const waiting = asking.filter((waiter) => {
      if (isClosed) refuse(line, waiter, new SendFailure('quota', 'this process stops', undefined, 1_000))
      else if (waiter.options.signal?.aborted === true) refuse(line, waiter, new SendFailure('timeout', 'the call was cancelled'))
      else return true
      return false
    })
    const [first] = waiting
    if (first === undefined) return 0
    const moves = line.moves.splice(0)
    const askedAt = clock.monotonicMs()
    try {
      const taken = await takeQuota(db, {
        rules: line.rules,
        tenantId: line.tenantId,
        backfill: first.options.priority === 'backfill',
        holders: waiting.map((waiter) => waiter.holder),
        holdMs: Math.max(...waiting.map((waiter) => waiter.options.holdMs)),
        ahead: line.live.length > waiting.length ? 0 : line.ahead,
        moves,
      })
      time.seen(askedAt, taken.now)
      hand(line, waiting, taken)
      return taken.wait
    } catch (error) {
      line.moves.unshift(...moves)
      const isPassing = isDatabaseAway(error)
      if (isPassing) logger.warn({ err: error }, 'quota not read: calls wait for the database')
      for (const waiter of waiting) {
        if (isPassing && clock.monotonicMs() - waiter.since < OUTAGE_PATIENCE_MS) continue
        refuse(line, waiter, new SendFailure('quota', 'the quota of the connection could not be read', error, 1000))
      }
      return isPassing ? OUTAGE_RETRY_MS : 0
    }
  }

  function hand(line: Line, waiting: readonly Waiter[], taken: Taken): void {
    line.faulty = taken.faulty
    for (const [index, waiter] of waiting.entries()) {
      const start = taken.starts[index]
      if (start === undefined) {
        const waitedMs = clock.monotonicMs() - waiter.since
        if (waitedMs + taken.wait > waiter.options.budgetMs) refuse(line, waiter, quotaFailure(taken.wait))
      } else {
        leave(line, waiter)
        if (line.rules.some((rule) => rule.concurrency !== undefined)) places.set(waiter.holder, line)
        permits.admitAt(line, waiter, [start, null])
      }
    }
    if (taken.chunk > 0) {
      const startMs = Math.ceil(taken.now)
      line.chunk = { startMs, validMs: taken.chunkMs, until: time.localOf(startMs + taken.chunkMs), left: taken.chunk }
    }
  }

  /** A token that this process took ahead, if it has one that is still good. What is left of an old one goes back. */
  function fromChunk(line: Line): Token | null {
    const { chunk } = line
    if (chunk === null) return null
    if (chunk.left > 0 && clock.monotonicMs() < chunk.until) {
      chunk.left--
      return [chunk.startMs, chunk.validMs]
    }
    line.chunk = null
    line.ahead = chunk.left > 0 ? Math.floor(line.ahead / 2) : Math.min(MAX_AHEAD, line.ahead * 2)
    if (chunk.left > 0) {
      for (let i = 0; i < chunk.left; i++) line.moves.push([chunk.startMs, chunk.validMs, null])
      tellSoon(line)
    }
    return null
  }

  function lineOf(rules: readonly QuotaRule[], tenantId: string): Line {
    const key = `${tenantId} ${JSON.stringify(rules)}`
    const line = lines.get(key) ?? openLine(rules, tenantId)
    const now = clock.monotonicMs()
    // Asked twice within a second: worth taking some ahead.
    if (line.usedAt > 0 && now - line.usedAt < 1_000) line.ahead = Math.max(line.ahead, 2)
    line.usedAt = now
    lines.delete(key)
    lines.set(key, line)
    for (const [oldKey, old] of lines) {
      if (lines.size <= MAX_LINES && now - old.usedAt < IDLE_MS) break
      if (old.moving) break
      lines.delete(oldKey)
    }
    return line
  }

  return {
    take(rules, options) {
      if (rules.length === 0) return Promise.resolve(FREE)
      return new Promise((admit, refuse) => {
        const line = lineOf(rules, options.tenantId ?? '')
        const waiter: Waiter = { options, holder: newSeed(), since: clock.monotonicMs(), admit, refuse }
        const token = options.priority === 'live' && line.live.length === 0 ? fromChunk(line) : null
        if (token !== null) return permits.admitAt(line, waiter, token)
        line[options.priority].push(waiter)
        if (!line.moving) {
          line.moving = true
          watch(move(line))
        } else if (options.priority === 'live' && line.live.length === 1) stir(line)
      })
    },
    async slowDown(rules, pauseMs) {
      if (rules.length === 0) return
      for (const line of lines.values()) if (line.rules.some((rule) => rules.some(({ key }) => key === rule.key))) line.chunk = null
      try {
        await slowQuota(db, shortestWindows(rules), pauseMs)
      } catch (error) {
        logger.warn({ err: error }, 'provider limit not recorded')
      }
    },
    async judged(rules, tenantId, verdict) {
      if (!rules.some((rule) => rule.breaker !== undefined)) return
      const line = lineOf(rules, tenantId ?? '')
      const isFaulty = verdict !== 'good'
      if (!isFaulty && !line.faulty) return
      line.faulty = isFaulty
      line.chunk = null
      try {
        const pausedMs = await faultQuota(db, rules, {
          isFaulty,
          maxPauseSeconds: verdict === 'silent' ? MAX_SILENT_PAUSE_SECONDS : Number.POSITIVE_INFINITY,
        })
        if (pausedMs > 0) logger.warn({ keys: rules.map(({ key }) => key), pausedMs }, 'faults in a row: nothing is sent for a while')
      } catch (error) {
        logger.warn({ err: error }, 'fault not recorded')
      }
    },
    async close() {
      isClosed = true
      for (const line of lines.values()) stir(line)
      await Promise.all(underWay)
      for (const [holder, line] of places) giveBack(line, holder)
      await Promise.all(underWay)
    },
  }
}

function frontOf(line: Line): Waiter[] {
  return (line.live.length > 0 ? line.live : line.backfill).slice(0, MAX_ASKED)
}

function refuse(line: Line, waiter: Waiter, failure: SendFailure): void {
  leave(line, waiter)
  waiter.refuse(failure)
}

function quotaFailure(waitMs: number): SendFailure {
  return new SendFailure('quota', `the limit of the provider leaves no room for another ${Math.ceil(waitMs / 1000)} s`, undefined, waitMs)
}

/** A 429 is nearly always about the shortest window; pausing a day's quota would stop what others may still do. */
function shortestWindows(rules: readonly QuotaRule[]): readonly QuotaRule[] {
  const shortest = shortestWindowMs(rules)
  const found = rules.filter((rule) => rule.windowSeconds !== undefined && rule.windowSeconds * 1000 === shortest)
  return found.length === 0 ? rules : found
}
