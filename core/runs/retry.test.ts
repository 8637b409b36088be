import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Json, Step } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { FlowSource, PublishedFlow } from './engine.types.ts'
import { createRuns, type RunsService } from './runs.service.ts'
import { failure, fakePerformers, flowSourceOf, type TestEngine, testEngine } from './testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const caller = { tenantId: TENANT, userId: 'usr_ana' }
/** Every version of every flow; the last one is published. */
const versions = new Map<string, PublishedFlow[]>()
const flows = new Map<string, PublishedFlow>()
const source: FlowSource = {
  ...flowSourceOf(flows),
  published: async (_tenantId, flowId) => versions.get(flowId)?.at(-1) ?? null,
  version: async (_tenantId, flowId, version) => versions.get(flowId)?.find((flow) => flow.version === version) ?? null,
}
let running: TestEngine
let runs: RunsService

beforeAll(async () => {
  await database().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja')`, [TENANT])
  running = await testEngine(database(), flows, { flows: source })
  runs = createRuns({
    db: database(),
    clock: systemClock,
    engine: running.engine,
    flows: source,
    triggers: { load: async () => new Map() },
    actions: running.provider,
    http: fakePerformers(running.provider).http,
  })
})
afterAll(() => running.stop())
beforeEach(() => {
  running.provider.script.length = 0
  running.provider.created.length = 0
  running.provider.lookups.length = 0
  running.provider.repeatable = { mode: 'never' }
})

let count = 0
function publish(steps: Record<string, Step>, flowId = `flw_${++count}`): string {
  const known = versions.get(flowId) ?? []
  const version = known.length + 1
  const made = testFlow(TENANT, flowId, steps)
  const roots = Object.keys(steps).filter((id) => steps[id]?.parent === undefined)
  const edges = Object.fromEntries(roots.slice(1).map((to, index) => [`e${index}`, { from: roots[index] ?? '', to }]))
  const flow = { ...made, definition: { ...made.definition, edges }, version, compiled: { script: '', hash: `${flowId}@${version}` } }
  versions.set(flowId, [...known, flow])
  flows.set(flow.compiled.hash, flow)
  return flowId
}

const start = (flowId: string, data: Json = { order: 1 }) => runs.startManually(caller, flowId, data)
const inLane = (container: string, lane: string, step: Step): Step => ({ ...step, parent: { container, lane } })
const REFUSED = () => failure(400, { class: 'permanent', message: 'não' })
const LOOKED_UP = { mode: 'lookupFirst', by: [''], consistency: 'strong' } as const
const LOST = () => failure(0, { effect: 'maybe', message: 'no answer' })
const done = () => running.provider.created.map((each) => each.action)

function until(runId: string, status: string) {
  return expect.poll(async () => (await runs.read(caller, runId)).status, { timeout: 10_000, interval: 25 }).toBe(status)
}

test('a retry on the latest version runs the mended step, and keeps what the old version did', async () => {
  const flowId = publish({ sA: mapStep('a'), sB: actionStep('b', 'first'), sC: actionStep('c', 'broken') })
  running.provider.script.push((request) => running.provider.create(request), REFUSED)
  const runId = await start(flowId)
  await until(runId, 'failed')
  publish({ sA: mapStep('a'), sB: actionStep('b', 'first'), sC: actionStep('c', 'mended'), sD: mapStep('d') }, flowId)

  const latest = await runs.retry(caller, runId, { version: 'latest', fromStepId: 'sC' })
  await until(latest, 'succeeded')
  expect(await runs.read(caller, latest)).toMatchObject({ version: 2, retryOf: runId, edited: false })
  expect(done()).toEqual(['first', 'mended'])
  expect((await runs.steps(caller, latest)).map((step) => step.stepId)).toEqual(['sA', 'sB', 'sC', 'sD'])

  const same = await runs.retry(caller, runId, { version: 'same' })
  await until(same, 'succeeded')
  expect((await runs.read(caller, same)).version).toBe(1)
  // Version 1 has never done its own third step.
  expect(done()).toEqual(['first', 'mended', 'broken'])
})

test('a retry on the latest version is refused while nobody knows what a step that is another one now did', async () => {
  const flowId = publish({ sA: actionStep('a', 'first') })
  running.provider.script.push(LOST)
  const runId = await start(flowId)
  await until(runId, 'uncertain')
  await runs.cancel(caller, runId)
  await until(runId, 'cancelled')
  publish({ sA: actionStep('a', 'second') }, flowId)
  await expect(runs.retry(caller, runId, { version: 'latest' })).rejects.toMatchObject({ code: 'conflict' })
  const same = await runs.retry(caller, runId, { version: 'same' })
  await until(same, 'uncertain')
})

