import { expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf } from './flow-of.ts'

/** Flows that name other flows: what may be published, what goes in and out, and what happens when one fails. */

const world = useEngineWorld()

const calling = (flowId: string, version?: number) =>
  flowOf({ call: { kind: 'subflow', flowId, input: {}, wait: true, ...(version === undefined ? {} : { version }) } })
const reporting = (errorFlowId: string) => flowOf({ a: { kind: 'map', value: 1 } }, { settings: { errorFlowId } })
const codes = async (flow: ReturnType<typeof flowOf>) => (await world().problemsOf(flow)).map(({ field, code }) => `${field} ${code}`)

test('a flow is not published with a sub-flow or an error flow that does not exist, is not published or is of another kind', async () => {
  const manual = await world().publish(flowOf({ a: { kind: 'map', value: 1 } }))
  const { body: draft } = await world().call('POST', '/api/flows', { name: 'Rascunho' })
  expect(await codes(calling('flw_nobody'))).toEqual(['/flowId flow_unknown'])
  expect(await codes(calling(draft['id']))).toEqual(['/flowId flow_not_published'])
  expect(await codes(calling(manual.flowId))).toEqual(['/flowId flow_not_callable'])
  const callable = await world().publish(flowOf({ a: { kind: 'map', value: 1 } }, { trigger: { kind: 'subflow' } }))
  expect(await codes(calling(callable.flowId, 7))).toEqual(['/version version_unknown'])
  expect(await codes(calling(callable.flowId, 1))).toEqual([])
  expect(await codes(reporting(callable.flowId))).toEqual(['/settings/errorFlowId flow_not_for_errors'])
  expect(await codes(reporting('flw_nobody'))).toEqual(['/settings/errorFlowId flow_unknown'])
})

test('a sub-flow whose output is not what it declares fails the step that waits for it', async () => {
  const child = await world().publish(
    flowOf(
      { answer: { kind: 'map', value: '{{ trigger.answer }}' } },
      { trigger: { kind: 'subflow', output: { type: 'object', required: ['total'], properties: { total: { type: 'number' } } } } },
    ),
  )
  const flow = flowOf({ call: { kind: 'subflow', flowId: child.flowId, input: { answer: '{{ trigger }}' }, wait: true } })
  const { flowId } = await world().publish(flow)
  expect((await world().ended(await world().start(flowId, { total: 3 }))).output('call')).toEqual({ total: 3 })
  const wrong = await world().ended(await world().start(flowId, { total: 'three' }))
  expect(wrong).toMatchObject({ status: 'failed', error: { code: 'invalid_output', stepName: 'call' } })
  expect(wrong.error?.message).toContain('/total')
})

test('a run that fails starts the error flow, which is told what failed and where', async () => {
  const onError = await world().publish(flowOf({ told: { kind: 'map', value: '{{ trigger }}' } }, { trigger: { kind: 'error' } }))
  const failed = await world().run(
    flowOf(
      {
        each: { kind: 'forEach', items: '{{ [1, 2] }}', atOnce: 1 },
        check: { kind: 'code', in: 'each/each', code: 'if (item === 2) throw new Error("two is wrong"); return item' },
      },
      { settings: { errorFlowId: onError.flowId } },
    ),
  )
  expect(failed).toMatchObject({ status: 'failed', error: { stepName: 'check' } })
  const list = async () => (await world().call('GET', `/api/runs?flowId=${onError.flowId}`)).body['items'] as Array<{ id: string }>
  await expect.poll(async () => (await list()).length, { timeout: 10_000 }).toBe(1)
  const [run] = await list()
  expect((await world().ended(run?.id ?? '')).output('told')).toMatchObject({
    flow: { name: 'Fluxo' },
    run: { id: failed.runId },
    error: { message: expect.stringContaining('two is wrong') },
    step: { name: 'check' },
  })
})

test('the steps that run last run after success, failure and cancel, and know how the run ended', async () => {
  const flow = flowOf({
    gate: { kind: 'branch', condition: 'trigger?.wait' },
    pause: { kind: 'wait', in: 'gate/then' },
    work: { kind: 'map', value: '{{ trigger.order.id }}' },
    clean: { kind: 'map', in: 'flow/finally', value: '{{ run.outcome }}' },
    tell: { kind: 'map', in: 'flow/finally', value: '{{ steps.work?.error?.code }}' },
  })
  const { flowId } = await world().publish(flow)
  const good = await world().ended(await world().start(flowId, { order: { id: 1 } }))
  expect(good.output('clean')).toEqual({ status: 'succeeded', error: null })
  const bad = await world().ended(await world().start(flowId, {}))
  expect(bad.status).toBe('failed')
  expect(bad.output('clean')).toMatchObject({ status: 'failed', error: { code: 'expression' } })
  expect(bad.output('tell')).toBe('expression')
  const waiting = await world().start(flowId, { wait: true })
  await world().reaches(waiting, 'waiting')
  await world().call('POST', `/api/runs/${waiting}/cancel`)
  const cancelled = await world().ended(waiting)
  expect(cancelled.status).toBe('cancelled')
  expect(cancelled.output('clean')).toMatchObject({ status: 'cancelled' })
})

test('a run that takes longer than the time limit of its flow is failed, also while it waits', async () => {
  const late = await world().run(flowOf({ pause: { kind: 'wait' } }, { settings: { timeLimitMs: 1_500 } }))
  expect(late).toMatchObject({ status: 'failed', error: { code: 'timeout' } })
})
