import type { Db } from 'pg-boss'

/** How one queue stands. Jobs of other tenants are not in it. */
export interface QueueStanding {
  name: string
  /** Ready to be taken. */
  waiting: number
  /** Their time has not come. */
  scheduled: number
  /** Being worked on. */
  active: number
  /** Tried at least once, and waiting for the next try. In `waiting` or `scheduled` as well. */
  retrying: number
  /** Dead letters: all tries failed. They are kept for an hour. */
  failed: number
  /** Seconds that the oldest ready job waits; null when none does. */
  oldestSeconds: number | null
}

/** A job whose tries are used up. */
export interface DeadJob {
  queue: string
  id: string
  /** What it carries. */
  ids: Record<string, string>
  /** Of this tenant; the others are of the installation. */
  isOwn: boolean
  createdAt: Date
  failedAt: Date
  tries: number
  message: string
}

/** A job of this tenant, or of the installation. */
const MINE = `(j.group_id = $1 OR j.group_id IS NULL)`
const IS_READY = `j.state IN ('created', 'retry') AND j.start_after <= now()`

// pg-boss' own counts are of all tenants together and up to a minute old.
const STANDINGS = `SELECT q.name,
    count(*) FILTER (WHERE ${IS_READY})::int AS waiting,
    count(*) FILTER (WHERE j.state IN ('created', 'retry') AND j.start_after > now())::int AS scheduled,
    count(*) FILTER (WHERE j.state = 'active')::int AS active,
    count(*) FILTER (WHERE j.state = 'retry')::int AS retrying,
    count(*) FILTER (WHERE j.state = 'failed')::int AS failed,
    extract(epoch FROM now() - min(greatest(j.created_on, j.start_after)) FILTER (WHERE ${IS_READY}))::float8 AS "oldestSeconds"
  FROM pgboss.queue q LEFT JOIN pgboss.job j ON j.name = q.name AND ${MINE} AND j.state <> 'completed'
  WHERE q.name NOT LIKE '\\_\\_pgboss%' GROUP BY q.name ORDER BY q.name`

const DEAD = `SELECT j.name AS queue, j.id::text, CASE jsonb_typeof(j.data) WHEN 'object' THEN j.data - 'tenantId' ELSE '{}' END AS ids, j.group_id IS NOT NULL AS "isOwn",
    j.created_on AS "createdAt", j.completed_on AS "failedAt", j.retry_count + 1 AS tries,
    left(coalesce(j.output ->> 'message', j.output::text, ''), 500) AS message
  FROM pgboss.job j WHERE j.state = 'failed' AND ${MINE} AND j.name NOT LIKE '\\_\\_pgboss%' ORDER BY j.completed_on DESC LIMIT $2`

const DEAD_SHOWN = 50

/** Queues and their dead letters, as one tenant may see them. */
export async function queueStandings(db: Pick<Db, 'executeSql'>, tenantId: string): Promise<{ queues: QueueStanding[]; dead: DeadJob[] }> {
  const queues = await db.executeSql(STANDINGS, [tenantId])
  const dead = await db.executeSql(DEAD, [tenantId, DEAD_SHOWN])
  return { queues: queues.rows, dead: dead.rows }
}

/** Whether this tenant has this dead letter: those of the installation are for nobody to touch. */
export async function isOwnDeadJob(db: Pick<Db, 'executeSql'>, tenantId: string, at: { queue: string; id: string }): Promise<boolean> {
  const { rows } = await db.executeSql(
    `SELECT 1 FROM pgboss.job j WHERE j.name = $1 AND j.id::text = $2 AND j.state = 'failed' AND j.group_id = $3`,
    [at.queue, at.id, tenantId],
  )
  return rows.length > 0
}
