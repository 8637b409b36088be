import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { freshDatabase, type Product, scratchFolder, sessionAt, startProduct } from '../harness.ts'
import { type EngineWorld, talkTo } from './engine-world.ts'
import { flowOf } from './flow-of.ts'
import { type StubProvider, startStub } from './stub-provider.ts'

/** Runs that wait outlive the product: it is killed as a power cut would, and starts again on its database. */

let product: Product
let stub: StubProvider
let talk: ReturnType<typeof talkTo>
let close: () => Promise<void> = async () => {}

beforeAll(async () => {
  const [database, folder, port] = await Promise.all([freshDatabase(), scratchFolder(), freePort()])
  stub = await startStub()
  const env = { PROVIDER_ENDPOINTS: JSON.stringify({ 'https://stub.example.com': stub.origin }) }
  product = await startProduct({ port, databaseUrl: database.url, dataDir: folder.path, env })
  const session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' },
    workspace: { name: 'Loja', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  talk = talkTo(product.baseUrl, { cookie: session.cookie, origin: product.baseUrl })
  close = async () => {
    await product.stop()
    await stub.close()
    await database.drop()
    await folder.remove()
  }
}, 120_000)
afterAll(() => close())

test('a delay, a link, a task, a sub-flow and a retry that wait when the product dies end as if it had not', async () => {
  const child = await talk.publish(
    flowOf(
      {
        pause: { kind: 'delay', delay: { by: 'duration', amount: 4, unit: 'seconds' } },
        answer: { kind: 'map', value: '{{ trigger.n + 1 }}' },
      },
      { trigger: { kind: 'subflow' } },
    ),
  )
  const lanes = ['delay', 'link', 'task', 'sub', 'retry'].map((lane) => ({ lane, title: lane }))
  stub.answer('/flaky', (_request, count) => (count === 1 ? { status: 503 } : { body: { n: count } }))
  const flow = flowOf({
    tell: {
      kind: 'http',
      method: 'POST',
      url: 'https://stub.example.com/links',
      repeatable: 'natural',
      body: { type: 'json', value: { links: '{{ run.links }}' } },
    },
    all: { kind: 'parallel', lanes, join: 'all', fail: 'wait' },
    pause: { kind: 'delay', in: 'all/delay', delay: { by: 'duration', amount: 3, unit: 'seconds' } },
    called: { kind: 'wait', in: 'all/link' },
    ask: { kind: 'approval', in: 'all/task', question: 'Pode?', assignee: { role: 'owner' }, outcomes: [{ lane: 'yes', title: 'Sim' }] },
    yes: { kind: 'map', in: 'ask/yes', value: 'yes' },
    sub: { kind: 'subflow', in: 'all/sub', flowId: child.flowId, input: { n: 1 }, wait: true },
    flaky: {
      kind: 'http',
      in: 'all/retry',
      method: 'GET',
      url: 'https://stub.example.com/flaky',
      retry: { attempts: 2, backoffMs: 3_000 },
    },
    end: { kind: 'map', value: ['{{ steps.called.body }}', '{{ steps.yes?.length }}', '{{ steps.sub }}', '{{ steps.flaky.body.n }}'] },
  })
  const runId = await talk.start((await talk.publish(flow)).flowId)
  await talk.reaches(runId, 'waiting')
  const steps = async () => new Set((await talk.steps(runId)).filter((step) => step.status === 'waiting').map((step) => step.name))
  await expect.poll(steps, { timeout: 10_000 }).toEqual(new Set(['pause', 'called', 'ask', 'sub', 'flaky']))

  await product.kill()
  await product.restart()
  const { called } = Object(stub.seen('/links')[0]?.body)['links']
  const link = await fetch(called.resume, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '"hello"' })
  expect(link.status).toBe(200)
  const tasks: Array<{ id: string }> = (await talk.call('GET', `/api/tasks?runId=${runId}`)).body['items']
  expect((await talk.call('POST', `/api/tasks/${tasks[0]?.id}/decide`, { outcome: 'yes' })).status).toBe(200)
  const done: Awaited<ReturnType<EngineWorld['ended']>> = await talk.ended(runId)
  expect(done.status).toBe('succeeded')
  expect(done.output('end')).toEqual(['hello', 3, 2, 2])
  expect(stub.seen('/flaky')).toHaveLength(2)
}, 120_000)
