import { expect, test } from 'vitest'
import { useTestDatabase } from '../../core/testing/database.ts'
import { proveLimits } from './proof.ts'

const database = useTestDatabase()
const SECONDS = 15
/** Four processes share the machine with the rest of the tests: one that is not let run for a tenth of a second spoils the second. */
const TIMING = { timeout: 60_000, retry: 2 }

test(
  'ten backfills in two processes use 95 % of what each account may do, with no refusal, and live calls wait less than 2 s',
  TIMING,
  async () => {
    const proof = await proveLimits({ databaseUrl: database().url, limits: { connection: [3, 1_000] }, seconds: SECONDS })
    expect(proof.failures).toEqual([])
    expect(proof.refused).toBe(0)
    expect(proof.ofTheoretical).toBeGreaterThanOrEqual(0.95)
    expect(proof.liveWaitMs.count).toBeGreaterThan(20)
    expect(proof.liveWaitMs.max).toBeLessThan(2_000)
  },
)

test(
  'ten workspaces that share an application get equal shares of 95 % of its limit, with no refusal, and live calls wait less than 2 s',
  TIMING,
  async () => {
    const proof = await proveLimits({ databaseUrl: database().url, limits: { app: [150, 6_000] }, seconds: SECONDS })
    expect(proof.failures).toEqual([])
    expect(proof.refused).toBe(0)
    expect(proof.ofTheoretical).toBeGreaterThanOrEqual(0.95)
    expect(proof.smallestShare).toBeGreaterThan(0.8)
    expect(proof.liveWaitMs.max).toBeLessThan(2_000)
  },
)
