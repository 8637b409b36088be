import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { loadConfig } from '../config/config.ts'
import { createLogger } from '../platform/logger.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { TEST_BASE_URL } from '../testing/test-server.ts'
import { type Product, wire } from '../wire.ts'

/** A person's answer and a called link, through the whole product: published flow, engine, task, HTTP. */

const database = useTestDatabase()
let product: Product
let origin = ''
let shop: TestWorkspace
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tomada-approval-'))
  const env = { DATA_DIR: dataDir, APP_BASE_URL: TEST_BASE_URL, NODE_ENV: 'test' }
  const config = loadConfig({ env, root: path.resolve(import.meta.dirname, '../..') })
  const roles = new Set(['server', 'worker'] as const)
  product = await wire({ config, databaseUrl: database().url, logger: createLogger({ level: 'silent' }), roles })
  product.server?.listen(0, '127.0.0.1')
  if (product.server === null) throw new Error('the server role has a server')
  await once(product.server, 'listening')
  const address = product.server.address()
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  shop = await createTestWorkspace(database(), createTestIdentity(database()), 'shop')
}, 60_000)

afterAll(async () => {
  await product?.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function call(method: string, address: string, body?: unknown, more: Record<string, string> = {}) {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const headers = { ...shop.members.owner.headers, ...type, ...more }
  const answer = await fetch(origin + address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}

async function start(steps: FlowDefinition['steps'], edges: FlowDefinition['edges']): Promise<string> {
  const { body: flow } = await call('POST', '/api/flows', { name: 'Aprovação' })
  const definition: FlowDefinition = { trigger: { kind: 'manual' }, steps, edges, settings: {}, layout: {} }
  const { body: draft } = await call('GET', `/api/flows/${flow.id}/draft`)
  const saved = await call('PUT', `/api/flows/${flow.id}/draft`, { definition }, { 'if-match': String(draft.revision) })
  expect(saved).toMatchObject({ status: 200, body: { problems: [] } })
  expect(await call('POST', `/api/flows/${flow.id}/publish`, {})).toMatchObject({ status: 201 })
  const { body: run } = await call('POST', `/api/flows/${flow.id}/runs`, { data: { total: 100 } })
  return run.runId
}

async function stepOf(runId: string, name: string) {
  const { body } = await call('GET', `/api/runs/${runId}/steps`)
  return body.items.find((step: { name: string }) => step.name === name)
}

const statusOf = async (runId: string) => (await call('GET', `/api/runs/${runId}`)).body.status

test('a flow asks, an answer takes its lane, and the run goes on with what was filled in', async () => {
  const form = { type: 'object', required: ['percent'], properties: { percent: { type: 'number' } } }
  const outcomes = [
    { lane: 'yes', title: 'Aprovar' },
    { lane: 'no', title: 'Recusar' },
  ]
  const runId = await start(
    {
      s0000ask: {
        kind: 'approval',
        name: 'ask',
        question: 'Dar desconto sobre {{ trigger.total }}?',
        assignee: { role: 'owner' },
        outcomes,
        form,
      },
      s0000yes: { kind: 'map', name: 'given', parent: { container: 's0000ask', lane: 'yes' }, value: '{{ steps.ask.form.percent }}' },
      s00000no: { kind: 'map', name: 'refused', parent: { container: 's0000ask', lane: 'no' }, value: true },
    },
    {},
  )
  await expect
    .poll(async () => (await call('GET', `/api/tasks?status=open&runId=${runId}`)).body.items, { timeout: 10_000 })
    .toHaveLength(1)
  const { body } = await call('GET', `/api/tasks?runId=${runId}`)
  expect(body.items[0]).toMatchObject({ question: 'Dar desconto sobre 100?', flowName: 'Aprovação', runId })
  const answered = await call('POST', `/api/tasks/${body.items[0].id}/decide`, { outcome: 'yes', form: { percent: 12.5 } })
  expect(answered.status).toBe(200)
  await expect.poll(() => statusOf(runId), { timeout: 10_000 }).toBe('succeeded')
  expect(await stepOf(runId, 'given')).toMatchObject({ status: 'done', output: 12.5 })
  expect((await stepOf(runId, 'refused'))?.status).not.toBe('done')
}, 40_000)

test('a deadline that nobody met takes the overdue lane, and the task says so', async () => {
  const runId = await start(
    {
      s0000ask: {
        kind: 'approval',
        name: 'ask',
        question: 'Rápido?',
        assignee: { role: 'owner' },
        outcomes: [{ lane: 'yes', title: 'Sim' }],
        deadline: { amount: 1, unit: 'seconds' },
      },
      s000late: { kind: 'map', name: 'late', parent: { container: 's0000ask', lane: 'overdue' }, value: '{{ steps.ask.outcome }}' },
    },
    {},
  )
  await expect.poll(() => statusOf(runId), { timeout: 15_000 }).toBe('succeeded')
  expect(await stepOf(runId, 'late')).toMatchObject({ status: 'done', output: 'overdue' })
  expect((await call('GET', `/api/tasks?runId=${runId}`)).body.items).toMatchObject([{ status: 'overdue' }])
}, 40_000)

test('a run that waits for its link goes on when the link is called, and a cancelled run closes its task', async () => {
  const steps: FlowDefinition['steps'] = {
    s000link: { kind: 'map', name: 'link', value: '{{ run.links.paid.resume }}' },
    s000paid: { kind: 'wait', name: 'paid' },
    s000data: { kind: 'map', name: 'body', value: '{{ steps.paid.body }}' },
  }
  const runId = await start(steps, { e1: { from: 's000link', to: 's000paid' }, e2: { from: 's000paid', to: 's000data' } })
  await expect.poll(() => statusOf(runId), { timeout: 10_000 }).toBe('waiting')
  const { output } = await stepOf(runId, 'link')
  expect(output).toMatch(new RegExp(`^${TEST_BASE_URL}/wait/`))
  const link = new URL(output).pathname
  expect(await call('POST', link, { paid: true })).toMatchObject({ status: 200, body: { ok: true } })
  await expect.poll(() => statusOf(runId), { timeout: 10_000 }).toBe('succeeded')
  expect(await stepOf(runId, 'body')).toMatchObject({ output: { paid: true } })
  expect(await call('POST', link, { paid: true })).toMatchObject({ status: 410, body: { code: 'run_over' } })

  const asking = await start(
    {
      s0000ask: {
        kind: 'approval',
        name: 'ask',
        question: 'E agora?',
        assignee: { role: 'owner' },
        outcomes: [{ lane: 'yes', title: 'Sim' }],
      },
    },
    {},
  )
  await expect.poll(() => statusOf(asking), { timeout: 10_000 }).toBe('waiting')
  await call('POST', `/api/runs/${asking}/cancel`)
  await expect.poll(() => statusOf(asking), { timeout: 10_000 }).toBe('cancelled')
  expect((await call('GET', `/api/tasks?runId=${asking}`)).body.items).toMatchObject([{ status: 'cancelled' }])
}, 60_000)
