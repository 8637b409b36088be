import { expect, test } from 'vitest'
import { newId } from '../platform/ids.ts'
import { createLogger } from '../platform/logger.ts'
import { loadJournals } from '../runs/journals.store.ts'
import { testEngine } from '../runs/testing/test-engine.ts'
import { mapStep, testFlow } from '../runs/testing/test-flow.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createRetention } from './retention.service.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const DAY_MS = 86_400_000
const today = Date.parse(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`)
const daysAgo = (days: number) => new Date(today - days * DAY_MS).toISOString().slice(0, 10)
const clock = { now: () => today, monotonicMs: () => performance.now() }

function retention(days: number) {
  return createRetention({ engine: database().engine, clock, logger: createLogger({ level: 'silent' }), days })
}

async function rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await database().truth.query(sql, values)).rows
}

async function makeDay(days: number): Promise<void> {
  await rows('SELECT make_engine_partitions($1, $1)', [daysAgo(days)])
}

interface Made {
  runId: string
  deliveryId: string
}

/** An ended run of that day, its journal and the delivery that started it. */
async function endedRun(days: number, flowId = 'flw_a', entries = '[]'): Promise<Made> {
  const made = await delivery(days, flowId)
  const at = new Date(today - days * DAY_MS).toISOString()
  await rows(
    `INSERT INTO runs (day, tenant_id, id, flow_id, version, status, trigger, delivery_id, root_run_id, started_at, ended_at)
     VALUES ($1, $2, $3, $4, 1, 'failed', 'webhook', $5, $3, $6, $6)`,
    [daysAgo(days), TENANT, made.runId, flowId, made.deliveryId, at],
  )
  await journal(made.runId, days, entries)
  await rows(`INSERT INTO run_resolutions (tenant_id, run_id, resolved_by) VALUES ($1, $2, 'usr_x')`, [TENANT, made.runId])
  return made
}

async function delivery(days: number, flowId: string): Promise<Made> {
  const made = { runId: newId('run', today - days * DAY_MS), deliveryId: newId('dlv', today - days * DAY_MS) }
  await rows(
    `INSERT INTO deliveries (day, tenant_id, id, received_at, source, flow_id, verdict, method, query, headers, body, run_ids)
     VALUES ($1, $2, $3, now(), 'flow:x', $4, 'accepted', 'POST', '', '{}', '{"order":1}', ARRAY[$5])`,
    [daysAgo(days), TENANT, made.deliveryId, flowId, made.runId],
  )
  return made
}

async function journal(runId: string, days: number, entries: string): Promise<void> {
  await rows(`INSERT INTO journal (day, tenant_id, run_id, seq, entries) VALUES ($1, $2, $3, 0, $4)`, [
    daysAgo(days),
    TENANT,
    runId,
    entries,
  ])
}

/** A run of that day that has not ended. */
async function openRun(days: number, status: 'queued' | 'uncertain', entries: string): Promise<Made> {
  const made = await delivery(days, 'flw_open')
  await rows(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, delivery_id, trigger_data, root_run_id, started_at)
     VALUES ($1, $2, 'flw_open', 1, $3, now(), 'webhook', $4, '{}', $2, $5)`,
    [TENANT, made.runId, status, made.deliveryId, new Date(today - days * DAY_MS).toISOString()],
  )
  await journal(made.runId, days, entries)
  return made
}

async function stored({ runId, deliveryId }: Made): Promise<{ runs: number; journal: number; deliveries: number; resolutions: number }> {
  const [row] = await rows<{ runs: number; journal: number; deliveries: number; resolutions: number }>(
    `SELECT (SELECT count(*)::int FROM runs WHERE id = $1) AS runs, (SELECT count(*)::int FROM journal WHERE run_id = $1) AS journal,
       (SELECT count(*)::int FROM deliveries WHERE id = $2) AS deliveries, (SELECT count(*)::int FROM run_resolutions WHERE run_id = $1) AS resolutions`,
    [runId, deliveryId],
  )
  if (row === undefined) throw new Error('a count has a row')
  return row
}

const GONE = { runs: 0, journal: 0, deliveries: 0, resolutions: 0 }
const THERE = { runs: 1, journal: 1, deliveries: 1, resolutions: 1 }

test('days that are older than the installation keeps are dropped, their files are gone from the disk, and newer days stay', async () => {
  for (const days of [31, 30, 29]) await makeDay(days)
  const [old, edge] = [await endedRun(31), await endedRun(30)]
  await rows(
    `INSERT INTO journal SELECT day, tenant_id, run_id, n, repeat(md5(n::text), 200) FROM journal, generate_series(1, 500) n WHERE run_id = $1`,
    [old.runId],
  )
  const name = `journal_${daysAgo(31).replaceAll('-', '')}`
  const [before] = await rows<{ size: string; path: string }>(
    `SELECT pg_total_relation_size($1::regclass) AS size, pg_relation_filepath($1::regclass) AS path`,
    [name],
  )
  expect(Number(before?.size)).toBeGreaterThan(100_000)
  await retention(30).apply()
  await rows('CHECKPOINT')
  const [after] = await rows(`SELECT to_regclass($1) AS relation, (pg_stat_file($2, true)).size AS size`, [name, before?.path])
  expect(after).toEqual({ relation: null, size: null })
  expect(await stored(old)).toEqual(GONE)
  expect(await stored(edge)).toEqual(THERE)
  expect(await retention(30).view()).toEqual({ days: 30, oldestDay: daysAgo(30) })
})

