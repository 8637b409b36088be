import type { PublishedHook } from './api.ts'
import type { BenchDatabase, Cluster } from './cluster.ts'
import { say } from './say.ts'

/**
 * A past: finished runs of these flows over the days before today, with their deliveries, and the dedupe keys of the last week.
 * Copies of one real run of each flow, so every byte of a row is what the product writes; only ids, times and some statuses differ.
 */
export async function fillPast(
  cluster: Cluster,
  database: BenchDatabase,
  hooks: readonly PublishedHook[],
  { rows, days }: { rows: number; days: number },
): Promise<void> {
  await database.query(MAKE_ID)
  await database.query(`SELECT make_engine_partitions((now() AT TIME ZONE 'utc')::date - $1::int, (now() AT TIME ZONE 'utc')::date)`, [
    days,
  ])
  const perDay = Math.ceil(rows / days)
  const left = Array.from({ length: days }, (_, index) => days - index)
  const startedAt = performance.now()
  // Loading needs no durability of its own, and one checkpoint is enough; both are as before when it is over.
  await database.query(`ALTER SYSTEM SET max_wal_size = '16GB'`)
  await database.query('SELECT pg_reload_conf()')
  const load = async () => {
    const client = await cluster.connect(database.name)
    await client.query(`SET synchronous_commit = off; SET work_mem = '128MB'`)
    for (let ago = left.pop(); ago !== undefined; ago = left.pop()) {
      await client.query(DAY, [ago, perDay, hooks.map((hook) => hook.flowId)])
      say(`  ${perDay} runs of the day ${ago} days ago after ${Math.round((performance.now() - startedAt) / 1000)} s`)
    }
  }
  await Promise.all([load(), load()])
  await database.query('VACUUM (ANALYZE) runs, deliveries, journal, delivery_keys')
  await database.query('ALTER SYSTEM RESET max_wal_size')
  await database.query('SELECT pg_reload_conf()')
  await database.query('CHECKPOINT')
}

/** Ids as core/platform/ids.ts makes them: 48 bits of milliseconds in base 32, then 16 characters. */
const MAKE_ID = `
  CREATE FUNCTION bench_id(prefix text, ms bigint, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT prefix || ${[45, 40, 35, 30, 25, 20, 15, 10, 5, 0]
      .map((shift) => `substr('0123456789abcdefghjkmnpqrstvwxyz', ((ms >> ${shift}) & 31)::int + 1, 1)`)
      .join(' || ')} || substr(md5(n::text), 1, 16)
  $$`

/**
 * $1: how many days ago; $2: runs of that day; $3: flows, in turn. One run in a hundred failed. Each id is made once: that is what
 * takes the time.
 */
const DAY = `
  WITH flows AS (
    SELECT row_number() OVER (ORDER BY f.place) - 1 AS place, r.* FROM unnest($3::text[]) WITH ORDINALITY AS f(id, place)
    CROSS JOIN LATERAL (SELECT * FROM runs WHERE flow_id = f.id AND day >= (now() AT TIME ZONE 'utc')::date LIMIT 1) r
  ), seeds AS (
    SELECT n, (now() AT TIME ZONE 'utc')::date - $1::int AS of_day, $1::bigint * 1000000000 + n AS seed,
      (extract(epoch FROM (now() AT TIME ZONE 'utc')::date - $1::int) * 1000)::bigint + n::bigint * 86400000 / $2::int AS ms
    FROM generate_series(0, $2::int - 1) n
  ), made AS MATERIALIZED (
    SELECT n % (SELECT count(*) FROM flows) AS place, n, of_day, to_timestamp(ms / 1000.0) AS at, 'past-' || seed AS key,
      bench_id('run_', ms, seed) AS run_id, bench_id('dlv_', ms, seed) AS delivery_id
    FROM seeds
  ), delivered AS (
    INSERT INTO deliveries (day, tenant_id, id, received_at, source, flow_id, verdict, dedupe_key, topic, method, query, headers, body, body_bytes,
      run_ids)
    SELECT m.of_day, d.tenant_id, m.delivery_id, m.at, d.source, d.flow_id, d.verdict, m.key, d.topic, d.method, d.query, d.headers, d.body,
      d.body_bytes, ARRAY[m.run_id]
    FROM made m JOIN flows r ON r.place = m.place JOIN deliveries d ON d.tenant_id = r.tenant_id AND d.day = r.day AND d.id = r.delivery_id
  ), keyed AS (
    INSERT INTO delivery_keys (tenant_id, scope, key, delivery_id, run_id, expires_at)
    SELECT r.tenant_id, 'flow:' || r.flow_id, m.key, m.delivery_id, m.run_id, m.at + interval '7 days'
    FROM made m JOIN flows r ON r.place = m.place WHERE $1::int <= 7
  )
  INSERT INTO runs (day, tenant_id, id, flow_id, version, status, trigger, delivery_id, trigger_data, root_run_id, error, started_at, ended_at,
    journal)
  SELECT m.of_day, r.tenant_id, m.run_id, r.flow_id, r.version, CASE WHEN m.n % 100 = 0 THEN 'failed' ELSE r.status END, r.trigger, m.delivery_id,
    r.trigger_data, m.run_id, CASE WHEN m.n % 100 = 0 THEN '{"code":"bench","message":"One in a hundred","failedPath":null}' END, m.at,
    m.at + (r.ended_at - r.started_at), r.journal
  FROM made m JOIN flows r ON r.place = m.place`
