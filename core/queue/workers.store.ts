import type { Db } from '../platform/db.ts'

/** A process that takes part in the work. */
export interface WorkerRow {
  id: string
  startedAt: Date
  heartbeatAt: Date
  /** Its lease has not expired, by the database's clock. */
  isAlive: boolean
  /** Runs of the tenant that it works on. */
  running: number
}

/** Engine role: processes belong to no tenant; the runs that are counted do. */
export async function listWorkers(engine: Db, tenantId: string, expireSeconds: number): Promise<WorkerRow[]> {
  const { rows } = await engine.raw<{ rows: WorkerRow[] }>(
    `SELECT p.id, p.started_at AS "startedAt", p.heartbeat_at AS "heartbeatAt",
       p.heartbeat_at > engine_clock() - make_interval(secs => :expireSeconds) AS "isAlive",
       (SELECT count(*)::int FROM open_runs o WHERE o.tenant_id = :tenantId AND o.owner = p.id) AS running
     FROM processes p ORDER BY p.started_at, p.id`,
    { tenantId, expireSeconds },
  )
  return rows
}
