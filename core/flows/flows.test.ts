import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { openSandbox } from '../sandbox/pool.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTriggerRegistration } from '../triggers/triggers.service.ts'
import { createDrafts } from './drafts.service.ts'
import { createFlowSource } from './flow-source.ts'
import { createFlows } from './flows.service.ts'
import type { ConnectorCatalogue } from './flows.types.ts'
import { createPreview } from './preview.service.ts'
import { createPublishing } from './publish.service.ts'
import { rotateHookSecrets } from './rotate-hook-secrets.job.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000f1'
const OTHER = '00000000-0000-4000-8000-0000000000f2'
const ana = { tenantId: TENANT, userId: 'usr_ana' }
const bia = { tenantId: TENANT, userId: 'usr_bia' }
const stranger = { tenantId: OTHER, userId: 'usr_eve' }

const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])
/** No connector is installed: these tests are about flows. */
const catalogue: ConnectorCatalogue = { action: () => null, trigger: () => null, resource: () => null, templates: () => [] }
const triggers = createTriggerRegistration({ clock: systemClock, effectOf: () => null })
const connections = { listForFlows: async () => new Map<string, { plugin: string; name: string }>() }

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  for (const tenantId of [TENANT, OTHER]) {
    await database().forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: 'Loja' }))
  }
})
afterAll(() => sandbox?.close())

function services() {
  const db = database()
  const drafts = createDrafts({ db, sandbox, catalogue, connections, triggers })
  return {
    drafts,
    flows: createFlows({ db, clock: systemClock, secrets, catalogue, connections, triggers }),
    publishing: createPublishing({ db, clock: systemClock, drafts, triggers }),
    source: createFlowSource({ engine: db.engine, secrets }),
    preview: createPreview({
      clock: systemClock,
      drafts,
      sandbox,
      catalogue,
      samples: { lastOutputs: async () => null },
      tester: {
        http: async () => ({ ok: true, output: { status: 200 }, calls: [], logs: [] }),
        execute: async (request) => ({ ok: true, output: { seed: request.seed !== '', now: request.now > 0 }, calls: [], logs: [] }),
      },
    }),
  }
}

const blank = (name: string) => ({ name })

test('a flow from the webhook template can be published at once and answers at its own address', async () => {
  const { flows, publishing, source } = services()
  const flow = await flows.create(ana, { name: 'Total', template: 'webhook-answer' })
  expect(await source.publishedByToken(flow.hookToken)).toBeNull()
  expect(await publishing.publish(ana, flow.id, { name: '', note: '' })).toEqual({ version: 1 })
  expect(await source.publishedByToken(flow.hookToken)).toMatchObject({ flowId: flow.id, version: 1 })
})

test('a version names who published it, as they are called now, and nobody when they are gone', async () => {
  const { flows, publishing } = services()
  await database().truth.query(`INSERT INTO users (id, email, name, password_hash) VALUES ('usr_ana', 'ana@loja.test', 'Ana', 'x')`)
  const flow = await flows.create(ana, { name: 'De quem', template: 'webhook-answer' })
  await publishing.publish(ana, flow.id, { name: 'Natal', note: '' })
  expect(await flows.versions(ana, flow.id)).toMatchObject([{ version: 1, name: 'Natal', publishedBy: 'usr_ana', publishedByName: 'Ana' }])
  await database().truth.query(`DELETE FROM users WHERE id = 'usr_ana'`)
  expect(await flows.versions(ana, flow.id)).toMatchObject([{ publishedBy: 'usr_ana', publishedByName: null }])
})

test('a published version never changes: the database refuses', async () => {
  const { flows, publishing } = services()
  const flow = await flows.create(ana, { name: 'Imutável', template: 'webhook-answer' })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  const change = database().forTenant(TENANT, (trx) => trx('flow_versions').where({ flow_id: flow.id }).update({ note: 'x' }))
  await expect(change).rejects.toThrow(/permission denied/)
})

