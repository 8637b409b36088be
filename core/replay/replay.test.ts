import { expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import type { PublishedFlow } from '../runs/engine.types.ts'
import { createRuns } from '../runs/runs.service.ts'
import { failure, fakePerformers, testEngine } from '../runs/testing/test-engine.ts'
import { code, flowOf, map } from '../sandbox/testing/guests.ts'
import { useTestDatabase } from '../testing/database.ts'
import { replayRun } from './replay-run.ts'
import { TENANT, useRecording } from './testing/recording.ts'

const database = useTestDatabase()
const recording = useRecording(database)

const inLane = (container: string, lane: string, step: Step): Step => ({ ...step, parent: { container, lane } })
const create = (name: string, input: Json): Step => ({ kind: 'action', name, plugin: 'ledger', action: name, connectionId: 'con_1', input })

async function replay(runId: string, flow: PublishedFlow) {
  return replayRun(await recording.recorded().load(TENANT, runId), flow, { sandbox: recording.sandbox(), recorded: recording.recorded() })
}

/** Runs the flow for real, then replays it on its own code. */
async function record(definition: FlowDefinition, data: Json) {
  const flow = await recording.publish(definition)
  const runId = await recording.start(flow, data)
  await recording.ended(runId)
  return { flow, runId }
}

const SAME = { identical: true, firstDivergence: null }

/** Pure, effect, pure: with the time, randomness and an answer in between. */
const order = (total = '{{ steps.draw.n * 2 }}') =>
  flowOf({
    sA: code('return { n: Math.random(), at: Date.now(), id: trigger.id }', { name: 'draw' }),
    sB: create('invoice', { id: '{{ trigger.id }}', drawn: '{{ steps.draw.n }}', at: '{{ now }}' }),
    sC: map({ invoice: '{{ steps.invoice.id }}', total, at: '{{ now }}' }, 'summary'),
  })

test('a run is reproduced byte for byte, with its times and random numbers, and no provider is asked', async () => {
  const { flow, runId } = await record(order(), { id: 7 })
  const calls = recording.provider.created.length
  const report = await replay(runId, flow)
  expect(report).toMatchObject(SAME)
  expect(report.steps.map(({ name, compared, answers }) => [name, compared, answers])).toEqual([
    ['draw', 1, 0],
    ['invoice', 1, 1],
    ['summary', 1, 0],
  ])
  expect(recording.provider.created.length).toBe(calls)
})

test('an action at the very start of a flow gets the same input again', async () => {
  const { flow, runId } = await record(flowOf({ sA: create('first', { at: '{{ now }}', r: '{{ Math.random() }}' }) }), 1)
  expect(await replay(runId, flow)).toMatchObject(SAME)
})

test('a recorded output that was altered is reported as the divergence, with both values', async () => {
  const { flow, runId } = await record(order(), { id: 8 })
  await recording.forge(runId, (entries) => {
    for (const entry of entries) {
      if (entry.kind !== 'visit') continue
      for (const { path, record } of entry.entries) if (path === 'sC') record.output = { ...Object(record.output), total: 99 }
    }
  })
  const report = await replay(runId, flow)
  expect(report.identical).toBe(false)
  expect(report.firstDivergence).toMatchObject({ stepId: 'sC', name: 'summary', field: 'output', at: '/total', recorded: 99 })
  expect(report.firstDivergence?.computed).not.toBe(99)
  expect(report.steps.find((step) => step.stepId === 'sC')?.diverged).toBe(true)
})

test('a recorded answer that was altered changes what follows', async () => {
  const { flow, runId } = await record(order(), { id: 9 })
  await recording.forge(runId, (entries) => {
    for (const entry of entries) if (entry.kind === 'result') entry.output = { id: 'forged' }
  })
  expect((await replay(runId, flow)).firstDivergence).toMatchObject({ stepId: 'sC', at: '/invoice', computed: 'forged' })
})

test('a recorded input of a call that was altered is reported', async () => {
  const { flow, runId } = await record(order(), { id: 10 })
  await recording.forge(runId, (entries) => {
    for (const entry of entries) if (entry.kind === 'intent') entry.input = { id: 11 }
  })
  expect((await replay(runId, flow)).firstDivergence).toMatchObject({ stepId: 'sB', field: 'input', at: '/id', recorded: 11, computed: 10 })
})

test('with the code of another version, the first step that differs is named', async () => {
  const { runId } = await record(order(), { id: 12 })
  const other = await recording.compiled(order('{{ steps.draw.n * 3 }}'), 'flw_other', 2)
  const report = await replay(runId, other)
  expect(report).toMatchObject({ identical: false, version: 2, firstDivergence: { stepId: 'sC', field: 'output', at: '/total' } })
})

test('a version with one more call, one less, or one more step at the end differs there', async () => {
  const { runId } = await record(order(), { id: 13 })
  const { steps } = order()
  const { sA, sB, sC } = steps
  if (sA === undefined || sB === undefined || sC === undefined) throw new Error('three steps')
  const more = await recording.compiled(flowOf({ sA, sB, sB2: create('mail', {}), sC }), 'flw_more', 2)
  expect((await replay(runId, more)).firstDivergence).toMatchObject({ field: 'step', recorded: 'sC', computed: null })
  const less = await recording.compiled(flowOf({ sA, sC: map({ x: '{{ trigger.id }}' }, 'summary') }), 'flw_less', 2)
  expect((await replay(runId, less)).firstDivergence).toMatchObject({ field: 'step', recorded: null, computed: 'sC' })
  const longer = await recording.compiled(flowOf({ sA, sB, sC, sD: map(1, 'one_more') }), 'flw_longer', 2)
  expect((await replay(runId, longer)).firstDivergence).toMatchObject({ field: 'step', computed: 'sD' })
})

test('loops, nested and several at a time, with calls inside, are reproduced', async () => {
  const definition = flowOf({
    sL: {
      kind: 'forEach',
      name: 'each',
      items: '{{ trigger.items }}',
      atOnce: 3,
      onIterationError: 'continue',
      collect: '{{ [index, previous?.[0] ?? null] }}',
    },
    sI: inLane('sL', 'each', {
      kind: 'forEach',
      name: 'inner',
      items: '{{ [item, item * 2] }}',
      atOnce: 1,
      onIterationError: 'fail',
      collect: '{{ item + index }}',
    }),
    sA: inLane('sI', 'each', create('make', { item: '{{ item }}', r: '{{ Math.random() }}' })),
    sM: inLane('sI', 'each', map({ made: '{{ steps.make.id }}', r: '{{ Math.random() }}' }, 'made')),
    sW: { kind: 'while', name: 'count', condition: '{{ index < 3 }}', maxIterations: 10, onIterationError: 'fail', collect: '{{ index }}' },
    sV: inLane('sW', 'each', map('{{ now }}', 'v')),
    sZ: map({ all: '{{ steps.each.results }}', n: '{{ steps.count.count }}' }, 'done'),
  })
  definition.edges = { e0: { from: 'sL', to: 'sW' }, e1: { from: 'sW', to: 'sZ' }, e2: { from: 'sA', to: 'sM' } }
  const { flow, runId } = await record(definition, { items: [1, 2, 3, 4, 5] })
  expect(await recording.ended(runId)).toBe('succeeded')
  const report = await replay(runId, flow)
  expect(report).toMatchObject(SAME)
  expect(report.steps.find((step) => step.name === 'make')).toMatchObject({ compared: 10, answers: 10 })
})

test('a long loop that took many visits is reproduced', async () => {
  const definition = flowOf({
    sL: {
      kind: 'forEach',
      name: 'each',
      items: '{{ trigger.items }}',
      atOnce: 1,
      onIterationError: 'fail',
      collect: '{{ steps.v + Math.random() }}',
    },
    sV: inLane('sL', 'each', map('{{ item * 2 }}', 'v')),
    sZ: map('{{ steps.each.count }}', 'n'),
  })
  definition.edges = { e0: { from: 'sL', to: 'sZ' } }
  const { flow, runId } = await record(definition, { items: Array.from({ length: 6_000 }, (_, index) => index) })
  expect(await recording.ended(runId)).toBe('succeeded')
  expect(await replay(runId, flow)).toMatchObject(SAME)
})

test('a parallel whose lanes answer in any order, retries and a failure that is survived are reproduced', async () => {
  const lanes = ['one', 'two', 'three'].map((lane) => ({ lane, title: lane }))
  const definition = flowOf({
    sP: { kind: 'parallel', name: 'all', lanes, join: 'all', fail: 'continue' },
    sA: inLane('sP', 'one', create('slow', { r: '{{ Math.random() }}' })),
    sA2: inLane('sP', 'one', map({ at: '{{ now }}', id: '{{ steps.slow.id }}' }, 'after')),
    sB: inLane('sP', 'two', create('flaky', { x: 1 })),
    sC: inLane('sP', 'three', create('refused', { x: 2 })),
    sZ: map({ finished: '{{ steps.all.finished }}', failed: '{{ steps.all.failed }}', r: '{{ Math.random() }}' }, 'end'),
  })
  definition.edges = { e0: { from: 'sP', to: 'sZ' }, e1: { from: 'sA', to: 'sA2' } }
  const { script } = recording.provider
  script.push(
    async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      return recording.provider.create(request)
    },
    () => failure(503),
    () => failure(400, { class: 'permanent' }),
  )
  const { flow, runId } = await record(definition, null)
  expect(await recording.ended(runId)).toBe('succeeded')
  expect(await replay(runId, flow)).toMatchObject(SAME)
})

