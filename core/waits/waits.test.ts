import { beforeAll, expect, test } from 'vitest'
import type { ApprovalStep, Json, WaitStep } from '../../sdk/flow/definition.ts'
import { storedHeaders } from '../intake/stored-headers.ts'
import { dayOfId } from '../platform/ids.ts'
import type { PublishedFlow } from '../runs/engine.types.ts'
import { deliverArrival } from '../runs/inbox.store.ts'
import { loadJournals } from '../runs/journals.store.ts'
import { createTasks } from '../tasks/tasks.service.ts'
import { approval, arrivalsOf, askPeople, FLOW } from '../tasks/testing/ask-people.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { startTestServer } from '../testing/test-server.ts'
import { openWaitTokens } from './wait-token.ts'
import { receiveWaits } from './waits.middleware.ts'
import { createWaits, type WaitsService } from './waits.service.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000d1'
const clock = new FakeClock()
const wait: WaitStep = { kind: 'wait', name: 'paid', title: 'Pagamento <confirmado>' }
const question: ApprovalStep = { ...approval, title: 'Aprovar?' }
let waits: WaitsService
let origin = ''
let woken = 0

const flow: PublishedFlow = {
  tenantId: TENANT,
  flowId: FLOW,
  version: 1,
  compiled: { script: '', hash: '' },
  definition: {
    trigger: { kind: 'manual' },
    steps: { swait: wait, sapprove: question, smap: { kind: 'map', name: 'value', value: 1 } },
    edges: {},
    settings: {},
    layout: {},
  },
}

beforeAll(async () => {
  const db = database()
  await db.forTenant(TENANT, (trx) => trx('workspaces').insert({ tenant_id: TENANT, name: 'Loja' }))
  const wake = () => void woken++
  const tasks = createTasks({ db, clock, deliver: deliverArrival, flows: { names: async () => new Map() }, wake, changed: () => undefined })
  const tokens = openWaitTokens([{ id: 'k1', key: Buffer.alloc(32, 7) }])
  waits = createWaits({
    db,
    tokens,
    publicUrl: '',
    flows: { version: async () => flow },
    deliver: deliverArrival,
    journals: loadJournals,
    tasks,
    wake,
  })
  origin = (await startTestServer({ routes: [], rawMiddleware: [receiveWaits(waits, (headers) => storedHeaders(headers, null))] })).origin
})

/** A run that waits at both kinds of step, with its links. */
async function start(path = 'sapprove', form?: Json) {
  clock.advance(1_000)
  const asked = await askPeople(database(), { tenantId: TENANT, at: clock.now(), path, ...(form === undefined ? {} : { step: { form } }) })
  const links = waits.linksOf(TENANT, asked.runId, ['swait', 'sapprove'])
  const of = (id: string) => links[id] ?? { resume: '', cancel: '' }
  return { ...asked, wait: of('swait'), approval: of('sapprove') }
}

async function open(link: string, init: RequestInit = {}) {
  const answer = await fetch(origin + link, { ...init, headers: { 'accept-language': 'en', ...init.headers } })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

const PAGE = { accept: 'text/html,application/xhtml+xml' }

test('a scanner that opens every link, with whatever it accepts, ends no wait', async () => {
  const { runId, ...links } = await start()
  for (const link of [links.wait.resume, links.wait.cancel, links.approval.resume]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const headers of [PAGE, { accept: 'application/json' }, { accept: '*/*' }]) await open(link, { method, headers })
    }
  }
  expect(await arrivalsOf(database(), runId)).toEqual([])
})

test('a person gets a page that asks, and confirming it ends the wait', async () => {
  const { runId, wait: link } = await start()
  const asked = await open(`${link.resume}?order=7`, { headers: PAGE })
  expect(asked.status).toBe(200)
  expect(asked.text).toContain('Pagamento &#60;confirmado&#62;')
  expect(asked.text).toContain('<form method="post">')
  expect(asked.headers.get('content-security-policy')).toContain(`default-src 'none'`)
  expect(asked.headers.get('referrer-policy')).toBe('no-referrer')
  const done = await open(`${link.resume}?order=7`, { method: 'POST', headers: PAGE, body: new URLSearchParams() })
  expect([done.status, done.text.includes('Your answer was received')]).toEqual([200, true])
  expect(await arrivalsOf(database(), runId)).toMatchObject([
    { id: 'link:swait', path: 'swait', outcome: { status: 'done', output: { method: 'POST', query: { order: '7' } } } },
  ])
  expect((await open(link.resume, { headers: PAGE })).status).toBe(410)
})

test('a program that posts JSON ends the wait once; credentials do not reach the flow', async () => {
  const { runId, wait: link } = await start()
  const before = woken
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer s3cret', 'x-source': 'bank' },
    body: '{"paid":true}',
  }
  const first = await open(link.resume, init)
  expect([first.status, JSON.parse(first.text)]).toEqual([200, { ok: true }])
  expect(woken).toBe(before + 1)
  const again = await open(link.resume, init)
  expect([again.status, JSON.parse(again.text).code]).toEqual([410, 'link_used'])
  const [arrival, ...more] = await arrivalsOf(database(), runId)
  expect(more).toEqual([])
  expect(arrival).toMatchObject({ outcome: { output: { method: 'POST', headers: { 'x-source': 'bank' }, body: { paid: true } } } })
  expect(JSON.stringify(arrival)).not.toContain('s3cret')
})

