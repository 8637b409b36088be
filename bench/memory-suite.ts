import { setTimeout as sleep } from 'node:timers/promises'
import { type Length, measure } from './cells.ts'
import type { Cluster } from './cluster.ts'
import { publishMany } from './many-tenants.ts'
import { memoryOf, type ProcessMemory } from './process-memory.ts'
import { startProduct } from './product.ts'
import { say } from './say.ts'
import { mapBranch } from './scenarios.ts'
import { flowSubject } from './subjects.ts'

export interface MemoryOptions {
  /** Runs in all. */
  runs: number
  connections: number
}

export interface MemorySample extends ProcessMemory {
  runs: number
  total: number
  /** The largest total seen while these runs were made. */
  peak: number
}

const SAMPLES = 10
/** Steady: what the load left behind, not what it holds while it lasts. */
const REST_MS = 5_000
const WATCH_MS = 500

/** Resident memory of core and sandbox children, sampled on the way to so many runs of 200 flows in turn. */
export async function memorySuite(cluster: Cluster, { runs, connections }: MemoryOptions) {
  const product = await startProduct({ cluster, database: await cluster.create('bench_memory') })
  try {
    const subject = flowSubject(product, 'many', await publishMany(product, mapBranch()))
    const step = Math.ceil(runs / SAMPLES)
    const length: Length = { warmupSeconds: 0, runSeconds: 0, runRequests: step, runs: 1, settleMs: 30_000 }
    const samples: MemorySample[] = []
    for (let made = step; made <= runs; made += step) {
      let peak = 0
      const watch = setInterval(() => {
        memoryOf(product.pid).then(
          ({ core, children }) => {
            peak = Math.max(peak, core + children)
          },
          () => undefined,
        )
      }, WATCH_MS)
      const { reqPerSec } = await measure(subject, connections, length).finally(() => clearInterval(watch))
      await sleep(REST_MS)
      const { core, children } = await memoryOf(product.pid)
      const total = Math.round((core + children) * 10) / 10
      samples.push({ runs: made, core, children, total, peak: Math.round(peak * 10) / 10 })
      say(`  after ${made} runs at ${reqPerSec}/s: ${total} MB (core ${core}, children ${children}; at most ${Math.round(peak)})`)
    }
    return { connections, samples }
  } finally {
    await product.stop()
  }
}
