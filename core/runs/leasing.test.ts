import { afterEach, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { FakeProvider, failure, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flow = testFlow(TENANT, 'flw_batch', { sB: actionStep('b', 'create') })
const flows = new Map([[flow.flowId, flow]])
const engines: TestEngine[] = []

afterEach(async () => {
  for (const each of engines.splice(0)) await each.stop()
})

test('ML-42 a worker takes as many runs at a time as the operator says, and one that is bad does not fail those taken with it', async () => {
  const provider = new FakeProvider()
  const server = await testEngine(database(), flows, { provider, works: false })
  engines.push(server)
  const ids: string[] = []
  for (let order = 0; order < 23; order++) {
    const starts = [{ flow, trigger: 'manual' as const, data: { order }, storeData: true }]
    const accepted = await server.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
    ids.push(...accepted.runIds)
  }
  provider.execute = async (request) =>
    JSON.stringify(request.input) === '{"order":11}' ? failure(400, { class: 'permanent' }) : provider.create(request)
  await database().truth.query(`
    CREATE TABLE taken (at bigint, runs int);
    CREATE FUNCTION note_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN INSERT INTO taken SELECT txid_current(), count(*) FROM after_rows WHERE owner IS NOT NULL AND status = 'running'; RETURN NULL; END $$;
    CREATE TRIGGER note_taken AFTER UPDATE ON open_runs REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION note_taken();
  `)
  engines.push(await testEngine(database(), flows, { provider, leaseBatch: 5 }))
  const ended = async () =>
    (await database().truth.query('SELECT status, count(*)::int AS n FROM runs GROUP BY status ORDER BY status')).rows
  await expect.poll(ended, { timeout: 15_000 }).toEqual([
    { status: 'failed', n: 1 },
    { status: 'succeeded', n: 22 },
  ])
  const { rows } = await database().truth.query('SELECT max(runs)::int AS most, sum(runs)::int AS all FROM taken')
  expect(rows).toEqual([{ most: 5, all: 23 }])
})
