import { type Cell, type Length, measure } from './cells.ts'
import type { Cluster } from './cluster.ts'
import { measureQueued, type QueuedLength, type QueuedResult } from './queued.ts'
import { say } from './say.ts'
import { startSubjects } from './subjects.ts'

export interface DefaultResult {
  cells: Cell[]
  queued: QueuedResult | null
}

/** Every scenario at every concurrency, then the queue. */
export async function defaultSuite(
  cluster: Cluster,
  wanted: ReadonlySet<string>,
  { connections, length, queuedLength }: { connections: readonly number[]; length: Length; queuedLength: QueuedLength },
): Promise<DefaultResult> {
  const { subjects, stop } = await startSubjects(cluster, wanted)
  const cells: Cell[] = []
  try {
    for (const at of connections) {
      for (const subject of subjects) {
        const cell = await measure(subject, at, length)
        cells.push(cell)
        say(`  ${cell.scenario} at ${at}: ${cell.reqPerSec}/s, p50 ${cell.p50Ms} ms (${cell.answers} answers, as many rows)`)
      }
    }
  } finally {
    await stop()
  }
  const queued = wanted.has('queued') ? await measureQueued(cluster, queuedLength) : null
  if (queued !== null) {
    say(`  queued: ${queued.reqPerSec} runs/s from a backlog of ${queued.backlog}, accepted at ${queued.acceptedPerSec}/s`)
    say(`  queued, idle: started after p50 ${queued.p50Ms} ms, p95 ${queued.p95Ms} ms`)
  }
  return { cells, queued }
}
