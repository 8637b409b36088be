import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { disturbed, lengthOf, type Span, touches } from './stalls.ts'

export type Limit = readonly [quota: number, windowMs: number]

export interface WorkPlan {
  databaseUrl: string
  origin: string
  limits: { connection?: Limit; app?: Limit }
  tenants: string[]
  seconds: number
  /** Calls of one backfill under way at once, per process. */
  atOnce: number
  liveEveryMs: number
  /** Being late by more than this spoils tokens: well below what the quota takes for on time. */
  patienceMs: number
}

export interface WorkerStats {
  sent: number
  /** When each live call was answered, and the milliseconds that it waited for the quota. */
  live: Array<{ at: number; waitedMs: number }>
  failures: string[]
  stalls: Span[]
}

export interface Proof {
  seconds: number
  accepted: number
  refused: number
  /** Accepted calls of what the limits allow in that time. */
  ofTheoretical: number
  /** Fewest of one workspace, of the mean. */
  smallestShare: number
  liveWaitMs: { count: number; p95: number; max: number }
  /** The same of the time in which the machine let all processes run: what it did not let them do is nobody's fault. */
  undisturbed: { seconds: number; refused: number; ofTheoretical: number; smallestShare: number; longestLiveWaitMs: number }
  failures: string[]
}

interface Counted {
  accepted: Array<{ at: number; tenant: string }>
  refused: number[]
  stalls: Span[]
}

export interface ProofOptions {
  databaseUrl: string
  limits: WorkPlan['limits']
  seconds: number
  tenants?: number
  processes?: number
}

/**
 * Ten workspaces, each with a backfill that never stops, in two worker processes, against a provider in a process of its own
 * that counts arrivals in sliding windows; live calls come in between.
 */
export async function proveLimits({ databaseUrl, limits, seconds, tenants = 10, processes = 2 }: ProofOptions): Promise<Proof> {
  const windowMs = Math.min(...[limits.connection, limits.app].flatMap((limit) => limit?.[1] ?? []))
  const patienceMs = windowMs / 70
  const server = script('limited-server.ts', JSON.stringify(limits), String(patienceMs))
  const { port } = await message<{ port: number }>(server)
  const names = Array.from({ length: tenants }, () => randomUUID())
  const pace = { atOnce: 3, liveEveryMs: 400, patienceMs }
  const plan: WorkPlan = { databaseUrl, origin: `http://127.0.0.1:${port}`, limits, tenants: names, seconds, ...pace }
  const workers = Array.from({ length: processes }, () => script('worker.ts', JSON.stringify(plan)))
  try {
    const stats = await Promise.all(workers.map((worker) => message<WorkerStats>(worker)))
    const counted = message<Counted>(server)
    server.send('stats')
    return summary(limits, seconds, names, stats, await counted)
  } finally {
    for (const child of [...workers, server]) child.kill()
  }
}

function summary(
  limits: WorkPlan['limits'],
  seconds: number,
  tenants: readonly string[],
  stats: readonly WorkerStats[],
  { accepted, refused, stalls }: Counted,
): Proof {
  const [first, last] = [accepted[0]?.at ?? 0, accepted.at(-1)?.at ?? 0]
  // From the first arrival on; what was still under way when the workers stopped is not looked at.
  const spanMs = Math.min(last - first, seconds * 1000 - 500)
  const within = accepted.filter(({ at }) => at - first <= spanMs)
  const perMs = callsPerMs(limits, tenants.length)
  const fewest = Math.min(...tenants.map((tenant) => within.filter((one) => one.tenant === tenant).length))
  const live = stats.flatMap((one) => one.live)
  const waits = live.map(({ waitedMs }) => waitedMs).sort((a, b) => a - b)
  const windowMs = Math.max(...[limits.connection, limits.app].map((limit) => limit?.[1] ?? 0))
  const late = [...stalls, ...stats.flatMap((one) => one.stalls)]
  // Being late loses the tokens of that time and some after it; a call that arrives late can fill the window of any call near it.
  const judgedMs = spanMs - lengthOf(disturbed(late, windowMs / 5, [first, first + spanMs]))
  const spoiled = disturbed(late, windowMs, [first, first + spanMs])
  return {
    seconds: round(spanMs / 1000),
    accepted: within.length,
    refused: refused.length,
    ofTheoretical: round(within.length / (spanMs * perMs)),
    smallestShare: round((fewest * tenants.length) / within.length),
    liveWaitMs: { count: waits.length, p95: waits[Math.floor(waits.length * 0.95)] ?? 0, max: waits.at(-1) ?? 0 },
    undisturbed: {
      seconds: round(judgedMs / 1000),
      refused: refused.filter((at) => !touches(spoiled, [at, at])).length,
      ofTheoretical: round(within.length / (judgedMs * perMs)),
      smallestShare: round((fewest * tenants.length) / (judgedMs * perMs)),
      longestLiveWaitMs: Math.max(
        0,
        ...live.filter(({ at, waitedMs }) => !touches(spoiled, [at - waitedMs, at])).map((one) => one.waitedMs),
      ),
    },
    failures: stats.flatMap((one) => one.failures),
  }
}

/** What the limits allow at most. */
function callsPerMs({ connection, app }: WorkPlan['limits'], tenants: number): number {
  return Math.min(
    connection === undefined ? Number.POSITIVE_INFINITY : (connection[0] / connection[1]) * tenants,
    app === undefined ? Number.POSITIVE_INFINITY : app[0] / app[1],
  )
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function script(name: string, ...args: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(name, import.meta.url)), args, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

/** The next message of a child. Rejects when it ends first. */
function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as T))
    child.once('exit', (code) => reject(new Error(`a child of the proof ended with ${code}`)))
  })
}
