import { expect, test } from 'vitest'
import { useTestDatabase } from '../../testing/database.ts'
import { leaseReady } from '../open-runs.store.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const FIRST = '00000000-0000-0000-0000-000000000000'

/** `count` runs that are ready since `agoSeconds`, of one priority. */
async function queued(prefix: string, count: number, priority: number, agoSeconds: number, tenantId = TENANT): Promise<void> {
  await database().truth.query(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, root_run_id, started_at, priority)
     SELECT $1, $2 || lpad(n::text, 8, '0'), 'flw_p', 1, 'queued', now() - make_interval(secs => $5), 'manual', $2 || n, now(), $4
     FROM generate_series(1, $3::int) AS n`,
    [tenantId, prefix, count, priority, agoSeconds],
  )
}

async function leased(limit: number): Promise<string[]> {
  const runs = await leaseReady(database().engine, { owner: 'prc_p', afterTenant: FIRST, perTenant: limit, limit, busyTenants: [] })
  return runs.map(({ run }) => run.id.slice(0, 4)).sort()
}

test('urgent runs are taken before others and unhurried ones last, but whoever has waited long enough comes first', async () => {
  await queued('norm', 2, 0, 60)
  await queued('high', 2, 1, 0)
  await queued('low_', 2, -1, 120)
  expect(await leased(2)).toEqual(['high', 'high'])
  expect(await leased(2)).toEqual(['norm', 'norm'])
  await database().truth.query(`DELETE FROM open_runs WHERE owner IS NOT NULL`)
  await queued('high', 2, 1, 0)
  await database().truth.query(`UPDATE open_runs SET ready_at = now() - interval '21 minutes' WHERE id LIKE 'low_%'`)
  expect(await leased(2)).toEqual(['low_', 'low_'])
  expect(await leased(2)).toEqual(['high', 'high'])
})

test('with 100,000 runs in the queue a lease still reads only the heads of its index', async () => {
  await queued('back', 60_000, 0, 10)
  await queued('slow', 20_000, -1, 10)
  await queued('fast', 20_000, 1, 10)
  for (let n = 0; n < 20; n++) await queued('othr', 5, 0, 5, `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`)
  await database().truth.query('ANALYZE open_runs')
  const asked: Array<{ sql: string; bindings: unknown[] }> = []
  const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query)
  database().engine.on('query', note)
  const startedAt = performance.now()
  expect(await leased(50)).toHaveLength(50)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  database().engine.removeListener('query', note)
  const lease = asked.find(({ sql }) => sql.includes('SKIP LOCKED'))
  const { rows } = await database().truth.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${lease?.sql}`, lease?.bindings)
  const plan = JSON.stringify(rows[0]['QUERY PLAN'])
  expect(plan).not.toContain('"Seq Scan","Parallel Aware":false,"Async Capable":false,"Relation Name":"open_runs"')
  expect(plan).toContain('open_runs_ready')
  // A few hundred pages: three stretches of the index for each of 21 tenants, whatever waits behind.
  expect(rows[0]['QUERY PLAN'][0].Plan['Shared Hit Blocks']).toBeLessThan(6_000)
})
