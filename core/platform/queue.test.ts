import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { startTestServer } from '../testing/test-server.ts'
import { type JobIds, openQueue, type Queue } from './queue.ts'
import type { TenantJob } from './tenant-job.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
let queue: Queue
const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b'
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

async function jobsOf(name: string): Promise<Array<{ state: string; retry_count: number; output: { message?: string } | null }>> {
  const { rows } = await database().truth.query('SELECT state, retry_count, output FROM pgboss.job WHERE name = $1 ORDER BY created_on', [
    name,
  ])
  return rows
}

test('C23 a job without a tenant, or with something that is none, is refused: never handled, failed at once and for good, and logged', async () => {
  const handled: TenantJob[] = []
  await queue.declare('tests.refused')
  const bad: unknown[] = [
    {},
    null,
    { runId: 'run_1' },
    { tenantId: '' },
    { tenantId: 'everyone' },
    { tenantId: '00000000-0000-0000-0000-000000000000' },
    { tenantId: `${TENANT}' OR true` },
    { tenantId: [TENANT] },
    { tenantId: TENANT, payload: { customer: 'x' } },
  ]
  for (const data of bad) {
    await database().truth.query(
      `INSERT INTO pgboss.job (name, data, policy, retry_limit, retry_delay, expire_seconds, keep_until)
       SELECT name, $2, policy, retry_limit, 0, 60, now() + interval '1 hour' FROM pgboss.queue WHERE name = $1`,
      ['tests.refused', JSON.stringify(data)],
    )
  }
  await database().forTenant(TENANT, (trx) => queue.send('tests.refused', [{ ids: { tenantId: TENANT, runId: 'good' } }], trx))
  await queue.workForTenant('tests.refused', 20, database(), async (job) => void handled.push(job))
  await expect
    .poll(async () => (await jobsOf('tests.refused')).map((job) => job.state).sort(), { timeout: 10_000 })
    .toEqual(['completed', ...bad.map(() => 'failed')])
  expect(handled.map(({ tenantId, ids }) => ({ tenantId, ids }))).toEqual([{ tenantId: TENANT, ids: { runId: 'good' } }])
  const refused = (await jobsOf('tests.refused')).filter((job) => job.state === 'failed')
  expect(refused.every((job) => job.retry_count === 0 && job.output?.message?.includes('refused'))).toBe(true)
  expect(errors.splice(0).map((error) => error.name)).toEqual(bad.map(() => 'RefusedJob'))
})

test('C23 a job sets its own tenant and sees that tenant, as the app role, however many of other tenants run beside it', async () => {
  const seen: Array<{ tenantId: string; setting: string; user: string }> = []
  await queue.declare('tests.tenants')
  for (const tenantId of [TENANT, OTHER_TENANT, TENANT, OTHER_TENANT])
    await database().forTenant(tenantId, (trx) => queue.send('tests.tenants', [{ ids: { tenantId } }], trx))
  await queue.workForTenant('tests.tenants', 10, database(), async ({ tenantId, forTenant }) => {
    const { rows } = await forTenant((trx) => trx.raw(`SELECT current_setting('app.tenant_id') AS setting, current_user AS "user"`))
    seen.push({ tenantId, ...rows[0] })
  })
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(4)
  expect(seen.every((each) => each.setting === each.tenantId && each.user === 'tomada_app')).toBe(true)
  expect(new Set(seen.map((each) => each.tenantId))).toEqual(new Set([TENANT, OTHER_TENANT]))
})

test('a failed job of a tenant is tried again alone; its neighbours in the batch are done', async () => {
  const tries: string[] = []
  await queue.declare('tests.neighbours')
  await database().forTenant(TENANT, (trx) =>
    queue.send(
      'tests.neighbours',
      ['first', 'second'].map((runId) => ({ ids: { tenantId: TENANT, runId } })),
      trx,
    ),
  )
  await queue.workForTenant('tests.neighbours', 10, database(), async ({ ids }) => {
    tries.push(ids['runId'] ?? '')
    if (ids['runId'] === 'first' && tries.filter((each) => each === 'first').length === 1) throw new Error('not yet')
  })
  await expect.poll(() => tries.length, { timeout: 10_000 }).toBe(3)
  expect(tries.filter((each) => each === 'second').length).toBe(1)
})

