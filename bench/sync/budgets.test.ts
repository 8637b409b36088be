import { expect, test } from 'vitest'
import { syncFaults } from './budgets.ts'

const asked = (p95Ms: number) => ({ p50Ms: 1, p95Ms, requests: 200, slowest: `${p95Ms} ms: sort=-total` })
const FINE = {
  backfill: {
    records: 1_000_000,
    bareRecords: 200_000,
    recordsPerSec: 4_000,
    bareRecordsPerSec: 7_000,
    ofBare: 0.57,
    cpuMicros: { ours: { worker: 100, postgres: 110 }, bare: { worker: 50, postgres: 80 } },
  },
  list: asked(200),
  filter: asked(120),
  search: asked(90),
  stats: asked(15),
  handler: { calls: 2_000, p50OverheadMs: 0.8, p95OverheadMs: 1.4, p99OverheadMs: 2.6, providerMs: 0.2, sandboxMicros: 800 },
}

test('ML-46 the bench over a million records fails when a list, a filter, a search or the statistics take more than 200 ms at p95', () => {
  expect(syncFaults(FINE)).toEqual([])
  for (const name of ['list', 'filter', 'search', 'stats'])
    expect(syncFaults({ ...FINE, [name]: asked(200.1) })).toEqual([expect.stringMatching(new RegExp(`^${name} takes 200.1 ms at p95`))])
})

test('the bench fails when a backfill is slow, by itself or beside a bare upsert, or a handler call costs too much', () => {
  const slow = { ...FINE.backfill, recordsPerSec: 1_900, bareRecordsPerSec: 3_900, ofBare: 0.49 }
  expect(syncFaults({ ...FINE, backfill: slow, handler: { ...FINE.handler, p95OverheadMs: 2.1 } })).toHaveLength(3)
})
