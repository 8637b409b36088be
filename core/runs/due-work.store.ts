import type { Db } from '../platform/db.ts'

/** Work of every workspace, as a worker of no workspace sees it. Engine role. */

export interface WorkLeft {
  /** Due now and nobody's yet. */
  due: number
  /** Wait to be let in by the limits of their flow. */
  held: number
  /** Being worked on. */
  underWay: number
}

export async function workLeft(engine: Db): Promise<WorkLeft> {
  const { rows } = await engine.raw<{ rows: Array<{ due: string; held: string; underWay: string }> }>(
    `SELECT count(*) FILTER (WHERE owner IS NULL AND status IN ('queued', 'waiting') AND ready_at <= engine_clock()) AS due,
       count(*) FILTER (WHERE owner IS NULL AND status = 'held') AS held,
       count(*) FILTER (WHERE owner IS NOT NULL) AS "underWay" FROM open_runs`,
  )
  return { due: Number(rows[0]?.due ?? 0), held: Number(rows[0]?.held ?? 0), underWay: Number(rows[0]?.underWay ?? 0) }
}

/** Runs that ended at or after this instant, by how. */
export async function endedSince(engine: Db, since: Date): Promise<Record<string, number>> {
  const { rows } = await engine.raw<{ rows: Array<{ status: string; count: string }> }>(
    `SELECT status, count(*) FROM runs WHERE day >= (:since::timestamptz AT TIME ZONE 'UTC')::date - 1 AND ended_at >= :since GROUP BY status`,
    { since },
  )
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}

/** The database's own time: what runs are stamped with. */
export async function engineTime(engine: Db): Promise<Date> {
  const { rows } = await engine.raw<{ rows: Array<{ now: Date }> }>(`SELECT engine_clock() AS now`)
  return rows[0]?.now ?? new Date(0)
}
