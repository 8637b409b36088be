import { expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import type { ActionRequest } from '../actions/actions.types.ts'
import type { ConnectorCatalogue } from '../flows/flows.types.ts'
import { systemClock } from '../platform/clock.ts'
import { fakePerformers } from '../runs/testing/test-engine.ts'
import { flowOf, map } from '../sandbox/testing/guests.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createDraftTest } from './draft-test.service.ts'
import type { DraftTestRequest } from './draft-test.types.ts'
import { createPins } from './pins.service.ts'
import { TENANT, useRecording } from './testing/recording.ts'

const database = useTestDatabase()
const recording = useRecording(database)
const ana = { tenantId: TENANT, userId: 'usr_ana' }
const bia = { tenantId: TENANT, userId: 'usr_bia' }

const inLane = (container: string, lane: string, step: Step): Step => ({ ...step, parent: { container, lane } })
const action = (name: string, input: Json): Step => ({ kind: 'action', name, plugin: 'ledger', action: name, connectionId: 'con_1', input })
const catalogue: Pick<ConnectorCatalogue, 'action' | 'trigger'> = {
  action: (_plugin, name) => ({ displayName: name, outcomes: [], needsConnection: true, output: {}, sample: { id: `sample of ${name}` } }),
  trigger: () => null,
}

/** An order: looked up, decided on, invoiced. */
function draft(): FlowDefinition {
  const definition = flowOf(
    {
      sA: action('find', { id: '{{ trigger.id }}' }),
      sB: { kind: 'branch', name: 'big', condition: 'trigger.total > 100' },
      sM: map({ found: '{{ steps.find.id }}', total: '{{ trigger.total }}' }, 'summary'),
      sZ: action('invoice', { summary: '{{ steps.summary }}' }),
      sE: map('{{ steps.invoice.id }}', 'end'),
    },
    { kind: 'manual', sample: { id: 'sample', total: 1 } } as FlowDefinition['trigger'],
  )
  definition.steps['sC'] = inLane('sB', 'then', action('approve', { total: '{{ trigger.total }}' }))
  definition.steps['sD'] = inLane('sB', 'then', map('{{ steps.approve.id }}', 'approved'))
  definition.edges['e9'] = { from: 'sC', to: 'sD' }
  return definition
}

async function testing(definition: FlowDefinition, recordedOn: FlowDefinition = definition) {
  const flow = await recording.publish(recordedOn)
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
  await database().truth.query(`INSERT INTO flows (tenant_id, id, name, created_by) VALUES ($1, $2, 'Pedidos', 'usr_ana')`, [
    TENANT,
    flow.flowId,
  ])
  const called: string[] = []
  const { provider } = recording
  const actions = {
    facts: (plugin: string, name: string) => ({
      ...provider.facts(plugin, name),
      effect: name === 'find' ? ('read' as const) : ('create' as const),
    }),
    outcomeOf: () => null,
    execute: async (request: ActionRequest) => {
      called.push(request.action)
      return { ok: true as const, output: { id: `live ${request.action}` }, calls: [], logs: ['said so'] }
    },
  }
  const drafts = { read: async () => ({ revision: 1, baseVersion: 1, definition, problems: [], savedAt: null }) }
  const shared = { db: database(), drafts, recorded: recording.recorded(), flows: recording.source(), clock: systemClock }
  const pins = createPins(shared)
  const tests = createDraftTest({ ...shared, pins, catalogue, sandbox: recording.sandbox(), actions, performers: fakePerformers(provider) })
  return {
    flow,
    called,
    pins,
    test: (request: DraftTestRequest) => tests.test(ana, flow.flowId, request),
    async recordRun(data: Json): Promise<string> {
      const runId = await recording.start(flow, data)
      await recording.ended(runId)
      return runId
    },
  }
}

const told = (steps: Array<{ name: string; from: string }>) => steps.map(({ name, from }) => `${name} ${from}`)

test('a whole draft is tried out on samples: nothing is called, and every step says where its value came from', async () => {
  const { test: run, called } = await testing(draft())
  const result = await run({})
  expect(result).toMatchObject({ status: 'succeeded', error: null })
  expect(told(result.steps)).toEqual(['find sample', 'big computed', 'summary computed', 'invoice sample', 'end computed'])
  expect(result.steps.at(-1)?.output).toBe('sample of invoice')
  expect(result.steps[0]?.input).toEqual({ id: 'sample' })
  expect(called).toEqual([])
})

test('with the event of a past run, its answers stand in; what it never asked for is a sample', async () => {
  const { test: run, recordRun } = await testing(draft())
  const runId = await recordRun({ id: 'x', total: 50 })
  const same = await run({ runId })
  expect(told(same.steps)).toEqual(['find run', 'big computed', 'summary computed', 'invoice run', 'end computed'])
  const other = await run({ runId, trigger: { id: 'x', total: 500 } })
  expect(told(other.steps)).toEqual([
    'find run',
    'big computed',
    'approve sample',
    'approved computed',
    'summary computed',
    'invoice run',
    'end computed',
  ])
})

test('one step, up to a step, and from a step', async () => {
  const { test: run } = await testing(draft())
  const trigger = { id: 'y', total: 200 }
  expect(told((await run({ trigger, from: 'sM', to: 'sM' })).steps)).toEqual(['summary computed'])
  expect(told((await run({ trigger, to: 'sD' })).steps)).toEqual(['find sample', 'big computed', 'approve sample', 'approved computed'])
  expect(told((await run({ trigger, from: 'sZ' })).steps)).toEqual(['invoice sample', 'end computed'])
  // What is before it in its own lane is given, and the lane is entered whatever the condition says.
  expect(told((await run({ trigger: { id: 'y', total: 1 }, from: 'sD', to: 'sD' })).steps)).toEqual(['approved computed'])
  await expect(run({ from: 'sNo' })).rejects.toMatchObject({ code: 'invalid' })
})

test('a loop alone is tried out with all of its iterations, and gives what they gave', async () => {
  const definition = flowOf({
    sL: { kind: 'forEach', name: 'each', items: '{{ trigger.list }}', atOnce: 1, collect: 'steps.double' },
    sE: map('{{ 1 }}', 'end'),
  })
  definition.steps['sD'] = inLane('sL', 'each', map('{{ item * 2 }}', 'double'))
  const { test: run } = await testing(definition)
  const { steps } = await run({ trigger: { list: [1, 2] }, from: 'sL', to: 'sL' })
  expect(steps.map((step) => `${step.path} ${step.status}`)).toEqual(['sL[0]/sD done', 'sL[1]/sD done', 'sL done'])
  expect(steps.at(-1)?.output).toEqual({ results: [2, 4], count: 2, stopped: false })
  const long = await run({ trigger: { list: Array.from({ length: 600 }, () => 1) }, from: 'sL', to: 'sL' })
  expect(long).toMatchObject({ status: 'succeeded', isCut: true })
  expect(long.steps.at(-1)).toMatchObject({ path: 'sL', output: { count: 600 } })
})

test('a pinned output is used instead of the step, and a pinned run gives its event and everything it got', async () => {
  const { test: run, pins, flow, recordRun } = await testing(draft())
  await pins.save(ana, flow.flowId, {
    trigger: { id: 'pinned', total: 5 },
    steps: { sA: { output: { id: 'held' } }, sM: { output: 'fixed' } },
  })
  const result = await run({})
  expect(told(result.steps)).toEqual(['find pin', 'summary pin', 'big computed', 'invoice sample', 'end computed'])
  expect(result.steps.find((step) => step.name === 'invoice')?.input).toEqual({ summary: 'fixed' })
  expect(await pins.read(bia, flow.flowId)).toEqual({ steps: {}, fromRunId: null })

  const runId = await recordRun({ id: 'real', total: 300 })
  const whole = await pins.save(ana, flow.flowId, { runId })
  expect(whole).toMatchObject({ fromRunId: runId, trigger: { id: 'real', total: 300 } })
  expect(Object.keys(whole.steps).sort()).toEqual(['sA', 'sC', 'sD', 'sE', 'sM', 'sZ'])
  expect((await run({})).steps.filter((step) => step.from === 'computed').map((step) => step.name)).toEqual(['big'])
  await pins.remove(ana, flow.flowId)
  expect(await pins.read(ana, flow.flowId)).toEqual({ steps: {}, fromRunId: null })
  await expect(pins.save(ana, flow.flowId, { steps: { sB: { output: true } } })).rejects.toMatchObject({ code: 'invalid' })
})

test('reads are made for real only without dryRun, and effects only when confirmed', async () => {
  const { test: run, called, pins, flow } = await testing(draft())
  const trigger = { id: 'z', total: 500 }
  expect(told((await run({ trigger, dryRun: true, confirmEffects: true })).steps)[0]).toBe('find sample')
  expect(called).toEqual([])
  const reading = await run({ trigger, dryRun: false })
  expect(called).toEqual(['find'])
  expect(reading.steps.find((step) => step.name === 'find')).toMatchObject({ from: 'live', output: { id: 'live find' }, logs: ['said so'] })
  expect(reading.steps.find((step) => step.name === 'invoice')?.from).toBe('sample')
  await pins.save(ana, flow.flowId, { steps: { sC: { output: { id: 'pinned' } } } })
  await run({ trigger, dryRun: false, confirmEffects: true })
  expect(called).toEqual(['find', 'find', 'invoice'])
})

test('loops, waits and approvals run through with stand-ins, a failing step fails the test, and the finally lane still runs', async () => {
  const definition = flowOf({
    sL: { kind: 'forEach', name: 'each', items: '{{ [1, 2] }}', atOnce: 1, onIterationError: 'fail', collect: '{{ steps.make.id }}' },
    sD: { kind: 'delay', name: 'pause', delay: { by: 'duration', amount: '{{ 30 }}', unit: 'days' } },
    sP: {
      kind: 'approval',
      name: 'ask',
      question: 'ok?',
      assignee: { role: 'admin' },
      outcomes: [
        { lane: 'yes', title: 'Yes' },
        { lane: 'no', title: 'No' },
      ],
    },
    sX: map('{{ trigger.gone.deep }}', 'broken'),
    sF: { kind: 'map', name: 'cleanup', value: '{{ run.outcome.status }}', parent: { container: 'flow', lane: 'finally' } },
  })
  definition.steps['sA'] = inLane('sL', 'each', action('make', { item: '{{ item }}' }))
  definition.steps['sY'] = inLane('sP', 'yes', map('approved', 'went_on'))
  const { test: run } = await testing(definition)
  const result = await run({ trigger: {} })
  expect(result).toMatchObject({ status: 'failed', error: { code: 'expression' } })
  expect(result.steps.map((step) => step.name)).toEqual(['make', 'make', 'each', 'pause', 'ask', 'went_on', 'broken', 'cleanup'])
  expect(result.steps.at(-1)?.output).toBe('failed')
})
