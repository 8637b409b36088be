import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, type WrittenStep } from './flow-of.ts'

/** Delays, links, people and sub-flows, through the whole product. */

const world = useEngineWorld()

const duration = (amount: number): WrittenStep => ({ kind: 'delay', delay: { by: 'duration', amount, unit: 'seconds' } })

test('a delay waits so long, or until a date, and a date that has passed waits no time', async () => {
  const done = await world().run(
    flowOf({
      soon: duration(1),
      at: { kind: 'delay', delay: { by: 'date', date: '{{ trigger.at }}' } },
      past: { kind: 'delay', delay: { by: 'date', date: '2001-01-01T00:00:00Z' } },
      after: { kind: 'map', value: '{{ steps.soon.until }}' },
    }),
    { at: new Date(Date.now() + 2_500).toISOString() },
  )
  expect(done).toMatchObject({ status: 'succeeded' })
  expect(done.step('soon')?.durationMs).toBeGreaterThanOrEqual(900)
  expect(done.step('at')?.waitsUntil).not.toBeNull()
})

test('a wait in business time ends within the working hours of the workspace', async () => {
  const { flowId } = await world().publish(flowOf({ pause: { kind: 'delay', delay: { by: 'businessTime', amount: 30, unit: 'hours' } } }))
  const runId = await world().start(flowId)
  await world().reaches(runId, 'waiting')
  const [pause] = await world().steps(runId)
  const until = new Date(pause?.waitsUntil ?? '')
  const local = new Intl.DateTimeFormat('en', { timeZone: 'America/Sao_Paulo', weekday: 'short', hour: 'numeric', hourCycle: 'h23' })
  const parts = Object.fromEntries(local.formatToParts(until).map(({ type, value }) => [type, value]))
  expect(['Sat', 'Sun']).not.toContain(parts['weekday'])
  expect(Number(parts['hour'])).toBeGreaterThanOrEqual(7)
  expect(Number(parts['hour'])).toBeLessThanOrEqual(19)
  // Thirty working hours are more than three days.
  expect(until.getTime() - Date.now()).toBeGreaterThan(3 * 86_400_000)
  expect((await world().call('POST', `/api/runs/${runId}/cancel`)).status).toBe(204)
  expect((await world().ended(runId)).status).toBe('cancelled')
})

/** Sends its links to the stub, then waits. */
const asking: Record<string, WrittenStep> = {
  tell: {
    kind: 'http',
    method: 'POST',
    url: 'https://stub.example.com/links',
    repeatable: 'natural',
    body: { type: 'json', value: { links: '{{ run.links.answer }}' } },
  },
  answer: { kind: 'wait', timeout: { amount: '{{ trigger.seconds }}', unit: 'seconds' }, onError: 'lane' },
  late: { kind: 'map', in: 'answer/error', value: '{{ steps.answer.error.code }}' },
  after: { kind: 'map', value: '{{ steps.answer?.body }}' },
}

async function askedLinks(): Promise<{ resume: string; cancel: string }> {
  await expect.poll(() => world().stub.seen('/links').length, { timeout: 10_000 }).toBeGreaterThan(0)
  const seen = world().stub.seen('/links').at(-1)
  return Object(seen?.body)['links']
}

/** The product listens elsewhere than its public address says. */
const callLink = (link: string, init: RequestInit = {}) => fetch(link.replace(new URL(link).origin, world().origin), init)

test('a run waits for a call of its signed link, and goes on with what was sent, once', async () => {
  const { flowId } = await world().publish(flowOf(asking))
  const runId = await world().start(flowId, { seconds: 60 })
  await world().reaches(runId, 'waiting')
  const { resume } = await askedLinks()
  const json = { 'content-type': 'application/json' }
  expect((await callLink(`${resume.slice(0, -3)}abc`, { method: 'POST', headers: json, body: '{}' })).status).toBeGreaterThanOrEqual(400)
  const first = await callLink(resume, { method: 'POST', headers: json, body: JSON.stringify({ ok: true }) })
  expect(first.status).toBe(200)
  const done = await world().ended(runId)
  expect(done).toMatchObject({ status: 'succeeded' })
  expect(done.output('after')).toEqual({ ok: true })
  expect((await callLink(resume, { method: 'POST', headers: json, body: '{}' })).status).toBe(410)
})

