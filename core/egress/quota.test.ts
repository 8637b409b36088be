import { createServer, connect as dial } from 'node:net'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { freePort } from '../../e2e/free-port.ts'
import { systemClock } from '../platform/clock.ts'
import { openDatabase } from '../platform/db.ts'
import { useTestDatabase } from '../testing/database.ts'
import type { QuotaRule } from './egress.types.ts'
import { sweepQuotas } from './quota.store.ts'
import { openQuotaGate, type QuotaGate, type TakeOptions } from './quota.ts'
import { etaFor } from './quota-eta.ts'

const database = useTestDatabase()
const logger = pino({ level: 'silent' })
const newGate = () => openQuotaGate({ db: database().app, clock: systemClock, logger })
const live: TakeOptions = { priority: 'live', budgetMs: 10_000, holdMs: 10_000 }
const backfill: TakeOptions = { ...live, priority: 'backfill' }
const impatient: TakeOptions = { ...live, budgetMs: 0 }

let counter = 0
const ruleOf = (rest: Partial<QuotaRule>): QuotaRule => ({ key: `test:${counter++}`, quota: 3, windowSeconds: 1, ...rest })

async function timesOf(takes: Array<Promise<unknown>>): Promise<number[]> {
  const started = performance.now()
  const times = await Promise.all(takes.map((take) => take.then(() => performance.now() - started)))
  return times.sort((a, b) => a - b)
}

test('in no window does a connection get more calls than its quota, across processes', async () => {
  const rule = ruleOf({ quota: 3, windowSeconds: 1.2 })
  const gates = [newGate(), newGate()]
  const times = await timesOf(
    Array.from({ length: 8 }, (_, i) => (gates[i % 2] as QuotaGate).take([rule], live).then((permit) => permit.written())),
  )
  for (let i = 3; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 3] ?? 0)).toBeGreaterThanOrEqual(1_180)
  expect(times[2]).toBeLessThan(1_100)
})

test('a wait longer than the budget is refused at once with the time to come back', async () => {
  const rule = ruleOf({ quota: 1, windowSeconds: 60 })
  const gate = newGate()
  await gate.take([rule], live)
  await expect(gate.take([rule], impatient)).rejects.toMatchObject({ code: 'quota' })
  const refusal = await gate.take([rule], impatient).catch((error: unknown) => error)
  expect(refusal).toHaveProperty('retryAfterMs')
  expect(JSON.parse(JSON.stringify(refusal)).retryAfterMs).toBeGreaterThan(58_000)
})

test('of two quotas none is used up when the other one is full', async () => {
  const [roomy, full] = [ruleOf({ quota: 2, windowSeconds: 60 }), ruleOf({ quota: 1, windowSeconds: 60 })]
  const gate = newGate()
  await gate.take([full], live)
  for (let i = 0; i < 5; i++) await expect(gate.take([roomy, full], impatient)).rejects.toMatchObject({ code: 'quota' })
  await gate.take([roomy], impatient)
  await gate.take([roomy], impatient)
})

test('live calls go before backfills, also those of another process', async () => {
  const rule = ruleOf({ quota: 2, windowSeconds: 0.3 })
  const [one, other] = [newGate(), newGate()]
  const order: string[] = []
  const record = (name: string) => () => order.push(name)
  await one.take([rule], live)
  await one.take([rule], live)
  const backfills = Array.from({ length: 3 }, () => one.take([rule], backfill).then(record('backfill')))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const lives = Array.from({ length: 3 }, () => other.take([rule], live).then(record('live')))
  await Promise.all([...backfills, ...lives])
  expect(order.slice(0, 2)).toEqual(['live', 'live'])
  expect(order.indexOf('backfill')).toBeGreaterThan(1)
})

test('a process that stops leaves no place taken: another one calls at once, and who stood in line is told to come back', async () => {
  const rule = ruleOf({ quota: 1000, windowSeconds: 1, concurrency: 1 })
  const [stopping, other] = [newGate(), newGate()]
  await stopping.take([rule], live)
  const inLine = stopping.take([rule], live)
  const refused = expect(inLine).rejects.toMatchObject({ code: 'quota', retryAfterMs: 1_000 })
  await stopping.close()
  await refused
  await expect(other.take([rule], { ...live, budgetMs: 0 })).resolves.toBeDefined()
})

