import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Repeatable } from '../actions/actions.types.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { CheckpointName } from './engine.types.ts'
import type { LeaseTiming } from './lease.ts'
import { type KillOrder, LedgerProvider } from './testing/kill-worker.ts'
import { type TestEngine, testEngine } from './testing/test-engine.ts'
import { killFlow } from './testing/test-flow.ts'

const database = useTestDatabase()
const WORKER = fileURLToPath(new URL('./testing/kill-worker.ts', import.meta.url))
const QUICK: LeaseTiming = { heartbeatMs: 100, expireSeconds: 30, surelyOursMs: 20_000, steadyMs: 200 }
const flow = killFlow()
let folder = ''
let ledger = ''
let heir: TestEngine | null = null

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tomada-kill-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(async () => {
  await heir?.stop()
  heir = null
})

/** Runs a worker until it has killed itself; the run it had promised by then, if any. */
async function killedAt(killAt: CheckpointName, mode: Repeatable, starts = true): Promise<string | null> {
  const order: KillOrder = { url: database().url, ledger, killAt, mode, starts }
  const worker = spawn(process.execPath, [WORKER, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  worker.stdout.on('data', (chunk) => {
    said += chunk
  })
  const [, signal] = await once(worker, 'exit')
  expect(signal).toBe('SIGKILL')
  return /accepted (\S+)/.exec(said)?.[1] ?? null
}

async function startFresh(): Promise<void> {
  ledger = path.join(folder, `${Math.random()}`)
  await writeFile(ledger, '')
  await database().truth.query('TRUNCATE open_runs, runs, journal, processes, natural_keys')
}

/** Another process takes over once the dead one's lease is over; where every run then stands. */
async function afterTakeover(mode: Repeatable): Promise<string[]> {
  await database().truth.query(`UPDATE processes SET heartbeat_at = now() - interval '31 s'`)
  heir = await testEngine(database(), new Map([[flow.flowId, flow]]), { provider: new LedgerProvider(ledger, mode), timing: QUICK })
  await expect.poll(standings, { timeout: 10_000, interval: 50 }).not.toContainEqual(expect.stringMatching(/queued|running|waiting/))
  return standings()
}

async function standings(): Promise<string[]> {
  const { rows } = await database().truth.query('SELECT status FROM runs UNION ALL SELECT status FROM open_runs')
  return rows.map((row) => row.status)
}

async function created(): Promise<string[]> {
  return (await readFile(ledger, 'utf8')).split('\n').filter((line) => line !== '')
}

const NEVER: Repeatable = { mode: 'never' }
const KEYED: Repeatable = { mode: 'idempotencyKey' }
const LOOKED_UP: Repeatable = { mode: 'lookupFirst', by: [''], consistency: 'strong' }

test('G1 killed before the 2xx: nothing was promised and nothing is there', async () => {
  await startFresh()
  expect(await killedAt('accept:before-commit', NEVER)).toBeNull()
  expect(await standings()).toEqual([])
  expect(await created()).toEqual([])
})

test('G2 killed just after the commit: the run is there and finishes, with one effect', async () => {
  await startFresh()
  await killedAt('accept:after-commit', KEYED)
  expect(await afterTakeover(KEYED)).toEqual(['succeeded'])
  expect(new Set(await created()).size).toBe(1)
})

test('G3 killed when a run is leased and no step has begun: another process takes it over', async () => {
  await startFresh()
  await database().truth.query(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, trigger_data, root_run_id, started_at)
     VALUES ($1, 'run_01m833qs5b84st0134tm9zhp2r', 'flw_kill', 1, 'queued', now(), 'manual', '{}', 'run_01m833qs5b84st0134tm9zhp2r', now())`,
    [flow.tenantId],
  )
  await killedAt('run:leased', NEVER, false)
  expect(await afterTakeover(NEVER)).toEqual(['succeeded'])
  expect((await created()).length).toBe(1)
})

test('G4 killed with the intent written and the call not made: a repeatable call is made, one that can be looked up too', async () => {
  for (const mode of [KEYED, LOOKED_UP]) {
    await startFresh()
    await killedAt('effect:after-intent', mode)
    expect(await afterTakeover(mode)).toEqual(['succeeded'])
    expect((await created()).length).toBe(1)
    await heir?.stop()
    heir = null
  }
})

test('G5 killed with the intent written: a call that must not be repeated waits for a person', async () => {
  await startFresh()
  await killedAt('effect:after-intent', NEVER)
  expect(await afterTakeover(NEVER)).toEqual(['uncertain'])
  expect(await created()).toEqual([])
})

test('G6 killed with the answer received and not stored: found again, or shown to a person, never made blindly a second time', async () => {
  await startFresh()
  await killedAt('effect:after-answer', LOOKED_UP)
  expect(await afterTakeover(LOOKED_UP)).toEqual(['succeeded'])
  expect((await created()).length).toBe(1)
  await heir?.stop()
  await startFresh()
  await killedAt('effect:after-answer', NEVER)
  expect(await afterTakeover(NEVER)).toEqual(['uncertain'])
  expect((await created()).length).toBe(1)
})

test('G7 killed after a step is done, before or after the run ends: what is done stays done', async () => {
  await startFresh()
  await killedAt('run:before-end', LOOKED_UP)
  expect(await afterTakeover(LOOKED_UP)).toEqual(['succeeded'])
  expect((await created()).length).toBe(1)
  await heir?.stop()
  await startFresh()
  await killedAt('run:after-end', NEVER)
  expect(await afterTakeover(NEVER)).toEqual(['succeeded'])
  expect((await created()).length).toBe(1)
})
