import { expect, test } from 'vitest'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type Proof, proveLimits } from './proof.ts'

const database = useTestDatabase()
const SECONDS = 12

/** Four processes share the machine with the rest of the tests: only the time in which all of them were let run is judged. */
function expectHeld({ failures, undisturbed }: Proof): void {
  expect(failures).toEqual([])
  expect(undisturbed.refused).toBe(0)
  expect(undisturbed.ofTheoretical).toBeGreaterThanOrEqual(0.95)
  expect(undisturbed.longestLiveWaitMs).toBeLessThan(2_000)
}

test('ten backfills in two processes use 95 % of what each account may do, with no refusal, and live calls wait less than 2 s', async () => {
  const proof = await proveLimits({ databaseUrl: database().url, limits: { connection: [3, 1_000] }, seconds: SECONDS })
  expectHeld(proof)
  expect(proof.liveWaitMs.count).toBeGreaterThan(10)
}, 60_000)

test('ten workspaces that share an application get equal shares of 95 % of its limit, with no refusal, and live calls wait less than 2 s', async () => {
  const proof = await proveLimits({ databaseUrl: database().url, limits: { app: [150, 6_000] }, seconds: SECONDS })
  expectHeld(proof)
  expect(proof.undisturbed.smallestShare).toBeGreaterThan(0.78)
}, 60_000)