test('a retry with edited input is marked in the list and in the run', async () => {
  const flowId = publish({ sA: mapStep('a') })
  const runId = await start(flowId)
  await until(runId, 'succeeded')
  const edited = await runs.retry(caller, runId, { input: { order: 2 } })
  const plain = await start(flowId)
  for (const each of [edited, plain]) await until(each, 'succeeded')
  expect(await runs.read(caller, edited)).toMatchObject({ edited: true, input: { order: 2 } })
  const { items } = await runs.list(caller, { flowId })
  expect(Object.fromEntries(items.map((run) => [run.id, run.edited]))).toEqual({ [runId]: false, [edited]: true, [plain]: false })
})

test('a retry from a step inside a loop starts the loop again, and repeats none of its effects', async () => {
  const loop: Step = { kind: 'forEach', name: 'each', items: [], atOnce: 1, onIterationError: 'fail' }
  const flowId = publish({ sL: loop, sA: inLane('sL', 'each', actionStep('a', 'make')), sZ: mapStep('z') })
  running.provider.script.push((request) => running.provider.create(request), REFUSED)
  const runId = await start(flowId, { items: [1, 2, 3] })
  await until(runId, 'failed')
  const retryId = await runs.retry(caller, runId, { fromStepId: 'sA' })
  await until(retryId, 'succeeded')
  expect(running.provider.created.map((each) => each.effectKey.split(':')[1])).toEqual(['sL[0]/sA', 'sL[1]/sA', 'sL[2]/sA'])
})

test('a retry from a step in a parallel keeps what its other lanes did', async () => {
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  const both: Step = { kind: 'parallel', name: 'both', lanes, join: 'all', fail: 'wait' }
  const flowId = publish({
    sP: both,
    sA: inLane('sP', 'one', actionStep('a', 'left')),
    sB: inLane('sP', 'two', actionStep('b', 'right')),
    sZ: mapStep('z'),
  })
  running.provider.script.push((request) => running.provider.create(request), REFUSED)
  const runId = await start(flowId)
  await until(runId, 'failed')
  const retryId = await runs.retry(caller, runId, { fromFailed: true })
  await until(retryId, 'succeeded')
  expect(done().toSorted()).toEqual(['left', 'right'])
})

test('several uncertain steps of one run are decided one by one, also while the run goes on with another', async () => {
  const lanes = ['one', 'two', 'three'].map((lane) => ({ lane, title: lane }))
  const flowId = publish({
    sP: { kind: 'parallel', name: 'all', lanes, join: 'all', fail: 'wait' },
    sA: inLane('sP', 'one', actionStep('a', 'first')),
    sB: inLane('sP', 'two', actionStep('b', 'second')),
    sC: inLane('sP', 'three', actionStep('c', 'third')),
    sZ: mapStep('z'),
  })
  running.provider.script.push(LOST, LOST, LOST)
  const runId = await start(flowId)
  await until(runId, 'uncertain')
  const uncertain = async () => (await runs.steps(caller, runId)).filter((step) => step.status === 'uncertain').map((step) => step.stepId)
  expect(await uncertain()).toEqual(['sA', 'sB', 'sC'])

  // The call that the first word leads to is out for a while; the others are decided meanwhile.
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  running.provider.script.push(async (request) => {
    await gate
    return running.provider.create(request)
  })
  await runs.decide(caller, runId, 'sA', { decision: 'runAgain' })
  await until(runId, 'running')
  await runs.decide(caller, runId, 'sB', { decision: 'treatAsDone', output: { id: 'seen' } })
  await expect(runs.decide(caller, runId, 'sB', { decision: 'runAgain' })).rejects.toMatchObject({ code: 'conflict' })
  release()
  await expect.poll(uncertain, { timeout: 15_000, interval: 50 }).toEqual(['sC'])
  await runs.decide(caller, runId, 'sC', { decision: 'treatAsDone', output: null })
  await until(runId, 'succeeded')
  expect(done()).toEqual(['first'])
})

test('"check at provider" finds what was done, and asks again when nothing is found', async () => {
  const flowId = publish({ sA: actionStep('a', 'first') })
  running.provider.script.push((request) => {
    running.provider.create(request)
    return LOST()
  })
  const found = await start(flowId, { order: 'found' })
  await until(found, 'uncertain')
  running.provider.repeatable = LOOKED_UP
  await runs.decide(caller, found, 'sA', { decision: 'check' })
  await until(found, 'succeeded')
  expect(done()).toEqual(['first'])

  running.provider.repeatable = { mode: 'never' }
  running.provider.script.push(LOST)
  const missing = await start(flowId, { order: 'missing' })
  await until(missing, 'uncertain')
  running.provider.repeatable = LOOKED_UP
  for (const looks of [2, 3]) {
    await runs.decide(caller, missing, 'sA', { decision: 'check' })
    await expect.poll(() => running.provider.lookups.length).toBe(looks)
    await until(missing, 'uncertain')
  }
  await runs.decide(caller, missing, 'sA', { decision: 'treatAsDone', output: null })
  await until(missing, 'succeeded')
})
