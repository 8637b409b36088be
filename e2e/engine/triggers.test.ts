import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FlowSettings, Trigger } from '../../sdk/flow/definition.ts'
import { useEngineWorld } from './engine-world.ts'
import { flowOf } from './flow-of.ts'

/** What starts a flow, each kind through the whole product, and what each does while its flow is paused. */

const world = useEngineWorld()
const HOOK: Trigger = { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' }
const SCHEDULE: Trigger = { kind: 'schedule', when: { by: 'interval', everySeconds: 10 }, timezone: 'America/Sao_Paulo', missed: 'none' }

const echo = (trigger: Trigger, settings: FlowSettings = {}) =>
  flowOf({ echo: { kind: 'map', value: '{{ trigger }}' } }, { trigger, settings })

async function send(hookUrl: string, body: string, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/json' }
  const answer = await fetch(world().origin + new URL(hookUrl).pathname, { method: 'POST', body, headers: { ...type, ...headers } })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

async function runsOf(flowId: string): Promise<Array<{ id: string; trigger: string; status: string }>> {
  return (await world().call('GET', `/api/runs?flowId=${flowId}`)).body['items']
}

test('a webhook, a person, an exposed action and another flow each start a run with what they bring', async () => {
  const { publish, call, start, ended } = world()
  const hook = await publish(echo({ ...HOOK, verification: { scheme: 'hmac', header: 'X-Assinatura', encoding: 'hex' } }))
  const { body: secret } = await call('GET', `/api/flows/${hook.flowId}/hook-secret`)
  expect((await send(hook.hookUrl, '{"n":1}')).status).toBe(401)
  const signature = createHmac('sha256', secret['secret']).update('{"n":1}').digest('hex')
  const accepted = await send(hook.hookUrl, '{"n":1}', { 'x-assinatura': signature })
  expect(accepted.status).toBe(202)
  expect((await ended(accepted.body.runId)).output('echo')).toMatchObject({ body: { n: 1 } })

  const manual = await publish(echo({ kind: 'manual' }))
  expect((await ended(await start(manual.flowId, { n: 2 }))).output('echo')).toEqual({ n: 2 })

  await publish(echo({ kind: 'api', slug: 'faz-eco', answer: 'now' }))
  const called = await call('POST', '/api/v1/actions/faz-eco', { n: 3 })
  expect((await ended(called.body['runId'])).output('echo')).toEqual({ n: 3 })
})

test('a schedule starts its flow by the clock, and is silent while the flow is paused', async () => {
  const { publish, call } = world()
  const { flowId } = await publish(echo(SCHEDULE))
  expect((await call('GET', `/api/flows/${flowId}/schedule`)).body).toMatchObject({ state: 'running', timezone: 'America/Sao_Paulo' })
  await expect.poll(async () => (await runsOf(flowId)).map((run) => run.trigger), { timeout: 15_000, interval: 200 }).toEqual(['schedule'])
  expect((await call('POST', `/api/flows/${flowId}/pause`)).status).toBeLessThan(300)
  expect((await call('GET', `/api/flows/${flowId}/schedule`)).body).toMatchObject({ state: 'paused', nextTimes: [] })
  const before = (await runsOf(flowId)).length
  await new Promise((resolve) => setTimeout(resolve, 11_000))
  expect(await runsOf(flowId)).toHaveLength(before)
  await call('POST', `/api/flows/${flowId}/resume`)
  expect((await call('GET', `/api/flows/${flowId}/schedule`)).body).toMatchObject({ state: 'running' })
}, 60_000)

test('a sub-flow whose input is not what it declares fails the step that calls it, and names the field', async () => {
  const { publish, start, ended } = world()
  const input = { type: 'object', required: ['order'], properties: { order: { type: 'integer' } } }
  const child = await publish(echo({ kind: 'subflow', input }))
  const parent = await publish(
    flowOf({ call: { kind: 'subflow', flowId: child.flowId, input: { order: '{{ trigger.order }}' }, wait: true } }),
  )
  expect((await ended(await start(parent.flowId, { order: 1 }))).output('call')).toEqual({ order: 1 })
  const wrong = await ended(await start(parent.flowId, { order: 'um' }))
  expect(wrong).toMatchObject({ status: 'failed', error: { code: 'invalid_input', stepName: 'call' } })
  expect(wrong.error?.message).toContain('/order')
  expect(await runsOf(child.flowId)).toHaveLength(1)
})

test('while a flow is paused its webhook is not found, or keeps what comes, as the flow says; an exposed action is told, and nobody can start it', async () => {
  const { publish, call } = world()
  const deaf = await publish(echo(HOOK))
  const keeps = await publish(echo(HOOK, { whilePaused: 'keep' }))
  const action = await publish(echo({ kind: 'api', slug: 'em-pausa', answer: 'now' }))
  for (const { flowId } of [deaf, keeps, action]) await call('POST', `/api/flows/${flowId}/pause`)
  expect((await send(deaf.hookUrl, '{"n":1}')).status).toBe(404)
  expect((await send(keeps.hookUrl, '{"n":2}')).status).toBe(202)
  expect((await call('POST', '/api/v1/actions/em-pausa', {})).body).toMatchObject({ code: 'flow_paused', status: 409 })
  expect((await call('POST', `/api/flows/${deaf.flowId}/runs`, { data: {} })).status).toBe(404)
  expect(await runsOf(keeps.flowId)).toMatchObject([{ status: 'queued' }])
  for (const { flowId } of [deaf, keeps, action]) await call('POST', `/api/flows/${flowId}/resume`)
  await expect.poll(async () => (await runsOf(keeps.flowId)).map((run) => run.status), { timeout: 10_000 }).toEqual(['succeeded'])
  expect(await runsOf(deaf.flowId)).toEqual([])
})
