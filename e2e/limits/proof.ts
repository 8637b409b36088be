import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'

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
}

export interface WorkerStats {
  sent: number
  /** Milliseconds that each live call waited for the quota. */
  live: number[]
  failures: string[]
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
  failures: string[]
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
  const server = script('limited-server.ts', JSON.stringify(limits))
  const { port } = await message<{ port: number }>(server)
  const names = Array.from({ length: tenants }, () => randomUUID())
  const plan: WorkPlan = { databaseUrl, origin: `http://127.0.0.1:${port}`, limits, tenants: names, seconds, atOnce: 3, liveEveryMs: 400 }
  const workers = Array.from({ length: processes }, () => script('worker.ts', JSON.stringify(plan)))
  try {
    const stats = await Promise.all(workers.map((worker) => message<WorkerStats>(worker)))
    const counted = message<{ accepted: Array<{ at: number; tenant: string }>; refused: number }>(server)
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
  { accepted, refused }: { accepted: Array<{ at: number; tenant: string }>; refused: number },
): Proof {
  const [first, last] = [accepted[0]?.at ?? 0, accepted.at(-1)?.at ?? 0]
  // From the first arrival on; what was still under way when the workers stopped is not looked at.
  const spanMs = Math.min(last - first, seconds * 1000 - 500)
  const within = accepted.filter(({ at }) => at - first <= spanMs)
  const perSecond = Math.min(
    limits.connection === undefined ? Number.POSITIVE_INFINITY : (limits.connection[0] / limits.connection[1]) * tenants.length,
    limits.app === undefined ? Number.POSITIVE_INFINITY : limits.app[0] / limits.app[1],
  )
  const counts = tenants.map((tenant) => within.filter((one) => one.tenant === tenant).length)
  const live = stats.flatMap((one) => one.live).sort((a, b) => a - b)
  return {
    seconds: round(spanMs / 1000),
    accepted: within.length,
    refused,
    ofTheoretical: round(within.length / (spanMs * perSecond)),
    smallestShare: round((Math.min(...counts) * tenants.length) / within.length),
    liveWaitMs: { count: live.length, p95: live[Math.floor(live.length * 0.95)] ?? 0, max: live.at(-1) ?? 0 },
    failures: stats.flatMap((one) => one.failures),
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function script(name: string, argument: string): ChildProcess {
  return fork(fileURLToPath(new URL(name, import.meta.url)), [argument], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

/** The next message of a child. Rejects when it ends first. */
function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as T))
    child.once('exit', (code) => reject(new Error(`a child of the proof ended with ${code}`)))
  })
}
