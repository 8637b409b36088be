import type pg from 'pg'
import { durationBucket } from '../duration-buckets.ts'
import type { ResourcePlan } from '../tables/resource-plan.ts'

export interface Figures {
  live: number
  rollups: Array<{ day: string; field: string; value: string; currency: string; count: number; sums: string[] }>
  durations: Array<{ day: string; bucket: number; count: number; within: number }>
}

/** The figures of a connection's records, counted from the records alone. */
export async function countedBySql(truth: pg.Client, plan: ResourcePlan, connectionId: string): Promise<Figures> {
  const { stats, table } = plan
  const day =
    stats.day === null ? `'-infinity'` : `coalesce(("${stats.day.column}" AT TIME ZONE '${stats.timezone}')::date::text, '-infinity')`
  const sums = `ARRAY[${stats.sums.map(({ column }) => `coalesce(sum("${column}"), 0)::text`).join(', ')}]::text[]`
  const currency =
    stats.currency === null
      ? `''`
      : `CASE WHEN data #>> '{${pathOf(stats.currency.field.declared.pointer)}}' ~ '^[A-Z]{3}$'
           THEN replace(data #>> '{${pathOf(stats.currency.field.declared.pointer)}}', '${stats.currency.code}', '') ELSE '' END`
  const groups = [
    { name: '', value: `''` },
    ...stats.groupBy.map(({ name, column }) => ({ name, value: `coalesce('=' || "${column}"::text, '')` })),
  ]
  const rollups: Figures['rollups'] = []
  for (const { name, value } of groups) {
    const { rows } = await truth.query(
      `SELECT ${day} AS day, $2 AS field, ${value} AS value, ${currency} AS currency, count(*)::int AS count, ${sums} AS sums FROM ${table}
       WHERE connection_id = $1 AND deleted_at IS NULL GROUP BY 1, 2, 3, 4`,
      [connectionId, name],
    )
    rollups.push(...rows)
  }
  return {
    live: await liveOf(truth, table, connectionId),
    rollups: sorted(rollups),
    durations: await durationsOf(truth, plan, connectionId, day),
  }
}

/** `/total/currency` → `total,currency`. */
function pathOf(pointer: string): string {
  return pointer.slice(1).replaceAll('/', ',')
}

async function liveOf(truth: pg.Client, table: string, connectionId: string): Promise<number> {
  const { rows } = await truth.query(`SELECT count(*)::int AS live FROM ${table} WHERE connection_id = $1 AND deleted_at IS NULL`, [
    connectionId,
  ])
  return rows[0].live
}

async function durationsOf(truth: pg.Client, plan: ResourcePlan, connectionId: string, day: string): Promise<Figures['durations']> {
  const { duration } = plan.stats
  if (duration === null) return []
  const { rows } = await truth.query<{ day: string; seconds: number }>(
    `SELECT ${day} AS day, floor(extract(epoch FROM "${duration.to.column}" - "${duration.from.column}"))::int AS seconds FROM ${plan.table}
     WHERE connection_id = $1 AND deleted_at IS NULL AND "${duration.to.column}" >= "${duration.from.column}"`,
    [connectionId],
  )
  const counts = new Map<string, Figures['durations'][number]>()
  for (const { day: on, seconds } of rows) {
    const bucket = durationBucket(seconds)
    const count = counts.get(`${on} ${bucket}`) ?? { day: on, bucket, count: 0, within: 0 }
    counts.set(`${on} ${bucket}`, { ...count, count: count.count + 1, within: count.within + (seconds <= duration.targetSeconds ? 1 : 0) })
  }
  return sorted([...counts.values()])
}

/** The figures as they were kept with each page. */
export async function keptRollups(truth: pg.Client, plan: ResourcePlan, connectionId: string): Promise<Figures> {
  const sums = `ARRAY[${plan.stats.sums.map((_, i) => `sum_${i + 1}::text`).join(', ')}]::text[]`
  const at = [plan.id, connectionId]
  const rollups = await truth.query(
    `SELECT day::text, field, value, currency, count::int, ${sums} AS sums FROM record_rollups WHERE resource = $1 AND connection_id = $2 AND count <> 0`,
    at,
  )
  const durations = await truth.query(
    `SELECT day::text, bucket, count::int, within::int FROM record_durations WHERE resource = $1 AND connection_id = $2 AND count <> 0`,
    at,
  )
  const scope = await truth.query('SELECT live::int FROM record_scopes WHERE resource = $1 AND connection_id = $2', at)
  return { live: scope.rows[0]?.live ?? 0, rollups: sorted(rollups.rows), durations: sorted(durations.rows) }
}

function sorted<T>(rows: T[]): T[] {
  return rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
