import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { code, flowOf, map } from '../sandbox/testing/guests.ts'
import { useTestDatabase } from '../testing/database.ts'
import { progressStream } from './progress-stream.ts'
import type { PublishCheck } from './publish-check.types.ts'
import { createReplay } from './replay.service.ts'
import { TENANT, useRecording } from './testing/recording.ts'

const database = useTestDatabase()
const recording = useRecording(database)
const ana = { tenantId: TENANT, userId: 'usr_ana' }

const inLane = (container: string, lane: string, step: Step): Step => ({ ...step, parent: { container, lane } })
const create = (name: string, input: Json): Step => ({ kind: 'action', name, plugin: 'ledger', action: name, connectionId: 'con_1', input })

function replayOf(draft: FlowDefinition) {
  return createReplay({
    recorded: recording.recorded(),
    flows: recording.source(),
    drafts: { read: async () => ({ revision: 1, baseVersion: 1, definition: draft, problems: [], savedAt: null }) },
    sandbox: recording.sandbox(),
    clock: systemClock,
  })
}

async function recordRuns(definition: FlowDefinition, triggers: readonly Json[]): Promise<string> {
  const flow = await recording.publish(definition)
  const ids = await Promise.all(triggers.map((data) => recording.start(flow, data)))
  for (const id of ids) await recording.ended(id)
  return flow.flowId
}

async function check(flowId: string, draft: FlowDefinition, limit = 50): Promise<PublishCheck> {
  const calls = recording.provider.created.length
  const running = await replayOf(draft).publishCheck(ana, flowId, limit)
  const result = await running.result(new AbortController().signal, () => {})
  expect(recording.provider.created.length).toBe(calls)
  return result
}

/** Orders over 100 are checked by a person's system, the others go straight on. */
function order({
  limit = '100',
  total = '{{ trigger.total }}',
  extra = {},
}: {
  limit?: string
  total?: string
  extra?: Record<string, Step>
}) {
  const definition = flowOf({
    sA: code('return { drawn: Math.random(), at: Date.now() }', { name: 'drawn' }),
    sB: { kind: 'branch', name: 'big', condition: `trigger.total > ${limit}` },
    sI: create('invoice', { total, drawn: '{{ steps.drawn.drawn }}', at: '{{ now }}' }),
    sZ: map({ id: '{{ steps.invoice.id }}', at: '{{ now }}' }, 'done'),
    ...extra,
  })
  definition.steps['sC'] = inLane('sB', 'then', create('checked', { total: '{{ trigger.total }}' }))
  return definition
}

const TRIGGERS = [50, 120, 150, 300].map((total) => ({ total }))

test('a draft that is what was published would change nothing, and no provider is asked', async () => {
  const flowId = await recordRuns(order({}), TRIGGERS)
  expect(await check(flowId, order({}))).toMatchObject({ checked: 4, same: 4, steps: [], runs: [], isComplete: true })
})

test('a changed condition shows the runs that would take the other branch, and the calls that they would no longer make', async () => {
  const flowId = await recordRuns(order({}), TRIGGERS)
  const result = await check(flowId, order({ limit: '200' }))
  expect(result).toMatchObject({ checked: 4, same: 2 })
  const branch = result.steps.find((step) => step.stepId === 'sB')
  expect(branch).toMatchObject({
    name: 'big',
    runs: 2,
    differences: [{ kind: 'branch', count: 2, examples: [{ recorded: 'then', draft: 'else' }, {}] }],
  })
  expect(result.steps[0]).toMatchObject({ name: 'checked', differences: [{ kind: 'callRemoved', count: 2 }] })
})

test('a changed input shows as a changed call with both inputs, and the recorded answer goes on', async () => {
  const flowId = await recordRuns(order({}), [{ total: 10 }])
  const result = await check(flowId, order({ total: '{{ trigger.total * 100 }}' }))
  expect(result.steps).toMatchObject([
    { name: 'invoice', differences: [{ kind: 'callChanged', examples: [{ recorded: { total: 10 }, draft: { total: 1000 } }] }] },
  ])
  expect(result.runs).toMatchObject([{ recordedEnd: 'succeeded', draftEnd: 'succeeded' }])
})

test('a call that the recorded run did not make ends that path, and says what it would send', async () => {
  const flowId = await recordRuns(order({}), [{ total: 10 }])
  const result = await check(flowId, order({ extra: { sM: create('mail', { to: '{{ trigger.total }}' }), sN: map(1, 'after') } }))
  expect(result.steps).toMatchObject([
    { name: 'mail', runs: 1, differences: [{ kind: 'callAdded', examples: [{ recorded: null, draft: { to: 10 } }] }] },
  ])
  expect(result.runs).toMatchObject([{ recordedEnd: 'succeeded', draftEnd: 'blocked' }])
})

