import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { type JobIds, openQueue, type Queue } from './queue.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
let queue: Queue
const errors: Error[] = []

beforeAll(async () => {
  queue = await openQueue({ url: database().url, works: true, onError: (error) => errors.push(error) })
})
afterAll(() => queue.close())

test('a job sent in a transaction that is rolled back never runs, a committed one runs once', async () => {
  const done: JobIds[] = []
  await queue.declare('tests.enqueue')
  await expect(
    database().forTenant(TENANT, async (trx) => {
      await queue.send('tests.enqueue', [{ ids: { tenantId: TENANT, runId: 'rolled back' } }], trx)
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  await database().forTenant(TENANT, (trx) => queue.send('tests.enqueue', [{ ids: { tenantId: TENANT, runId: 'committed' } }], trx))
  await queue.work('tests.enqueue', 10, async (jobs) => {
    done.push(...jobs)
  })
  await expect.poll(() => done.length, { timeout: 10_000 }).toBe(1)
  expect(done).toEqual([{ tenantId: TENANT, runId: 'committed' }])
  expect(errors).toEqual([])
})