test('a concurrency cap holds across processes, and a place given back is used at once', async () => {
  const rule = ruleOf({ quota: 1000, windowSeconds: 1, concurrency: 2 })
  const gates = [newGate(), newGate()]
  let running = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 10 }, async (_, i) => {
      const permit = await (gates[i % 2] as QuotaGate).take([rule], live)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running--
      permit.release()
    }),
  )
  expect(most).toBe(2)
})

test('the place of a process that died becomes free by itself', async () => {
  const rule = ruleOf({ quota: 1000, windowSeconds: 1, concurrency: 1 })
  await newGate().take([rule], { ...live, holdMs: 150 })
  await expect(newGate().take([rule], impatient)).rejects.toMatchObject({ code: 'quota' })
  await newGate().take([rule], live)
})

test('after a 429 everybody waits as long as the provider asked, and then goes slower', async () => {
  const rule = ruleOf({ quota: 4, windowSeconds: 0.2 })
  const gate = newGate()
  await gate.slowDown([rule], 400)
  const times = await timesOf([newGate().take([rule], live), gate.take([rule], live), gate.take([rule], live)])
  expect(times[0]).toBeGreaterThanOrEqual(350)
  expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(180)
})

test('without a Retry-After the pause doubles with each 429 that comes after the one before', async () => {
  const rule = ruleOf({})
  const gate = newGate()
  const pauses: number[] = []
  for (let i = 0; i < 3; i++) {
    await gate.slowDown([rule], null)
    pauses.push(await pauseOf(gate, rule))
    await database().truth.query('UPDATE quota_buckets SET paused_until_ms = 0 WHERE key = $1', [rule.key])
  }
  expect(pauses).toEqual([1, 2, 4])
})

test('requests that were on the way together and are refused together count as one refusal', async () => {
  const rule = ruleOf({})
  const gate = newGate()
  await Promise.all(Array.from({ length: 5 }, () => gate.slowDown([rule], null)))
  expect(await pauseOf(gate, rule)).toBe(1)
  await gate.slowDown([rule], 7_000)
  expect(await pauseOf(gate, rule)).toBe(7)
  const { rows } = await database().truth.query('SELECT strikes FROM quota_buckets WHERE key = $1', [rule.key])
  expect(rows).toEqual([{ strikes: 1 }])
})

/** Seconds until something may be sent again. */
async function pauseOf(gate: ReturnType<typeof newGate>, rule: QuotaRule): Promise<number> {
  const refusal: unknown = await gate.take([rule], impatient).catch((error: unknown) => error)
  return Math.round(JSON.parse(JSON.stringify(refusal)).retryAfterMs / 1000)
}

test('quotas that nobody used for days are swept, others stay', async () => {
  const [old, fresh] = [ruleOf({}), ruleOf({})]
  for (const rule of [old, fresh]) await newGate().take([rule], live)
  await database().truth.query(`UPDATE quota_buckets SET updated_at = now() - interval '4 days' WHERE key = $1`, [old.key])
  expect(await sweepQuotas(database().app)).toBe(1)
  const { rows } = await database().truth.query('SELECT key FROM quota_buckets WHERE key = ANY ($1)', [[old.key, fresh.key]])
  expect(rows).toEqual([{ key: fresh.key }])
})

test('C20 the app role cannot read or change the quotas behind the three functions', async () => {
  await expect(database().app.raw('SELECT * FROM quota_buckets')).rejects.toThrow(/permission denied/)
  await expect(database().engine.raw('DELETE FROM quota_buckets')).rejects.toThrow(/permission denied/)
  await expect(database().engine.raw(`SELECT release_quota(ARRAY['x'], 'y')`)).rejects.toThrow(/permission denied/)
})