test('a changed output, and what follows from it, are counted by step with examples; calls in another order find their answers', async () => {
  const first = flowOf({
    sA: create('one', { n: 1 }),
    sB: create('two', { n: 2 }),
    sM: map('{{ steps.one.id + steps.two.id }}', 'sum'),
    sN: map('{{ steps.sum + 1 }}', 'more'),
  })
  const flowId = await recordRuns(first, [1, 2, 3, 4, 5])
  const swapped = structuredClone(first)
  swapped.edges = { e0: { from: 'sB', to: 'sA' }, e1: { from: 'sA', to: 'sM' }, e2: { from: 'sM', to: 'sN' } }
  expect(await check(flowId, swapped)).toMatchObject({ checked: 5, same: 5 })
  swapped.steps['sM'] = map('{{ steps.one.id + steps.two.id + 10 }}', 'sum')
  const changed = await check(flowId, swapped)
  expect(changed.steps.map((step) => [step.name, step.runs, step.differences[0]?.count])).toEqual([
    ['sum', 5, 5],
    ['more', 5, 5],
  ])
  expect(changed.steps[0]?.differences[0]?.examples.length).toBe(3)
})

test('loops, waits, our own tables and a failed run are told the same way', async () => {
  const definition = flowOf({
    sL: {
      kind: 'forEach',
      name: 'each',
      items: '{{ trigger.items }}',
      atOnce: 2,
      onIterationError: 'fail',
      collect: '{{ steps.make.id }}',
    },
    sA: inLane('sL', 'each', create('make', { item: '{{ item }}', r: '{{ Math.random() }}' })),
    sS: { kind: 'store', name: 'kept', table: 'seen', operation: 'put', key: '{{ now }}', value: '{{ steps.each.results }}' } as Step,
    sD: { kind: 'delay', name: 'pause', delay: { by: 'duration', amount: '{{ 0 }}', unit: 'seconds' } },
    sF: map('{{ trigger.missing.field }}', 'broken'),
  })
  definition.edges = { e0: { from: 'sL', to: 'sS' }, e1: { from: 'sS', to: 'sD' }, e2: { from: 'sD', to: 'sF' } }
  const flowId = await recordRuns(definition, [{ items: [1, 2, 3] }])
  expect(await check(flowId, definition)).toMatchObject({ checked: 1, same: 1 })
  const mended = structuredClone(definition)
  mended.steps['sF'] = map('{{ trigger.missing?.field }}', 'broken')
  expect(await check(flowId, mended)).toMatchObject({
    steps: [{ name: 'broken', differences: [{ kind: 'outcome' }] }],
    runs: [{ recordedEnd: 'failed', draftEnd: 'succeeded' }],
  })
})

test('200 runs are checked in far less than 30 s, with progress, and a reader who leaves stops the check', async () => {
  const flowId = await recordRuns(
    order({}),
    Array.from({ length: 200 }, (_, total) => ({ total })),
  )
  const result = await check(flowId, order({ limit: '150' }), 200)
  expect(result).toMatchObject({ checked: 200, same: 150, isComplete: true })
  expect(result.durationMs).toBeLessThan(15_000)

  const running = await replayOf(order({})).publishCheck(ana, flowId, 200)
  const lines = (await Array.fromAsync(progressStream(running))).join('').trim().split('\n')
  expect(lines.length).toBe(202)
  expect(JSON.parse(lines[0] ?? '')).toEqual({ done: 0, total: 200 })
  expect(JSON.parse(lines.at(-1) ?? '').result).toMatchObject({ checked: 200 })

  let done = 0
  const left = await replayOf(order({})).publishCheck(ana, flowId, 200)
  const watched = { total: left.total, result: (signal: AbortSignal) => left.result(signal, (count) => (done = count)) }
  const stream = progressStream(watched)
  await expect.poll(() => done).toBeGreaterThan(2)
  stream.destroy()
  await sleep(200)
  const after = done
  await sleep(300)
  expect(done).toBe(after)
  expect(done).toBeLessThan(200)
}, 60_000)

test('a draft that does not compile is refused by name', async () => {
  const flowId = await recordRuns(order({}), [{ total: 1 }])
  const draft = flowOf({ sA: map('{{ 1 + }}', 'broken') })
  await expect(replayOf(draft).publishCheck(ana, flowId, 10)).rejects.toMatchObject({ code: 'flow_invalid' })
})
