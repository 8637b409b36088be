import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type History, simulate } from './simulate.ts'

/** What became of many histories. */
export interface Tally {
  ends: Record<string, number>
  calls: number
  /** Of one processor. */
  cpuMs: number
  /** The first that broke a rule. */
  broken: History | null
}

/** Histories of consecutive seeds, shared out among threads. */
export async function simulateMany(firstSeed: number, count: number, threads: number): Promise<Tally> {
  const share = Math.ceil(count / threads)
  const tallies = await Promise.all(Array.from({ length: threads }, (_, index) => tallyInThread(firstSeed + index * share, share)))
  const all: Tally = { ends: {}, calls: 0, cpuMs: 0, broken: null }
  for (const { ends, calls, cpuMs, broken } of tallies) {
    for (const [end, times] of Object.entries(ends)) all.ends[end] = (all.ends[end] ?? 0) + times
    all.calls += calls
    all.cpuMs += cpuMs
    all.broken ??= broken
  }
  return all
}

function tallyInThread(firstSeed: number, count: number): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { firstSeed, count } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

function tally({ firstSeed, count }: { firstSeed: number; count: number }): Tally {
  const ends: Record<string, number> = {}
  let calls = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const history = simulate(seed)
    if (history.broken.length > 0) return { ends, calls, cpuMs: cpuMs(), broken: history }
    ends[history.ended] = (ends[history.ended] ?? 0) + 1
    calls += history.calls
  }
  return { ends, calls, cpuMs: cpuMs(), broken: null }
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

// In a thread of its own, and only in one that was started here.
if (typeof workerData?.firstSeed === 'number') parentPort?.postMessage(tally(workerData))
