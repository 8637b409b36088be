import { expect, test } from 'vitest'
import { BROKEN_CORES } from './testing/broken-cores.ts'
import { type History, simulate } from './testing/simulate.ts'
import { simulateMany } from './testing/simulate-many.ts'
import type { Core } from './testing/simulated-worker.ts'

const HISTORIES = 100_000
const FIRST_SEED = 20_261_121

/** The first history that breaks a rule; its seed replays it exactly: `simulate(seed)`. */
function firstBroken(count: number, core?: Core): History | null {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
    const history = simulate(seed, core)
    if (history.broken.length > 0) return history
  }
  return null
}

test('a hundred thousand lives of runs in a minute: crashes, slow commits, takeovers, copies, clocks that jump; nothing doubled, lost or stuck', async () => {
  const { ends, calls, cpuMs, broken } = await simulateMany(FIRST_SEED, HISTORIES, 2)
  if (broken !== null) expect.fail(`seed ${broken.seed}: ${broken.broken.join(', ')}\n${JSON.stringify(broken.journal)}`)
  // Of one processor: what else runs on the machine does not count.
  expect(cpuMs).toBeLessThan(60_000)
  // The trouble must not be so great that hardly anything gets done.
  expect(ends['succeeded']).toBeGreaterThan(HISTORIES / 4)
  expect(ends['failed']).toBeGreaterThan(HISTORIES / 10)
  expect(ends['cancelled']).toBeGreaterThan(HISTORIES / 20)
  expect(calls).toBeGreaterThan(HISTORIES)
}, 240_000)

test('a seed repeats its history exactly', () => {
  for (let seed = 4_711; seed < 4_731; seed++) expect(simulate(seed)).toEqual(simulate(seed))
  const broken = firstBroken(2_000, BROKEN_CORES['calls again blindly after a crash'])
  expect(broken?.journal.length).toBeGreaterThan(0)
  expect(simulate(broken?.seed ?? 0, BROKEN_CORES['calls again blindly after a crash'])).toEqual(broken)
})

test.each(Object.entries(BROKEN_CORES))('a core that %s is caught', (_mistake, core) => {
  expect(firstBroken(20_000, core)?.broken ?? []).not.toEqual([])
})
