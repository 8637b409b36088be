import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'

/** The looks into every workspace that syncs need, on the engine's role (security.md C20): where is something due? Nothing is written here but deletes of what is old. */
type Engine = Pick<Database, 'engine'>

export interface DuePlace {
  tenantId: string
  connectionId: string
}

const LIMIT = 500

/**
 * Connections at which something is due: a schedule, a job without a worker, a parked job whose connection works again, an account
 * that was just connected. `plugins`: those that declare resources.
 */
export async function duePlaces({ engine }: Engine, plugins: readonly string[], clock: Clock): Promise<DuePlace[]> {
  const { rows } = await engine.raw<{ rows: DuePlace[] }>(
    `SELECT c.tenant_id AS "tenantId", c.connection_id AS "connectionId" FROM sync_cursors c
       JOIN connections k ON k.tenant_id = c.tenant_id AND k.id = c.connection_id AND k.status = 'connected'
       WHERE least(c.next_at, c.next_scan_at) <= :now::timestamptz
     UNION
     SELECT j.tenant_id, j.connection_id FROM sync_jobs j
       WHERE j.status IN ('waiting', 'running', 'parked') AND j.run_at <= now()
         AND (j.status <> 'running' OR j.lease_until < now()) AND (j.status <> 'waiting' OR j.run_at <= now() - interval '5 seconds')
         AND (j.status <> 'parked' OR EXISTS (SELECT 1 FROM connections k WHERE k.tenant_id = j.tenant_id AND k.id = j.connection_id
           AND k.status = 'connected'))
     UNION
     SELECT k.tenant_id, k.id FROM connections k
       WHERE k.status = 'connected' AND NOT k.provisional AND k.plugin = ANY(:plugins::text[])
         AND NOT EXISTS (SELECT 1 FROM sync_cursors c WHERE c.tenant_id = k.tenant_id AND c.connection_id = k.id)
     LIMIT ${LIMIT}`,
    { plugins: [...plugins], now: toIso(clock.now()) },
  )
  return rows
}

/** Workspaces whose hints or events wait for a worker longer than they should. */
export async function dueTenants({ engine }: Engine): Promise<{ hints: DuePlace[]; events: string[]; existing: string[] }> {
  const hints = await engine.raw<{ rows: DuePlace[] }>(
    `SELECT DISTINCT tenant_id AS "tenantId", connection_id AS "connectionId" FROM sync_hints
     WHERE status IN ('pending', 'reading') AND look_again_at <= now() LIMIT ${LIMIT}`,
  )
  const events = await engine.raw<{ rows: Array<{ tenantId: string }> }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM resource_events WHERE look_again_at <= now() LIMIT ${LIMIT}`,
  )
  const existing = await engine.raw<{ rows: Array<{ tenantId: string }> }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM existing_starts WHERE status = 'running' AND look_again_at <= now() LIMIT ${LIMIT}`,
  )
  return { hints: hints.rows, events: events.rows.map((row) => row.tenantId), existing: existing.rows.map((row) => row.tenantId) }
}

/** Ends of jobs, lines of the log and hints older than so many days. */
export async function sweepOld({ engine }: Engine, days: number): Promise<void> {
  const before = `now() - make_interval(days => ${Math.max(1, Math.floor(days))})`
  for (const [table, condition] of [
    ['sync_page_log', `at < ${before}`],
    ['sync_hints', `created_at < ${before} AND status IN ('done', 'failed')`],
    ['sync_jobs', `finished_at < ${before}`],
  ]) {
    await engine.raw(`DELETE FROM ${table} WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM ${table} WHERE ${condition} LIMIT 5000)`)
  }
}
