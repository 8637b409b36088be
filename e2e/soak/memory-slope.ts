import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../../bench/process-memory.ts'

export interface MemorySample {
  /** Since the beginning. */
  minute: number
  /** Resident, of the core and everything it started, in MB. */
  residentMb: number
  /** The core's own part of it. */
  coreMb: number
}

/** Samples until `isOver`; each is told to `seen`. */
export async function sampleMemory(
  pid: number,
  { everyMs, isOver, seen }: { everyMs: number; isOver(): boolean; seen(sample: MemorySample): Promise<void> },
): Promise<MemorySample[]> {
  const startedAt = performance.now()
  const samples: MemorySample[] = []
  while (!isOver()) {
    const { core, children } = await memoryOf(pid)
    const sample = { minute: (performance.now() - startedAt) / 60_000, residentMb: core + children, coreMb: core }
    samples.push(sample)
    await seen(sample)
    await sleep(everyMs)
  }
  return samples
}

/** MB per minute of the line that fits the samples best (least squares). Zero for fewer than two. */
export function slopeOf(samples: readonly MemorySample[]): number {
  const n = samples.length
  const meanX = samples.reduce((sum, { minute }) => sum + minute, 0) / n
  const meanY = samples.reduce((sum, { residentMb }) => sum + residentMb, 0) / n
  const spread = samples.reduce((sum, { minute }) => sum + (minute - meanX) ** 2, 0)
  if (n < 2 || spread === 0) return 0
  return samples.reduce((sum, { minute, residentMb }) => sum + (minute - meanX) * (residentMb - meanY), 0) / spread
}