test('the cancel link ends the run as cancelled, and nobody calling in time takes the error lane', async () => {
  const { flowId } = await world().publish(flowOf(asking))
  const cancelled = await world().start(flowId, { seconds: 60 })
  await world().reaches(cancelled, 'waiting')
  const { cancel } = await askedLinks()
  expect((await callLink(cancel, { method: 'POST' })).status).toBe(200)
  expect((await world().ended(cancelled)).status).toBe('cancelled')
  const late = await world().ended(await world().start(flowId, { seconds: 1 }))
  expect(late.status).toBe('succeeded')
  expect(late.output('late')).toBe('timeout')
})

test('a person answers a task with its form, and the lane of the answer runs; a late answer takes the overdue lane', async () => {
  const flow = flowOf({
    ask: {
      kind: 'approval',
      question: 'Descontar {{ trigger.percent }} %?',
      assignee: { role: 'owner' },
      form: { type: 'object', required: ['why'], properties: { why: { type: 'string' } } },
      outcomes: [
        { lane: 'yes', title: 'Sim' },
        { lane: 'no', title: 'Não' },
      ],
      deadline: { amount: '{{ trigger.seconds }}', unit: 'seconds' },
    },
    given: { kind: 'map', in: 'ask/yes', value: '{{ steps.ask.form.why }}' },
    refused: { kind: 'map', in: 'ask/no', value: 'refused' },
    overdue: { kind: 'map', in: 'ask/overdue', value: '{{ steps.ask.outcome }}' },
  })
  const { flowId } = await world().publish(flow)
  const runId = await world().start(flowId, { percent: 5, seconds: 60 })
  await world().reaches(runId, 'waiting')
  const { body } = await world().call('GET', `/api/tasks?runId=${runId}`)
  const [task] = body['items'] as Array<{ id: string; question: string }>
  expect(task?.question).toBe('Descontar 5 %?')
  expect((await world().call('POST', `/api/tasks/${task?.id}/decide`, { outcome: 'yes', form: {} })).status).toBe(422)
  expect((await world().call('POST', `/api/tasks/${task?.id}/decide`, { outcome: 'yes', form: { why: 'old client' } })).status).toBe(200)
  const done = await world().ended(runId)
  expect(done.output('given')).toBe('old client')
  expect(done.step('refused')?.status).not.toBe('done')
  const late = await world().ended(await world().start(flowId, { percent: 5, seconds: 1 }))
  expect(late.output('overdue')).toBe('overdue')
})

test('a sub-flow gives its output to the flow that waits for it, and its failure fails the step', async () => {
  const child = await world().publish(
    flowOf(
      {
        double: { kind: 'map', value: '{{ trigger.amount * 2 }}' },
        wrong: { kind: 'stop', outcome: 'success', message: '{{ steps.double }}' },
      },
      { trigger: { kind: 'subflow', input: { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } } } },
    ),
  )
  const parent = (input: Json) =>
    flowOf({
      call: { kind: 'subflow', flowId: child.flowId, input, wait: true },
      after: { kind: 'map', value: '{{ steps.call }}' },
    })
  expect((await world().run(parent({ amount: 21 }))).output('after')).toBe(42)
  const wrong = await world().run(parent({ amount: 'many' }))
  expect(wrong).toMatchObject({ status: 'failed', error: { stepName: 'call', at: '/input/amount' } })
})

test('a sub-flow that is not waited for goes its own way, and a pinned version stays the one that runs', async () => {
  const version = (value: Json) => flowOf({ answer: { kind: 'map', value } }, { trigger: { kind: 'subflow' } })
  const child = await world().publish(version('first'))
  await world().publish(version('second'), child.flowId)
  const done = await world().run(
    flowOf({
      pinned: { kind: 'subflow', flowId: child.flowId, version: 1, input: {}, wait: true },
      latest: { kind: 'subflow', flowId: child.flowId, input: {}, wait: true },
      apart: { kind: 'subflow', flowId: child.flowId, input: {}, wait: false },
    }),
  )
  expect([done.output('pinned'), done.output('latest')]).toEqual(['first', 'second'])
  const { runId } = Object(done.output('apart'))
  expect(done.step('apart')?.childRunId).toBe(runId)
  await sleep(0)
  expect((await world().ended(runId)).status).toBe('succeeded')
})
