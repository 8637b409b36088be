import { setTimeout as sleep } from 'node:timers/promises'
import type { PublishedHook } from './api.ts'
import { BenchError, type Length, measure } from './cells.ts'
import type { OwnProcess } from './child-process.ts'
import type { BenchDatabase, Cluster } from './cluster.ts'
import { BODY } from './payload.ts'
import { type ProductUnderTest, startProduct, startWorker } from './product.ts'
import { queued } from './scenarios.ts'
import { runCounter } from './stored-runs.ts'
import { flowSubject } from './subjects.ts'
import { type Measure, summarise } from './summary.ts'

/** The way of a run that cannot start where it was accepted. */
export interface QueuedResult extends Measure {
  /** Runs that one worker drained; `reqPerSec` is how many a second, the other numbers are the start latency of an idle worker. */
  backlog: number
  drainSeconds: number
  /** Accepted while nobody ran them. */
  acceptedPerSec: number
}

export interface QueuedLength {
  backlog: number
  /** Runs that come one by one to an idle worker. */
  singles: number
}

const CONNECTIONS = 64
const DRAIN_TIMEOUT_MS = 300_000

/** One process accepts a backlog, then another is started and drains it, then runs come one by one. */
export async function measureQueued(cluster: Cluster, length: QueuedLength): Promise<QueuedResult> {
  const database = await cluster.create('bench_queued')
  const server = await startProduct({ cluster, database, roles: ['server'] })
  let worker: OwnProcess | null = null
  try {
    const hook = await server.publish('queued', queued())
    const acceptedPerSec = await fill(server, hook, length.backlog)
    const countRows = runCounter(database, [hook])
    worker = await startWorker({ cluster, database })
    await emptied(database)
    await requireRuns(countRows, length.backlog)
    const drainSeconds = await drainedIn(database, hook.flowId)
    const latencies = await startLatencies(server, hook, length)
    await requireRuns(countRows, length.backlog + length.singles)
    const { reqPerSec: _none, ...starts } = summarise(latencies, 1)
    return { reqPerSec: Math.round(length.backlog / drainSeconds), ...starts, backlog: length.backlog, drainSeconds, acceptedPerSec }
  } finally {
    await worker?.stop()
    await server.stop()
  }
}

/** Every request must be answered 202 and be an open run without an owner. */
async function fill(server: ProductUnderTest, hook: PublishedHook, backlog: number): Promise<number> {
  const subject = {
    ...flowSubject(server, 'queued', [hook], 202),
    countRows: async () => ({ 'runs that wait': await server.database.count(`SELECT count(*) FROM open_runs WHERE status = 'queued'`) }),
  }
  const length: Length = { warmupSeconds: 0, runSeconds: 0, runRequests: backlog, runs: 1, settleMs: 10_000 }
  return (await measure(subject, CONNECTIONS, length)).reqPerSec
}

async function emptied(database: BenchDatabase): Promise<void> {
  const deadline = performance.now() + DRAIN_TIMEOUT_MS
  while ((await database.count('SELECT count(*) FROM (SELECT FROM open_runs LIMIT 1) o')) > 0) {
    if (performance.now() > deadline) throw new BenchError(`queued: not drained after ${DRAIN_TIMEOUT_MS / 1000} s`)
    await sleep(250)
  }
}

async function requireRuns(countRows: () => Promise<Record<string, number>>, runs: number): Promise<void> {
  const counted = await countRows()
  const wrong = Object.entries(counted).filter(([, count]) => count !== runs)
  if (wrong.length > 0) throw new BenchError(`queued: ${runs} runs, but ${wrong.map(([what, count]) => `${count} ${what}`).join(', ')}`)
}

/** When a run's first entry was made, by the worker's clock, in epoch milliseconds. */
const FIRST_AT = `(SELECT (j.entries::json -> 0 ->> 'at')::float8 FROM journal j WHERE j.tenant_id = r.tenant_id AND j.day = r.day AND j.run_id = r.id AND j.seq = 0)`

async function drainedIn(database: BenchDatabase, flowId: string): Promise<number> {
  const [row] = await database.query<{ ms: number }>(
    `SELECT extract(epoch FROM max(r.ended_at)) * 1000 - min(${FIRST_AT}) AS ms FROM runs r WHERE r.flow_id = $1`,
    [flowId],
  )
  return Math.round(row?.ms ?? 0) / 1000
}

/** Milliseconds from each delivery to its run's first step, in the other process. */
async function startLatencies(server: ProductUnderTest, hook: PublishedHook, { backlog, singles }: QueuedLength): Promise<number[]> {
  for (let i = 0; i < singles; i++) {
    const headers = { 'content-type': 'application/json', 'x-bench-key': `single-${i}` }
    const answer = await fetch(`http://127.0.0.1:${server.port}${hook.path}`, { method: 'POST', headers, body: BODY })
    if (answer.status !== 202) throw new BenchError(`queued: a single run was answered ${answer.status}`)
    await sleep(30 + (i % 50))
  }
  await emptied(server.database)
  const rows = await server.database.query<{ ms: number }>(
    `SELECT ${FIRST_AT} - extract(epoch FROM r.started_at) * 1000 AS ms FROM runs r WHERE r.flow_id = $1 ORDER BY r.id OFFSET $2`,
    [hook.flowId, backlog],
  )
  return rows.map((row) => Number(row.ms))
}