test('waits, a finally lane, and a run of several commits are reproduced, also while the run still waits', async () => {
  const definition = flowOf({
    sA: map('{{ now }}', 'before'),
    sD: { kind: 'delay', name: 'pause', delay: { by: 'duration', amount: '{{ 1 }}', unit: 'seconds' } },
    sC: map({ before: '{{ steps.before }}', r: '{{ Math.random() }}' }, 'after'),
    sX: { kind: 'stop', name: 'halt', outcome: 'error', message: 'no {{ trigger }}' },
    sF: {
      kind: 'map',
      name: 'cleanup',
      value: { outcome: '{{ run.outcome }}', id: '{{ run.id }}' },
      parent: { container: 'flow', lane: 'finally' },
    },
  })
  const flow = await recording.publish(definition)
  const runId = await recording.start(flow, 5)
  await recording.parked(runId, 'waiting')
  expect(await replay(runId, flow)).toMatchObject(SAME)
  expect(await recording.ended(runId)).toBe('failed')
  const report = await replay(runId, flow)
  expect(report).toMatchObject(SAME)
  expect(report.steps.map((step) => step.name)).toEqual(['before', 'pause', 'after', 'halt', 'cleanup'])
})

test('a step that fails, by its expression or by what it throws, fails the same way again', async () => {
  const definition = flowOf({
    sA: code('throw new RangeError("no " + trigger.n)', { name: 'risky', onError: 'continue' }),
    sB: code('console.log("seen", Math.random()); return null', { name: 'talks' }),
    sC: map('{{ trigger.gone.deep }}', 'broken'),
  })
  const { flow, runId } = await record(definition, { n: 3 })
  expect(await recording.ended(runId)).toBe('failed')
  expect(await replay(runId, flow)).toMatchObject(SAME)
})