test('of many calls at the same moment, resuming and cancelling, one counts', async () => {
  const { runId, wait: link } = await start()
  const calls = await Promise.all(Array.from({ length: 12 }, (_, i) => open(i % 2 === 0 ? link.resume : link.cancel, { method: 'POST' })))
  expect(calls.filter(({ status }) => status === 200).length).toBe(1)
  expect(calls.filter(({ status }) => status === 410).length).toBe(11)
  expect((await arrivalsOf(database(), runId)).length).toBe(1)
})

test('the cancel link ends the run as cancelled, after it has asked', async () => {
  const { runId, wait: link } = await start()
  expect((await open(link.cancel, { headers: PAGE })).text).toContain('Cancel this run?')
  const done = await open(link.cancel, { method: 'POST', headers: PAGE })
  expect(done.text).toContain('The run will not go on')
  expect(await arrivalsOf(database(), runId)).toMatchObject([{ path: 'swait', outcome: { status: 'cancelRun', by: 'link' } }])
})

test('a link of a run that is over, or whose wait ran out, says so and changes nothing', async () => {
  const ended = await start()
  await database().engine('open_runs').where({ id: ended.runId }).delete()
  const over = await open(ended.wait.resume, { method: 'POST' })
  expect([over.status, JSON.parse(over.text).code]).toEqual([410, 'run_over'])

  const late = await start()
  const entry = {
    kind: 'waitOver',
    at: 1,
    path: 'swait',
    arrival: null,
    outcome: { status: 'failed', error: { code: 'timeout', message: '' } },
  }
  const row = { day: dayOfId(late.runId), tenant_id: TENANT, run_id: late.runId, seq: 0, entries: JSON.stringify([entry]) }
  await database().engine('journal').insert(row)
  const used = await open(late.wait.resume, { method: 'POST' })
  expect([used.status, JSON.parse(used.text).code]).toEqual([410, 'link_used'])
  expect(await arrivalsOf(database(), late.runId)).toEqual([])
})

test('the link of an approval shows the question with its answers, and one of them decides the task', async () => {
  const { runId, taskId, approval: link } = await start()
  const asked = await open(link.resume, { headers: PAGE })
  expect(asked.text).toContain('Dar 15% ao cliente?')
  expect(asked.text).toContain('value="yes"')
  const wrong = await open(link.resume, { method: 'POST', headers: PAGE, body: new URLSearchParams({ outcome: 'maybe' }) })
  expect(wrong.status).toBe(422)
  const answer = await open(link.resume, { method: 'POST', headers: PAGE, body: new URLSearchParams({ outcome: 'no' }) })
  expect(answer.status).toBe(200)
  expect(await arrivalsOf(database(), runId)).toMatchObject([
    { id: taskId, path: 'sapprove', outcome: { status: 'done', lane: 'no', output: { outcome: 'no', by: { via: 'link', id: null } } } },
  ])
  const [task] = await database().engine('tasks').where({ id: taskId }).select('status', 'decided_by', 'outcome')
  expect(task).toEqual({ status: 'done', decided_by: null, outcome: 'no' })
  expect((await open(`${link.resume}?outcome=yes`, { method: 'POST' })).status).toBe(410)
})

test('a message may link to one answer: still nothing happens before it is confirmed', async () => {
  const { runId, approval: link } = await start()
  await open(`${link.resume}?outcome=yes`, { headers: PAGE })
  expect(await arrivalsOf(database(), runId)).toEqual([])
  expect((await open(`${link.resume}?outcome=yes`, { method: 'POST' })).status).toBe(200)
})

test('a question with a form is answered in the product, where who answers is known', async () => {
  const { approval: link, taskId } = await start('sapprove', { type: 'object', required: ['a'], properties: { a: { type: 'string' } } })
  expect((await open(link.resume, { headers: PAGE })).text).toContain(`/app/tasks?task=${taskId}`)
  expect((await open(`${link.resume}?outcome=yes`, { method: 'POST' })).status).toBe(422)
})

test('an approval that has not asked yet takes no answer; a wait that was not reached keeps the call for when it is', async () => {
  const { runId, wait: link, approval: early } = await start('selsewhere')
  const answer = await open(`${early.resume}?outcome=yes`, { method: 'POST' })
  expect([answer.status, JSON.parse(answer.text).code]).toEqual([409, 'wait_not_reached'])
  expect((await open(link.resume, { method: 'POST' })).status).toBe(200)
  expect(await arrivalsOf(database(), runId)).toMatchObject([{ path: 'swait' }])
})

test('C27 a link that nobody signed is unknown, and a body that is too large or broken ends nothing', async () => {
  const { runId, wait: link } = await start()
  expect((await open(`/wait/${'A'.repeat(90)}`, { method: 'POST' })).status).toBe(404)
  expect((await open(`/wait/${'A'.repeat(90)}`, { headers: PAGE })).text).toContain('This link is not known')
  const json = { 'content-type': 'application/json' }
  expect((await open(link.resume, { method: 'POST', headers: json, body: '{' })).status).toBe(400)
  expect((await open(link.resume, { method: 'POST', headers: json, body: `"${'x'.repeat(300_000)}"` })).status).toBe(413)
  expect(await arrivalsOf(database(), runId)).toEqual([])
})
