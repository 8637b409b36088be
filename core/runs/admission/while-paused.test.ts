import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDrafts } from '../../flows/drafts.service.ts'
import { createFlowSource } from '../../flows/flow-source.ts'
import { createFlows } from '../../flows/flows.service.ts'
import type { ConnectorCatalogue } from '../../flows/flows.types.ts'
import { createPublishing } from '../../flows/publish.service.ts'
import { createFlowHooks } from '../../intake/flow-hook.service.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSecretBox } from '../../platform/secrets.ts'
import { openSandbox } from '../../sandbox/pool.ts'
import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import { useTestDatabase } from '../../testing/database.ts'
import { createTriggerRegistration } from '../../triggers/triggers.service.ts'
import { type TestEngine, testEngine } from '../testing/test-engine.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000f1'
const ana = { tenantId: TENANT, userId: 'usr_ana' }
const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])
const catalogue: ConnectorCatalogue = { action: () => null, trigger: () => null, resource: () => null, templates: () => [] }
const triggers = createTriggerRegistration({ clock: systemClock, effectOf: () => null })
const connections = { listForFlows: async () => new Map<string, { plugin: string; name: string }>() }

let sandbox: Sandbox
let running: TestEngine
let source: ReturnType<typeof createFlowSource>

beforeAll(async () => {
  sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  await database().forTenant(TENANT, (trx) => trx('workspaces').insert({ tenant_id: TENANT, name: 'Loja' }))
  source = createFlowSource({ engine: database().engine, secrets })
  const kept = {
    load: async (keys: ReadonlyArray<{ deliveryId: string }>) =>
      new Map(keys.map((key) => [key.deliveryId, { body: { order: 1, items: [] } }])),
  }
  running = await testEngine(database(), new Map(), { flows: source, sandbox, triggers: kept })
})
afterAll(async () => {
  await running?.stop()
  await sandbox?.close()
})

test('what comes while a flow is paused is kept, and starts in order on the version that is published when it is resumed', async () => {
  const db = database()
  const drafts = createDrafts({ db, sandbox, catalogue, connections, triggers })
  const flows = createFlows({ db, clock: systemClock, secrets, catalogue, connections, triggers })
  const publishing = createPublishing({ db, clock: systemClock, drafts, triggers })
  const captures = { waitingAt: async () => null, take: async () => {} }
  const hooks = createFlowHooks({ engine: running.engine, flows: source, captures, clock: systemClock })
  const flow = await flows.create(ana, { name: 'Pausado', template: 'webhook-answer' })
  const { definition, revision } = await drafts.read(ana, flow.id)
  await drafts.save(ana, flow.id, revision, { ...definition, settings: { whilePaused: 'keep' } })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  await publishing.pause(ana, flow.id)
  source.forgetAll()

  const runIds: Array<string | null> = []
  for (let n = 0; n < 3; n++) {
    const hook = await hooks.find(flow.hookToken, '')
    const answer = await hooks.receive(hook, {
      method: 'POST',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{}'),
    })
    if (answer.kind === 'accepted') runIds.push(answer.runId)
  }
  const kept = await db.truth.query('SELECT id, status FROM open_runs WHERE flow_id = $1 ORDER BY id', [flow.id])
  expect(kept.rows).toEqual(runIds.map((id) => ({ id, status: 'held' })))

  await drafts.save(ana, flow.id, (await drafts.read(ana, flow.id)).revision, { ...definition, settings: {} })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  source.forgetAll()
  const ended = () => db.truth.query('SELECT id, version, status FROM runs WHERE flow_id = $1 ORDER BY started_at, id', [flow.id])
  await expect.poll(async () => (await ended()).rows.length, { timeout: 10_000 }).toBe(3)
  expect((await ended()).rows).toEqual(runIds.map((id) => ({ id, version: 2, status: 'succeeded' })))
  expect((await db.truth.query('SELECT count(*)::int AS n FROM run_gates')).rows[0].n).toBe(0)
})

test('a paused flow that does not keep what comes is not found, as before', async () => {
  const db = database()
  const drafts = createDrafts({ db, sandbox, catalogue, connections, triggers })
  const flows = createFlows({ db, clock: systemClock, secrets, catalogue, connections, triggers })
  const publishing = createPublishing({ db, clock: systemClock, drafts, triggers })
  const flow = await flows.create(ana, { name: 'Pausado 2', template: 'webhook-answer' })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  await publishing.pause(ana, flow.id)
  source.forgetAll()
  expect(await source.publishedByToken(flow.hookToken)).toBeNull()
})