test('a retry, which takes over what earlier runs decided and did, is reproduced', async () => {
  const { provider, source } = recording
  const definition = flowOf({
    sA: code('return Math.random()', { name: 'draw' }),
    sB: create('first', { n: '{{ steps.draw }}' }),
    sC: create('second', { id: '{{ steps.first.id }}', at: '{{ now }}' }),
    sD: map({ n: '{{ steps.draw }}', r: '{{ Math.random() }}' }, 'end'),
  })
  provider.script.push(
    (request) => provider.create(request),
    () => failure(400, { class: 'permanent' }),
  )
  const { flow, runId } = await record(definition, 1)
  expect(await recording.ended(runId)).toBe('failed')
  expect(await replay(runId, flow)).toMatchObject(SAME)
  const runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: recording.engine(),
    flows: source(),
    triggers: { load: async () => new Map() },
    actions: provider,
    http: fakePerformers(provider).http,
  })
  for (const request of [{ fromStepId: 'sC' }, {}]) {
    const retryId = await runs.retry({ tenantId: TENANT, userId: 'usr_ana' }, runId, request)
    expect(await recording.ended(retryId)).toBe('succeeded')
    expect(await replay(retryId, flow)).toMatchObject(SAME)
  }
})

test('a run whose process died half-way, and that another one finished, is reproduced', async () => {
  const { provider } = recording
  provider.repeatable = { mode: 'idempotencyKey' }
  const flow = await recording.publish(order())
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  let isThere = false
  const frozen = { heartbeatMs: 1_000_000, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 1_000_000 }
  const dying = await testEngine(database(), recording.flows, {
    sandbox: recording.sandbox(),
    provider,
    timing: frozen,
    async checkpoint(name) {
      if (name !== 'effect:after-answer') return
      isThere = true
      await gate
    },
  })
  const starts = [{ flow, trigger: 'manual' as const, data: { id: 1 }, storeData: true }]
  const { runIds } = await dying.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
  const runId = runIds[0] ?? ''
  await expect.poll(() => isThere, { timeout: 10_000 }).toBe(true)
  await database().truth.query(`UPDATE processes SET heartbeat_at = now() - interval '31 s' WHERE id = $1`, [dying.engine.processId])
  expect(await recording.ended(runId)).toBe('succeeded')
  release()
  await dying.stop()
  provider.repeatable = { mode: 'never' }
  const recorded = await recording.recorded().load(TENANT, runId)
  expect(recorded.entries.map((entry) => entry.kind)).toContain('takenOver')
  expect(await replay(runId, flow)).toMatchObject(SAME)
}, 60_000)
