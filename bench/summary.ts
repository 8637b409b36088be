/** What one run of the generator measured. */
export interface Measure {
  reqPerSec: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
}

export function summarise(latenciesMs: readonly number[], seconds: number): Measure {
  const sorted = Float64Array.from(latenciesMs).sort()
  const at = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { reqPerSec: Math.round(sorted.length / seconds), p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

/** The median of each number over the runs. */
export function medianOf(runs: readonly Measure[]): Measure {
  const of = (read: (run: Measure) => number) => median(runs.map(read))
  return {
    reqPerSec: of((run) => run.reqPerSec),
    p50Ms: of((run) => run.p50Ms),
    p95Ms: of((run) => run.p95Ms),
    p99Ms: of((run) => run.p99Ms),
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return rounded((upper + lower) / 2)
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