test('of two tabs that save over the same revision, one is told that the other was first', async () => {
  const { flows, drafts } = services()
  const flow = await flows.create(ana, blank('Duas abas'))
  const { revision, definition } = await drafts.read(ana, flow.id)
  const saves = await Promise.allSettled([drafts.save(ana, flow.id, revision, definition), drafts.save(ana, flow.id, revision, definition)])
  expect(saves.map((save) => save.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(saves.find((save) => save.status === 'rejected')).toMatchObject({ reason: { code: 'revision_conflict' } })
})

test("a colleague's half-done draft is not published with mine, and a newer version is not overwritten unseen", async () => {
  const { flows, drafts, publishing } = services()
  const flow = await flows.create(ana, { name: 'A quatro mãos', template: 'webhook-answer' })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  const { definition } = await drafts.read(bia, flow.id)
  await drafts.save(bia, flow.id, 0, { ...definition, settings: { timeLimitMs: 5_000 } })
  await drafts.save(ana, flow.id, 0, { ...definition, settings: { timeLimitMs: 9_000 } })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  expect((await drafts.read(bia, flow.id)).definition.settings).toEqual({ timeLimitMs: 5_000 })
  await expect(publishing.publish(bia, flow.id, { name: '', note: '' })).rejects.toMatchObject({ code: 'conflict' })
})

test('a flow with a fault is not published, and each fault is named by step and field', async () => {
  const { flows, drafts, publishing } = services()
  const flow = await flows.create(ana, blank('Com erro'))
  const { definition } = await drafts.read(ana, flow.id)
  const faulty: FlowDefinition = {
    ...definition,
    steps: {
      sa: { kind: 'map', name: 'soma', value: '{{ trigger. }}' },
      sb: { kind: 'action', name: 'nota', plugin: 'nobody', action: 'nothing', connectionId: '', input: {} },
    },
  }
  const { problems, revision } = await drafts.save(ana, flow.id, 1, faulty)
  expect(revision).toBe(2)
  expect(problems.map((problem) => `${problem.stepId}${problem.field}`)).toEqual(
    expect.arrayContaining(['sa/value', 'sb/action', 'sb/connectionId']),
  )
  await expect(publishing.publish(ana, flow.id, { name: '', note: '' })).rejects.toMatchObject({ code: 'flow_invalid' })
})

test('a paused flow starts nothing and resumes on the same version', async () => {
  const { flows, publishing, source } = services()
  const flow = await flows.create(ana, { name: 'Pausado', template: 'webhook-answer' })
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  await publishing.pause(ana, flow.id)
  source.forgetAll()
  expect(await source.publishedByToken(flow.hookToken)).toBeNull()
  expect(await source.version(TENANT, flow.id, 1)).not.toBeNull()
  await publishing.resume(ana, flow.id)
  expect(await source.publishedByToken(flow.hookToken)).toMatchObject({ version: 1 })
})

test("C21 another workspace's flow is not there: not to read, save, publish, pause or delete", async () => {
  const { flows, drafts, publishing } = services()
  const flow = await flows.create(ana, { name: 'Privado', template: 'webhook-answer' })
  const { definition } = await drafts.read(ana, flow.id)
  const attempts = [
    flows.read(stranger, flow.id),
    drafts.read(stranger, flow.id),
    drafts.save(stranger, flow.id, 0, definition),
    publishing.publish(stranger, flow.id, { name: '', note: '' }),
    publishing.pause(stranger, flow.id),
    flows.remove(stranger, flow.id),
    flows.hookSecret(stranger, flow.id),
  ]
  for (const attempt of await Promise.allSettled(attempts))
    expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
  expect(await flows.list(stranger)).toEqual([])
})

test('the webhook secret is stored encrypted, can be read by its owner and replaced', async () => {
  const { flows } = services()
  const flow = await flows.create(ana, blank('Segredo'))
  const secret = await flows.hookSecret(ana, flow.id)
  expect(secret).toMatch(/^whsec_/)
  const { rows } = await database().truth.query('SELECT secret_cipher FROM flow_hooks WHERE flow_id = $1', [flow.id])
  expect(rows[0].secret_cipher).not.toContain(secret.slice(6, 20))
  expect(await flows.rotateHookSecret(ana, flow.id)).not.toBe(secret)
})

test('before anything arrived, a webhook shows its parts with an empty body', async () => {
  const { flows, drafts, preview } = services()
  const flow = await flows.create(ana, blank('Sem exemplo'))
  const { definition } = await drafts.read(ana, flow.id)
  const trigger = { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' } as const
  await drafts.save(ana, flow.id, 1, { ...definition, trigger, steps: { sa: { kind: 'map', name: 'tudo', value: '{{ trigger.body }}' } } })
  expect(await preview.testStep(ana, flow.id, 'sa')).toMatchObject({ status: 'done', output: {} })
})

test('C18 a new encryption key takes over the webhook secrets without changing them', async () => {
  const { flows } = services()
  const flow = await flows.create(ana, blank('Chave nova'))
  const secret = await flows.hookSecret(ana, flow.id)
  const rotated = openSecretBox([
    { id: 'k2', key: Buffer.alloc(32, 8) },
    { id: 'k1', key: Buffer.alloc(32, 7) },
  ])
  expect(await rotateHookSecrets({ db: database(), secrets: rotated })).toBeGreaterThan(0)
  expect(await rotateHookSecrets({ db: database(), secrets: rotated })).toBe(0)
  const onlyNew = openSecretBox([{ id: 'k2', key: Buffer.alloc(32, 8) }])
  const later = createFlows({ db: database(), clock: systemClock, secrets: onlyNew, catalogue, connections, triggers })
  expect(await later.hookSecret(ana, flow.id)).toBe(secret)
})

test('the builder shows what a field may refer to and what it would be right now', async () => {
  const { flows, preview } = services()
  const flow = await flows.create(ana, { name: 'Prévia', template: 'webhook-answer' })
  const sources = await preview.context(ana, flow.id, 's3large')
  expect(sources.map((source) => source.id)).toEqual(['trigger', 's1total', 's2large'])
  expect(await preview.types(ana, flow.id, 's3large')).toContain('declare const steps: Steps')
  await expect(preview.types(ana, flow.id, 'snone')).rejects.toMatchObject({ code: 'not_found' })
  expect(await preview.evaluate(ana, flow.id, 's1total', 'Pedido {{ trigger.body.order }}')).toEqual({ value: 'Pedido 1001' })
  expect(await preview.evaluate(ana, flow.id, 's1total', '{{ trigger.body.nothing.here }}')).toHaveProperty('error')
  expect(await preview.testStep(ana, flow.id, 's1total')).toMatchObject({
    status: 'done',
    output: { order: '1001', items: 1, total: '99.80' },
  })
})

test('a step in a loop is shown over the first item of the list', async () => {
  const { flows, drafts, preview } = services()
  const flow = await flows.create(ana, blank('Em laço'))
  const { definition } = await drafts.read(ana, flow.id)
  const steps: FlowDefinition['steps'] = {
    s1: {
      kind: 'map',
      name: 'lista',
      value: [
        { n: 7, of: ['a'] },
        { n: 8, of: [] },
      ],
    },
    s2: { kind: 'forEach', name: 'cada', items: '{{ [{ n: 7, of: ["a"] }] }}', atOnce: 1 },
    s3: { kind: 'forEach', name: 'dentro', items: '{{ item.of }}', atOnce: 1, parent: { container: 's2', lane: 'each' } },
    s4: { kind: 'map', name: 'valor', value: '{{ steps.cada.item.n }}{{ item }}', parent: { container: 's3', lane: 'each' } },
  }
  await drafts.save(ana, flow.id, 1, { ...definition, steps, edges: { e1: { from: 's1', to: 's2' } } })
  expect(await preview.evaluate(ana, flow.id, 's4', '{{ index }}: {{ item }} {{ steps.cada.item.n }}')).toEqual({ value: '0: a 7' })
  expect(await preview.testStep(ana, flow.id, 's4')).toMatchObject({ status: 'done', output: '7a' })
  expect(await preview.testStep(ana, flow.id, 's2')).toMatchObject({ status: 'done', output: { items: [{ n: 7, of: ['a'] }] } })
})

test('a preview depends on what it reads only: a step before it that is not finished yet, or a setting, does not spoil it', async () => {
  const { flows, drafts, preview } = services()
  const flow = await flows.create(ana, blank('Pela metade'))
  const { definition } = await drafts.read(ana, flow.id)
  const steps: FlowDefinition['steps'] = {
    s1: { kind: 'action', name: 'busca', plugin: 'nada', action: 'nenhuma', connectionId: '', input: { id: '{{ steps.quem }}' } },
    s2: { kind: 'switch', name: 'caminhos', take: 'first', cases: [] },
    s3: { kind: 'map', name: 'busca', value: '{{ trigger.( }}' },
    s4: { kind: 'forEach', name: 'cada', items: '{{ trigger.( }}', atOnce: 1 },
    s5: { kind: 'map', name: 'texto', value: 'ok {{ trigger.body.n ?? 1 }}', parent: { container: 's4', lane: 'each' } },
    s6: { kind: 'map', name: 'depois', value: '{{ steps.busca }}' },
  }
  const edges = { e1: { from: 's1', to: 's2' }, e2: { from: 's2', to: 's3' }, e3: { from: 's3', to: 's4' }, e4: { from: 's4', to: 's6' } }
  const settings = { concurrency: { limit: 1, whenFull: 'queue' as const, key: 'trigger.(' } }
  const trigger = { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now', sample: { body: { n: 4 } } } as const
  await drafts.save(ana, flow.id, 1, { ...definition, trigger, steps, edges, settings })
  expect(await preview.evaluate(ana, flow.id, 's6', 'Pedido {{ trigger.body.n }}')).toEqual({ value: 'Pedido 4' })
  expect(await preview.evaluate(ana, flow.id, 's5', '{{ trigger.body.n + 1 }}')).toEqual({ value: 5 })
  expect(await preview.testStep(ana, flow.id, 's5')).toMatchObject({ status: 'done', output: 'ok 4' })
  await expect(preview.evaluate(ana, flow.id, 's6', '{{ trigger.( }}')).rejects.toMatchObject({ code: 'flow_invalid' })
})

test('publishing, pausing, resuming and deleting a flow moves its schedule along, and a bad one is not published', async () => {
  const { flows, drafts, publishing } = services()
  const flow = await flows.create(ana, blank('Todo dia'))
  const { definition, revision } = await drafts.read(ana, flow.id)
  const scheduled = (expression: string): FlowDefinition => ({
    ...definition,
    trigger: { kind: 'schedule', when: { by: 'cron', expression }, timezone: 'America/Sao_Paulo', missed: 'last' },
    steps: { sa: { kind: 'map', name: 'a', value: 1 } },
    edges: {},
  })
  const bad = await drafts.save(ana, flow.id, revision, scheduled('todo dia'))
  expect(bad.problems).toMatchObject([{ stepId: 'trigger', field: '/when/expression', code: 'cron_invalid', severity: 'error' }])
  await expect(publishing.publish(ana, flow.id, { name: '', note: '' })).rejects.toMatchObject({ code: 'flow_invalid' })
  await drafts.save(ana, flow.id, bad.revision, scheduled('0 9 * * *'))
  await publishing.publish(ana, flow.id, { name: '', note: '' })
  const timed = async () => (await database().truth.query('SELECT version, look_at FROM timed_triggers WHERE flow_id = $1', [flow.id])).rows
  expect(await timed()).toMatchObject([{ version: 1, look_at: expect.any(Date) }])
  await publishing.pause(ana, flow.id)
  expect(await timed()).toMatchObject([{ look_at: null }])
  await publishing.resume(ana, flow.id)
  expect(await timed()).toMatchObject([{ look_at: expect.any(Date) }])
  await flows.remove(ana, flow.id)
  expect(await timed()).toEqual([])
})

test('two flows cannot be the same exposed action, and the second is told before and at publishing', async () => {
  const { flows, drafts, publishing } = services()
  const exposed = async (name: string) => {
    const flow = await flows.create(ana, blank(name))
    const { definition, revision } = await drafts.read(ana, flow.id)
    const steps: FlowDefinition['steps'] = { sa: { kind: 'map', name: 'a', value: 1 } }
    const saved = await drafts.save(ana, flow.id, revision, {
      ...definition,
      trigger: { kind: 'api', slug: 'pedido', answer: 'now' },
      steps,
      edges: {},
    })
    return { id: flow.id, codes: saved.problems.map((found) => found.code) }
  }
  const one = await exposed('Um')
  await publishing.publish(ana, one.id, { name: '', note: '' })
  const two = await exposed('Dois')
  expect([one.codes, two.codes]).toEqual([[], ['slug_taken']])
  await expect(publishing.publish(ana, two.id, { name: '', note: '' })).rejects.toMatchObject({
    code: 'flow_invalid',
    errors: [{ field: 'trigger/slug' }],
  })
  await flows.remove(ana, one.id)
  expect(await publishing.publish(ana, two.id, { name: '', note: '' })).toEqual({ version: 1 })
})