test('the estimate says when a backfill will be through, and is right', async () => {
  const rule = ruleOf({ quota: 20, windowSeconds: 1 })
  const gate = newGate()
  for (let i = 0; i < 5; i++) await gate.take([rule], backfill)
  const { seconds, limitedBy } = await etaFor(database().app, [rule], { tenantId: '', calls: 30 })
  expect(limitedBy).toBe(rule.key)
  const started = performance.now()
  for (let i = 0; i < 30; i++) await gate.take([rule], backfill)
  const took = (performance.now() - started) / 1000
  expect(Math.abs(took - seconds)).toBeLessThan(Math.max(0.3, took * 0.2))
})

test('the estimate knows days, places and pauses', async () => {
  const day = ruleOf({ quota: 100, dayTimezone: 'America/Sao_Paulo', windowSeconds: undefined })
  const days = await etaFor(database().app, [day], { tenantId: '', calls: 90 + 90 + 10 })
  expect(days.seconds).toBeGreaterThan(86_400)
  expect(days.seconds).toBeLessThan(2 * 86_400 + 1)
  const places = ruleOf({ quota: undefined, windowSeconds: undefined, concurrency: 4 })
  expect(await etaFor(database().app, [places], { tenantId: '', calls: 100, callSeconds: 2 })).toEqual({
    seconds: 50,
    limitedBy: places.key,
  })
  const paused = ruleOf({})
  await newGate().slowDown([paused], 30_000)
  expect((await etaFor(database().app, [paused], { tenantId: '', calls: 1 })).seconds).toBeGreaterThan(29)
})

test('a calendar day that is used up is over at midnight of its timezone, and live calls keep a tenth of it', async () => {
  const rule = ruleOf({ quota: 10, dayTimezone: 'America/Sao_Paulo', windowSeconds: undefined })
  const gate = newGate()
  for (let i = 0; i < 9; i++) await gate.take([rule], backfill)
  await expect(gate.take([rule], { ...backfill, budgetMs: 0 })).rejects.toMatchObject({ code: 'quota' })
  await gate.take([rule], live)
  await expect(gate.take([rule], impatient)).rejects.toMatchObject({ code: 'quota' })
})

test('while a quota is roomy, live calls that follow each other take tokens ahead, and what is left goes back', async () => {
  const rule = ruleOf({ quota: 1_000, windowSeconds: 10 })
  const asked = vi.spyOn(database().app, 'raw')
  const gate = newGate()
  for (let i = 0; i < 100; i++) {
    const permit = await gate.take([rule], live)
    permit.written()
    permit.release()
  }
  expect(asked.mock.calls.filter(([sql]) => String(sql).includes('take_quota')).length).toBeLessThan(20)
  asked.mockRestore()
  const { rows } = await database().truth.query('SELECT (SELECT sum(c) FROM unnest(counts) c) AS used FROM quota_buckets WHERE key = $1', [
    rule.key,
  ])
  expect(Number(rows[0].used)).toBeGreaterThanOrEqual(100)
  expect(Number(rows[0].used)).toBeLessThan(150)
})

test('a call waits for a database that is away, and fails only when its own time is up', async () => {
  const direct = new URL(database().url)
  const port = await freePort()
  const behind = new URL(direct)
  behind.host = `127.0.0.1:${port}`
  const pool = openDatabase({ url: behind.href, poolSize: 2 })
  const gate = openQuotaGate({ db: pool.app, clock: systemClock, logger })
  const cut = new AbortController()
  const impatientCall = gate.take([ruleOf({})], { ...live, signal: cut.signal }).catch((error: unknown) => error)
  const waiting = gate.take([ruleOf({})], live)
  cut.abort()
  expect(await impatientCall).toMatchObject({ code: 'timeout' })
  const way = createServer((socket) => {
    const server = dial(Number(direct.port), direct.hostname)
    socket.pipe(server).pipe(socket)
    for (const end of [socket, server]) end.on('error', () => {}) // The other end hears of it by its own close.
  }).listen(port, '127.0.0.1')
  expect((await waiting).waitedMs).toBeGreaterThan(500)
  await pool.close()
  way.close()
})
