import type { QuotaRule } from './egress.types.ts'
import type { Move, Token } from './quota.store.ts'
import type { SendFailure } from './send-failure.ts'

export interface TakeOptions {
  priority: 'live' | 'backfill'
  /** Longest wait; a longer one is refused at once, with the time to come back. */
  budgetMs: number
  /** How long the call may hold its place under a concurrency cap. */
  holdMs: number
  /** Whose call it is: where workspaces share a quota, those that wait get equal shares. */
  tenantId?: string
  signal?: AbortSignal
}

export interface Permit {
  waitedMs: number
  /** Whether the request may still start: a token that was kept for too long counts in another window. */
  isFresh(): boolean
  /** The first byte leaves now. */
  written(): void
  /** The answer is there: so the request had arrived by now. */
  answered(): void
  /** Gives the place under a concurrency cap back, and a token that was not used. Never throws. */
  release(): void
}

export interface Waiter {
  options: TakeOptions
  holder: string
  since: number
  admit(permit: Permit): void
  refuse(failure: SendFailure): void
}

/** Tokens taken ahead while the quota is roomy. */
export interface Chunk {
  startMs: number
  validMs: number
  /** By the monotonic clock. */
  until: number
  left: number
}

/** Callers of one process that want the same: live ones in front. */
export interface Line {
  rules: readonly QuotaRule[]
  tenantId: string
  live: Waiter[]
  backfill: Waiter[]
  chunk: Chunk | null
  /** How many tokens to ask for ahead next time. */
  ahead: number
  usedAt: number
  /** Not told to the database yet. */
  moves: Move[]
  /** The quickest answer so far: what is slower may have been on its way for that much longer. */
  quickestMs: number | null
  faulty: boolean
  /** Ends the current sleep, or the next one: somebody more urgent came, or a place became free. */
  wake: () => void
  stirred: boolean
  moving: boolean
}

export function openLine(rules: readonly QuotaRule[], tenantId: string): Line {
  return {
    rules,
    tenantId,
    live: [],
    backfill: [],
    chunk: null,
    ahead: 0,
    usedAt: 0,
    moves: [],
    quickestMs: null,
    faulty: false,
    wake: () => {},
    stirred: false,
    moving: false,
  }
}

export function leave(line: Line, waiter: Waiter): void {
  const queue = line[waiter.options.priority]
  const at = queue.indexOf(waiter)
  if (at >= 0) queue.splice(at, 1)
}

export function stir(line: Line): void {
  line.stirred = true
  line.wake()
}

export async function nap(line: Line, waitMs: number): Promise<void> {
  if (!line.stirred) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      line.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  line.stirred = false
}

/** Shortest window of the rules in milliseconds; null when none has a window. */
export function shortestWindowMs(rules: readonly QuotaRule[]): number | null {
  const windows = rules.flatMap((rule) => (rule.windowSeconds === undefined ? [] : [rule.windowSeconds * 1000]))
  return windows.length === 0 ? null : Math.min(...windows)
}

/** The margin that quota_margin() gives a token without a validity of its own. */
export function marginMs(windowMs: number): number {
  return Math.min(500, Math.max(12, Math.floor(windowMs / 50)))
}

/** How long a request may start after its token: beyond that another one is asked for. */
export function graceMs(windowMs: number): number {
  return Math.min(1_000, windowMs / 4)
}

/**
 * A slow answer may have been slow on the way: counted up to here. A refusal costs more (a pause, and half the quota for a minute)
 * than what this takes from the rate while a provider dawdles.
 */
export function doubtMs(windowMs: number): number {
  return Math.min(1_000, windowMs / 8)
}

/** What there is to tell of a token that reached the provider at `arrivedBy` at the latest; null: nothing that is not known. */
export function moveOf([startMs, validMs]: Token, arrivedBy: number, windowMs: number): Move | null {
  return arrivedBy <= startMs + (validMs ?? marginMs(windowMs)) ? null : [startMs, validMs, Math.ceil(arrivedBy)]
}