test('ML-87 readiness asks the queue in the production database: a queue table locked, renamed or a cut connection make it 503 until it works again', async () => {
  const probed = await openQueue({ url: database().url, works: false, onError: () => {} })
  const server = await startTestServer({ routes: [], readiness: { queue: () => probed.check() } })
  const ready = async () => {
    const sentAt = performance.now()
    const answer = await fetch(`${server.origin}/readyz`)
    expect(performance.now() - sentAt).toBeLessThan(1_500)
    return answer.status
  }
  const becomes = (status: number) => expect.poll(ready, { timeout: 8_000, interval: 200 }).toBe(status)
  const { truth } = database()
  try {
    expect(await ready()).toBe(200)
    await truth.query('ALTER TABLE pgboss.queue RENAME TO queue_away')
    await becomes(503)
    await truth.query('ALTER TABLE pgboss.queue_away RENAME TO queue')
    await becomes(200)
    await truth.query('BEGIN')
    await truth.query('LOCK TABLE pgboss.job IN ACCESS EXCLUSIVE MODE')
    await becomes(503)
    const asking = await truth.query(
      `SELECT count(*)::int AS n FROM pg_locks l WHERE NOT l.granted AND l.relation = 'pgboss.job'::regclass
       AND l.pid IN (SELECT pid FROM pg_stat_activity WHERE query LIKE '%pgboss.version%')`,
    )
    await truth.query('ROLLBACK')
    expect(asking.rows[0].n).toBeLessThanOrEqual(1)
    await becomes(200)
    await truth.query(`REVOKE SELECT ON pgboss.job FROM tomada_engine`)
    await becomes(503)
    await truth.query(`GRANT SELECT ON pgboss.job TO tomada_engine`)
    await truth.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%tomada_engine%'`,
    )
    await becomes(200)
  } finally {
    await probed.close()
  }
  expect(await ready()).toBe(503)
})

test('ML-40 MV-53 the queues tell each tenant what waits, what is tried again and what has failed for good, with its reason, and nothing of others', async () => {
  await queue.declare('tests.standing', { retryLimit: 1 })
  const send = (tenantId: string, runId: string, afterSeconds?: number) =>
    database().forTenant(tenantId, (trx) =>
      queue.send('tests.standing', [{ ids: { tenantId, runId }, ...(afterSeconds === undefined ? {} : { afterSeconds }) }], trx),
    )
  const of = async (tenantId: string) => (await queue.standings(tenantId)).queues.find((each) => each.name === 'tests.standing')
  await send(TENANT, 'bad')
  await send(TENANT, 'later', 3600)
  await send(OTHER_TENANT, 'theirs', 3600)
  await database().truth.query(`UPDATE pgboss.job SET created_on = now() - interval '90 s', start_after = now() - interval '90 s'
    WHERE name = 'tests.standing' AND data ->> 'runId' = 'bad'`)
  const before = await of(TENANT)
  expect(before).toMatchObject({ waiting: 1, scheduled: 1, active: 0, retrying: 0, failed: 0 })
  expect(before?.oldestSeconds).toBeGreaterThan(89)
  const tries: string[] = []
  await queue.workForTenant('tests.standing', 10, database(), async ({ ids }) => {
    tries.push(ids['runId'] ?? '')
    throw new Error('o provedor não respondeu')
  })
  await expect.poll(() => of(TENANT), { timeout: 15_000 }).toMatchObject({ waiting: 0, scheduled: 1, failed: 1, oldestSeconds: null })
  expect(tries).toEqual(['bad', 'bad'])
  const { dead } = await queue.standings(TENANT)
  expect(dead.filter((job) => job.queue === 'tests.standing')).toMatchObject([{ tries: 2, message: 'o provedor não respondeu' }])
  expect(await of(OTHER_TENANT)).toMatchObject({ waiting: 0, scheduled: 1, failed: 0 })
  expect((await queue.standings(OTHER_TENANT)).dead.filter((job) => job.queue === 'tests.standing')).toEqual([])
})

test('MV-85 a dead letter gets one more try or goes, and only the tenant it belongs to can say so', async () => {
  let fails = true
  const done: string[] = []
  await queue.declare('tests.dead', { retryLimit: 0 })
  await queue.workForTenant('tests.dead', 5, database(), async ({ ids }) => {
    if (fails) throw new Error('the shop is closed')
    done.push(ids['name'] ?? '')
  })
  const send = (tenantId: string, name: string) =>
    database().forTenant(tenantId, (trx) => queue.send('tests.dead', [{ ids: { tenantId, name } }], trx))
  await send(TENANT, 'again')
  await send(TENANT, 'gone')
  const dead = async () => (await queue.standings(TENANT)).dead.filter((job) => job.queue === 'tests.dead')
  await expect.poll(async () => (await dead()).length, { timeout: 10_000 }).toBe(2)
  expect((await dead())[0]).toMatchObject({ isOwn: true, tries: 1, message: expect.stringContaining('the shop is closed') })
  fails = false
  const idOf = async (name: string) => (await dead()).find((job) => job.ids['name'] === name)?.id ?? ''
  const again = { queue: 'tests.dead', id: await idOf('again') }
  expect(await queue.settleDead(OTHER_TENANT, again, 'retry')).toBe(false)
  expect(await queue.settleDead(TENANT, again, 'retry')).toBe(true)
  await expect.poll(() => done, { timeout: 10_000 }).toEqual(['again'])
  expect(await queue.settleDead(TENANT, { queue: 'tests.dead', id: await idOf('gone') }, 'discard')).toBe(true)
  expect(await dead()).toEqual([])
  expect(await queue.settleDead(TENANT, again, 'retry')).toBe(false)
})