test('a run that is still open keeps its journal and its delivery when its day is dropped, and goes on', async () => {
  await makeDay(50)
  const flow = testFlow(TENANT, 'flw_open', { sA: mapStep('a'), sB: mapStep('b') })
  const entries = [
    { kind: 'visit', at: 1, seed: '', guestMs: 0, entries: [{ path: 'sA', record: { status: 'done', output: 1 }, durationMs: 0 }] },
  ]
  const waiting = await openRun(50, 'uncertain', JSON.stringify(entries))
  const ready = await openRun(50, 'queued', JSON.stringify(entries))
  await retention(30).apply()
  expect(await rows(`SELECT to_regclass($1) AS relation`, [`journal_${daysAgo(50).replaceAll('-', '')}`])).toEqual([{ relation: null }])
  for (const each of [waiting, ready]) {
    expect((await loadJournals(database().engine, [{ tenantId: TENANT, runId: each.runId }])).get(each.runId)?.entries).toEqual(entries)
    expect((await stored(each)).deliveries).toBe(1)
  }
  const running = await testEngine(database(), new Map([['flw_open', flow]]))
  await expect.poll(async () => (await stored(ready)).runs, { timeout: 10_000 }).toBe(1)
  await running.stop()
  // It ended today: from now on it is kept as long as a run that began today.
  await retention(30).apply()
  expect((await stored(ready)).journal).toBeGreaterThan(0)
  await rows(`UPDATE runs SET ended_at = now() - interval '31 days' WHERE id = $1`, [ready.runId])
  await retention(30).apply()
  await retention(30).apply()
  expect(await stored(ready)).toMatchObject({ runs: 0, journal: 0, deliveries: 0 })
  expect(await stored(waiting)).toMatchObject({ journal: 1, deliveries: 1 })
})

test('a flow that keeps its runs for less time than the installation has them deleted, with their journals and deliveries; others keep theirs', async () => {
  for (const days of [10, 3]) await makeDay(days)
  await rows(
    `INSERT INTO workspaces (tenant_id, name, timezone, locale) VALUES ($1, 'w', 'America/Sao_Paulo', 'pt-BR') ON CONFLICT DO NOTHING`,
    [TENANT],
  )
  await publish('flw_brief', { retentionDays: 7 })
  const [brief, recent, other] = [await endedRun(10, 'flw_brief'), await endedRun(3, 'flw_brief'), await endedRun(10, 'flw_long')]
  await retention(30).apply()
  await retention(30).apply()
  expect(await stored(brief)).toMatchObject({ runs: 0, journal: 0, deliveries: 0 })
  expect(await stored(recent)).toEqual(THERE)
  expect(await stored(other)).toEqual(THERE)
})

async function publish(flowId: string, settings: { retentionDays: number }): Promise<void> {
  const definition = JSON.stringify({ trigger: { kind: 'manual' }, steps: {}, edges: {}, settings, layout: {} })
  await rows(`INSERT INTO flows (tenant_id, id, name, state, published_version, created_by) VALUES ($1, $2, $2, 'published', 1, 'usr_x')`, [
    TENANT,
    flowId,
  ])
  await rows(
    `INSERT INTO flow_versions (tenant_id, flow_id, version, definition, definition_hash, script, script_hash, published_by)
     VALUES ($1, $2, 1, $3, '', '', '', 'usr_x')`,
    [TENANT, flowId, definition],
  )
}

test('large values that nothing refers to any more are deleted; those of an open run stay', async () => {
  await makeDay(60)
  const hash = (letter: string) => letter.repeat(64)
  for (const each of ['a', 'b', 'c']) {
    await rows(`INSERT INTO blobs (tenant_id, hash, json, used_on) VALUES ($1, $2, '"x"', $3)`, [
      TENANT,
      hash(each),
      daysAgo(each === 'c' ? 5 : 60),
    ])
  }
  await endedRun(60, 'flw_a', JSON.stringify([{ blob: hash('a') }]))
  await openRun(60, 'uncertain', JSON.stringify([{ blob: hash('b') }]))
  await retention(30).apply()
  expect(await rows('SELECT hash FROM blobs ORDER BY hash')).toEqual([{ hash: hash('b') }, { hash: hash('c') }])
})

test('a day whose tables are busy is left for the next round, and nobody waits long', async () => {
  await makeDay(70)
  const old = await endedRun(70)
  const { truth } = database()
  await truth.query('BEGIN')
  await truth.query('LOCK TABLE journal IN ACCESS SHARE MODE')
  const startedAt = performance.now()
  await retention(30).apply()
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  await truth.query('COMMIT')
  expect((await stored(old)).runs).toBe(1)
  await retention(30).apply()
  expect(await stored(old)).toEqual(GONE)
})
