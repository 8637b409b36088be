import type { Trx } from '../platform/db.ts'

/** Ended runs by the hour in which they started. App role, one tenant. */

export interface RunHour {
  /** `YYYY-MM-DD`, local. */
  day: string
  flowId: string
  status: 'succeeded' | 'failed' | 'cancelled'
  /** Of `1.05^n` milliseconds. */
  bucket: number
  runs: number
}

const GROWTH = 'ln(1.05)'
const COUNTED = `r.day, extract(hour FROM r.started_at AT TIME ZONE 'UTC')::smallint AS hour, r.flow_id, r.status,
  ceil(ln(greatest(1, extract(epoch FROM r.ended_at - r.started_at) * 1000)) / ${GROWTH})::smallint AS bucket, count(*)::int AS runs`

/** Days of which the counts are kept from now on: over, and with no open run that started on them. */
export async function keepFinalDays(trx: Trx, of: { tenantId: string; from: string }): Promise<void> {
  await trx.raw(
    `WITH final AS (
       SELECT d.day::date AS day FROM generate_series(:from::date, (engine_clock() AT TIME ZONE 'UTC')::date - 1, interval '1 day') AS d(day)
       WHERE NOT EXISTS (SELECT 1 FROM run_hour_days k WHERE k.tenant_id = :tenantId AND k.day = d.day::date)
         AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = :tenantId
           AND (o.started_at AT TIME ZONE 'UTC')::date = d.day::date)
     ), counted AS (
       SELECT ${COUNTED} FROM runs r JOIN final f ON f.day = r.day WHERE r.tenant_id = :tenantId GROUP BY 1, 2, 3, 4, 5
     ), kept AS (
       INSERT INTO run_hours (tenant_id, day, hour, flow_id, status, bucket, runs)
       SELECT :tenantId, day, hour, flow_id, status, bucket, runs FROM counted ON CONFLICT DO NOTHING
     )
     INSERT INTO run_hour_days (tenant_id, day) SELECT :tenantId, day FROM final ON CONFLICT DO NOTHING`,
    of,
  )
}

/** Of runs that started on this local day or later. What is kept is read as it is; the rest is counted. */
export async function readRunHours(
  trx: Trx,
  of: { tenantId: string; from: string; timezone: string; flowId?: string },
): Promise<RunHour[]> {
  const { rows } = await trx.raw<{ rows: RunHour[] }>(
    `WITH hours AS (
       SELECT h.day, h.hour, h.flow_id, h.status, h.bucket, h.runs FROM run_hours h
       WHERE h.tenant_id = :tenantId AND h.day >= :from::date - 1
       UNION ALL
       SELECT ${COUNTED} FROM runs r WHERE r.tenant_id = :tenantId AND r.day >= :from::date - 1
         AND NOT EXISTS (SELECT 1 FROM run_hour_days k WHERE k.tenant_id = :tenantId AND k.day = r.day)
       GROUP BY 1, 2, 3, 4, 5
     ), local AS (
       SELECT to_char(((day + make_interval(hours => hour)) AT TIME ZONE 'UTC') AT TIME ZONE :timezone, 'YYYY-MM-DD') AS day,
         flow_id, status, bucket, runs FROM hours
     )
     SELECT day, flow_id AS "flowId", status, bucket, sum(runs)::int AS runs FROM local
     WHERE day >= :from ${of.flowId === undefined ? '' : 'AND flow_id = :flowId'} GROUP BY 1, 2, 3, 4`,
    { flowId: '', ...of },
  )
  return rows
}
