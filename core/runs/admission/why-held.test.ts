import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowSettings, Json } from '../../../sdk/flow/definition.ts'
import { systemClock } from '../../platform/clock.ts'
import { useTestDatabase } from '../../testing/database.ts'
import type { PublishedFlow } from '../engine.types.ts'
import { createRuns, type RunsService } from '../runs.service.ts'
import { fakePerformers, flowSourceOf, type TestEngine, testEngine } from '../testing/test-engine.ts'
import { BusyProvider, gatedFlow, keyedVisit } from './testing/gated-flows.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const ana = { tenantId: TENANT, userId: 'usr_ana' }
const flows = new Map<string, PublishedFlow>()
const provider = new BusyProvider(4_000)
let running: TestEngine
let runs: RunsService

beforeAll(async () => {
  running = await testEngine(database(), flows, { provider, sandbox: { visit: keyedVisit(flows) } })
  const edges = { triggers: { load: async () => new Map() }, actions: provider, http: fakePerformers(provider).http }
  runs = createRuns({ db: database(), clock: systemClock, engine: running.engine, flows: flowSourceOf(flows), ...edges })
})
afterAll(() => running.stop())

async function startAll(settings: FlowSettings, events: Json[]): Promise<string[]> {
  const flow = gatedFlow(TENANT, `flw_why${flows.size}`, settings)
  flows.set(flow.flowId, flow)
  const ids: string[] = []
  for (const data of events) {
    const starts = [{ flow, trigger: 'webhook' as const, data, storeData: true }]
    const accepted = await running.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
    ids.push(accepted.runIds[0] ?? '')
  }
  return ids
}

const reasonOf = (id: string | undefined) =>
  expect.poll(async () => (await runs.read(ana, id ?? '')).held, { timeout: 3_000, interval: 25 })

test('a run that waits for a place says so, with the key, the limit, who is there and who comes before it', async () => {
  const [first, other, second, third] = await startAll({ concurrency: { key: 'trigger.key', limit: 1, whenFull: 'queue' } }, [
    { key: 'w-a' },
    { key: 'w-b' },
    { key: 'w-a' },
    { key: 'w-a' },
  ])
  const waiting = { reason: 'concurrency', key: 'w-a', limit: 1, until: null, behind: [first] }
  await reasonOf(second).toEqual({ ...waiting, ahead: 0 })
  await reasonOf(third).toEqual({ ...waiting, ahead: 1 })
  await expect.poll(async () => (await runs.read(ana, other ?? '')).status).toBe('running')
  expect((await runs.read(ana, other ?? '')).held).toBeNull()
})

test('a run in a line says which line, and how many come before it', async () => {
  const [first, second, third] = await startAll({ fifo: { key: 'trigger.key' } }, [{ key: 'w-l' }, { key: 'w-l' }, { key: 'w-l' }])
  await reasonOf(second).toMatchObject({ reason: 'fifo', key: 'w-l', ahead: 1, behind: [first] })
  await reasonOf(third).toMatchObject({ reason: 'fifo', ahead: 2 })
})

test('a run that waits for quiet, or for the next start that is allowed, says until when', async () => {
  const before = Date.now()
  const [quiet] = await startAll({ debounce: { key: 'trigger.key', waitMs: 60_000 } }, [{ key: 'w-q' }])
  await reasonOf(quiet).toMatchObject({ reason: 'debounce', key: 'w-q' })
  const { held } = await runs.read(ana, quiet ?? '')
  expect(Date.parse(held?.until ?? '')).toBeGreaterThan(before + 30_000)
  const [, late] = await startAll({ throttle: { limit: 1, perMs: 60_000, whenFull: 'queue' } }, [{ key: 'w-t' }, { key: 'w-t' }])
  await reasonOf(late).toMatchObject({ reason: 'throttle', key: null, limit: 1, ahead: 0, until: expect.stringMatching(/Z$/) })
})
