import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FlowSettings, Json } from '../../../sdk/flow/definition.ts'
import { useTestDatabase } from '../../testing/database.ts'
import type { CheckpointName, PublishedFlow } from '../engine.types.ts'
import type { LeaseTiming } from '../lease.ts'
import { fieldOf } from '../prepare-wait.ts'
import { LedgerProvider } from '../testing/kill-worker.ts'
import { type TestEngine, testEngine } from '../testing/test-engine.ts'
import { BusyProvider, gatedFlow, keyedVisit } from './testing/gated-flows.ts'
import { type GatedOrder, LOOKED_UP } from './testing/gated-worker.ts'

const database = useTestDatabase()
const WORKER = fileURLToPath(new URL('./testing/gated-worker.ts', import.meta.url))
const QUICK: LeaseTiming = { heartbeatMs: 100, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 200 }
const TENANT = '00000000-0000-4000-8000-00000000000a'
const flows = new Map<string, PublishedFlow>()
let folder = ''
let engines: TestEngine[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tomada-gates-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(async () => {
  await Promise.all(engines.map((each) => each.stop()))
  engines = []
})

function flowWith(flowId: string, settings: FlowSettings): PublishedFlow {
  const flow = gatedFlow(TENANT, flowId, settings)
  flows.set(flowId, flow)
  return flow
}

async function open(provider: BusyProvider | LedgerProvider): Promise<TestEngine> {
  const opened = await testEngine(database(), flows, { provider, sandbox: { visit: keyedVisit(flows) }, timing: QUICK })
  engines.push(opened)
  return opened
}

async function start({ engine }: TestEngine, flow: PublishedFlow, data: Json): Promise<string> {
  const starts = [{ flow, trigger: 'manual' as const, data, storeData: true }]
  const { runIds } = await engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
  return runIds[0] ?? ''
}

async function openCount(flowId: string): Promise<number> {
  const { rows } = await database().truth.query('SELECT count(*)::int AS n FROM open_runs WHERE flow_id = $1', [flowId])
  return rows[0].n
}

const KILLED_AT: CheckpointName[] = [
  'accept:after-commit',
  'run:leased',
  'effect:after-intent',
  'effect:after-answer',
  'run:before-end',
  'run:after-end',
]
for (const [index, killAt] of KILLED_AT.entries()) {
  test(`the line goes on in order, nothing twice and nothing lost, after its process was killed at ${killAt}`, async () => {
    const flow = flowWith(`flw_killed${index}`, { fifo: { key: 'trigger.key' } })
    const ledger = path.join(folder, `${index}`)
    await writeFile(ledger, '')
    const order: GatedOrder = { url: database().url, ledger, killAt, tenantId: TENANT, flowId: flow.flowId, count: 4 }
    const worker = spawn(process.execPath, [WORKER, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit'] })
    const [, signal] = await once(worker, 'exit')
    expect(signal).toBe('SIGKILL')
    await database().truth.query(`UPDATE processes SET heartbeat_at = now() - interval '31 s'`)
    const heir = await open(new LedgerProvider(ledger, LOOKED_UP))
    for (let n = 4; n < 6; n++) await start(heir, flow, { key: flow.flowId, n })
    await expect.poll(() => openCount(flow.flowId), { timeout: 10_000, interval: 50 }).toBe(0)
    // Ids of one millisecond have no order; the data has.
    const { rows } = await database().truth.query(
      `SELECT id, status FROM runs WHERE flow_id = $1 ORDER BY (trigger_data::jsonb ->> 'n')::int`,
      [flow.flowId],
    )
    expect(rows.map((row) => row.status)).toEqual(rows.map(() => 'succeeded'))
    const made = (await readFile(ledger, 'utf8')).trim().split('\n')
    expect(made.map((key) => key.split(':')[0])).toEqual(rows.map((row) => row.id))
    expect(rows.length).toBeGreaterThanOrEqual(3)
  })
}

test('200 events at once on two processes run in the order in which each was answered for, line by line', async () => {
  const flow = flowWith('flw_crowd', { fifo: { key: 'trigger.key' } })
  const provider = new BusyProvider(1)
  const [one, two] = [await open(provider), await open(provider)]
  const lines = ['l0', 'l1', 'l2', 'l3', 'l4']
  let clock = 0
  const told = await Promise.all(
    Array.from({ length: 20 }, async (_, sender) => {
      const sent: Array<{ key: string; n: number; askedAt: number; answeredAt: number }> = []
      for (let i = 0; i < 10; i++) {
        const key = lines[(sender + i) % lines.length] ?? ''
        const askedAt = ++clock
        await start(sender % 2 === 0 ? one : two, flow, { key, n: sender * 10 + i })
        sent.push({ key, n: sender * 10 + i, askedAt, answeredAt: ++clock })
      }
      return sent
    }),
  )
  await expect.poll(() => openCount(flow.flowId), { timeout: 18_000, interval: 50 }).toBe(0)
  expect(provider.calls).toHaveLength(200)
  for (const key of lines) {
    expect(provider.most.get(key)).toBe(1)
    const ran = provider.of(key).map(({ input }) => fieldOf(input, 'n'))
    const sent = told.flat().filter((each) => each.key === key)
    expect(new Set(ran).size).toBe(sent.length)
    for (const a of sent) {
      for (const b of sent) if (a.answeredAt < b.askedAt) expect(ran.indexOf(a.n)).toBeLessThan(ran.indexOf(b.n))
    }
  }
})

test('a debounce that is running when its process stops goes on in the next one', async () => {
  const flow = flowWith('flw_restart', { debounce: { waitMs: 1_500 } })
  const before = await open(new BusyProvider(1))
  const runIds: string[] = []
  for (let n = 0; n < 3; n++) runIds.push(await start(before, flow, { key: 'x', n }))
  await before.stop()
  engines = []
  const provider = new BusyProvider(1)
  await open(provider)
  await expect.poll(() => openCount(flow.flowId), { timeout: 10_000, interval: 50 }).toBe(0)
  expect(provider.calls.map(({ input }) => fieldOf(input, 'n'))).toEqual([2])
  const { rows } = await database().truth.query(`SELECT status FROM runs WHERE flow_id = 'flw_restart' ORDER BY array_position($1, id)`, [
    runIds,
  ])
  expect(rows.map((row) => row.status)).toEqual(['cancelled', 'cancelled', 'succeeded'])
})

test('a run that waits for its turn can be cancelled and never starts', async () => {
  const flow = flowWith('flw_cancelled', { concurrency: { limit: 1, whenFull: 'queue' } })
  const provider = new BusyProvider(400)
  const own = await open(provider)
  await start(own, flow, { key: 'x', n: 0 })
  const second = await start(own, flow, { key: 'x', n: 1 })
  await start(own, flow, { key: 'x', n: 2 })
  await database().truth.query(
    `UPDATE open_runs SET cancel_requested_by = 'usr_1', cancel_requested_at = now(), status = 'queued', ready_at = now() WHERE id = $1 AND owner IS NULL`,
    [second],
  )
  own.engine.wake()
  await expect.poll(() => openCount(flow.flowId), { timeout: 10_000, interval: 50 }).toBe(0)
  expect(provider.calls.map(({ input }) => fieldOf(input, 'n'))).toEqual([0, 2])
})
