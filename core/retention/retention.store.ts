import type { Db } from '../platform/db.ts'

/** What is kept and dropped, across tenants: for the engine role only. Days are `YYYY-MM-DD`, UTC. */

/** Days that have a partition, oldest first. */
export async function storedDays(engine: Db): Promise<string[]> {
  const { rows } = await engine.raw<{ rows: Array<{ day: string }> }>(
    `SELECT DISTINCT to_char(to_date(substring(c.relname FROM '\\d{8}$'), 'YYYYMMDD'), 'YYYY-MM-DD') AS day
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE p.oid IN ('runs'::regclass, 'journal'::regclass, 'deliveries'::regclass) AND c.relname ~ '_\\d{8}$' ORDER BY day`,
  )
  return rows.map((row) => row.day)
}

/**
 * Drops one day of runs, journals and deliveries. What open runs need of it (their journal, the delivery that started them) moves to
 * the default partitions in the same transaction, where every reader of the tables finds it. Gives up after a second when the
 * tables are busy (SQLSTATE 55P03): everybody else waits behind this.
 */
export async function dropDay(engine: Db, day: string): Promise<void> {
  await engine.transaction(async (trx) => {
    await trx.raw(`SET LOCAL lock_timeout = '1s'`)
    await trx.raw(`SELECT lock_engine_day(?::date)`, [day])
    await trx.raw(
      `CREATE TEMP TABLE kept_journal ON COMMIT DROP AS SELECT j.* FROM journal j
       WHERE j.day = ?::date AND EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = j.tenant_id AND o.id = j.run_id)`,
      [day],
    )
    await trx.raw(
      `CREATE TEMP TABLE kept_deliveries ON COMMIT DROP AS SELECT d.* FROM deliveries d
       WHERE d.day = ?::date AND (EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = d.tenant_id AND o.delivery_id = d.id)
         OR EXISTS (SELECT 1 FROM delivery_mappings m WHERE m.tenant_id = d.tenant_id AND m.day = d.day AND m.delivery_id = d.id))`,
      [day],
    )
    await trx.raw(`SELECT drop_engine_day(?::date)`, [day])
    await trx.raw(`INSERT INTO journal SELECT * FROM kept_journal`)
    await trx.raw(`INSERT INTO deliveries SELECT * FROM kept_deliveries`)
  })
}

/** Rows a statement deletes at most: short transactions, so that nobody waits. */
export const BATCH = 500

/**
 * What was kept of dropped days for runs that were open then: gone when the run ended before that day. Counts as if it had begun when
 * it ended. True when there may be more.
 */
export async function sweepKept(engine: Db, before: string): Promise<boolean> {
  const runs = await engine.raw<{ rowCount: number }>(
    `DELETE FROM runs WHERE (tenant_id, day, id) IN
       (SELECT tenant_id, day, id FROM runs WHERE tableoid = 'runs_default'::regclass AND day < :before::date AND ended_at < :before::date LIMIT ${BATCH})`,
    { before },
  )
  const journals = await engine.raw<{ rowCount: number }>(
    `DELETE FROM journal WHERE (tenant_id, day, run_id, seq) IN
       (SELECT j.tenant_id, j.day, j.run_id, j.seq FROM journal j WHERE j.tableoid = 'journal_default'::regclass AND j.day < :before::date
         AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = j.tenant_id AND o.id = j.run_id)
         AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = j.tenant_id AND r.day = j.day AND r.id = j.run_id) LIMIT ${BATCH})`,
    { before },
  )
  const deliveries = await engine.raw<{ rowCount: number }>(
    `DELETE FROM deliveries WHERE (tenant_id, day, id) IN
       (SELECT d.tenant_id, d.day, d.id FROM deliveries d WHERE d.tableoid = 'deliveries_default'::regclass AND d.day < :before::date
         AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = d.tenant_id AND o.delivery_id = d.id)
         AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = d.tenant_id AND r.day < :before::date AND r.delivery_id = d.id) LIMIT ${BATCH})`,
    { before },
  )
  return Math.max(runs.rowCount, journals.rowCount, deliveries.rowCount) === BATCH
}

/** Large values that nothing refers to any more: last stored before that day, and not by a run that was kept. True: maybe more. */
export async function sweepBlobs(engine: Db, before: string): Promise<boolean> {
  const { rowCount } = await engine.raw<{ rowCount: number }>(
    `DELETE FROM blobs WHERE (tenant_id, hash) IN
       (SELECT b.tenant_id, b.hash FROM blobs b WHERE b.used_on < :before::date
         AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.tenant_id = b.tenant_id AND j.day < :before::date AND position(b.hash IN j.entries) > 0)
         AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = b.tenant_id AND r.day < :before::date AND position(b.hash IN r.journal) > 0)
         LIMIT ${BATCH})`,
    { before },
  )
  return rowCount === BATCH
}

/** "Dealt with" marks of runs that are gone. `firstId`: the smallest id that a run of the first kept day can have. */
export async function sweepResolutions(engine: Db, firstId: string): Promise<void> {
  await engine.raw(
    `DELETE FROM run_resolutions s WHERE s.run_id < :firstId
       AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = s.tenant_id AND r.id = s.run_id)`,
    { firstId },
  )
}

export interface FlowRetention {
  tenantId: string
  flowId: string
  days: number
}

/** Flows whose published version keeps its runs for less time than the installation does. */
export async function flowsWithOwnRetention(engine: Db, installationDays: number): Promise<FlowRetention[]> {
  const { rows } = await engine.raw<{ rows: Array<{ tenant_id: string; id: string; days: number }> }>(
    `SELECT * FROM (
       SELECT f.tenant_id, f.id, (v.definition::jsonb #>> '{settings,retentionDays}')::int AS days FROM flows f
       JOIN flow_versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.published_version
       WHERE position('"retentionDays"' IN v.definition) > 0
     ) AS own WHERE days < ?`,
    [installationDays],
  )
  return rows.map((row) => ({ tenantId: row.tenant_id, flowId: row.id, days: row.days }))
}

/** Ended runs of one flow from before that day, with their journals and the deliveries that came at the flow's own address. True: maybe more. */
export async function purgeFlow(engine: Db, { tenantId, flowId }: FlowRetention, before: string): Promise<boolean> {
  const { rows } = await engine.raw<{ rows: Array<{ n: number }> }>(
    `WITH old AS (
       SELECT day, id, delivery_id FROM runs WHERE tenant_id = :tenantId AND flow_id = :flowId AND day < :before::date AND ended_at < :before::date
       ORDER BY day, id LIMIT ${BATCH}
     ), journals AS (
       DELETE FROM journal j USING old WHERE j.tenant_id = :tenantId AND j.day = old.day AND j.run_id = old.id
     ), messages AS (
       DELETE FROM deliveries d USING old WHERE d.tenant_id = :tenantId AND d.day IN (old.day, old.day - 1) AND d.id = old.delivery_id
         AND d.flow_id = :flowId AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = d.tenant_id AND o.delivery_id = d.id)
     ), ended AS (
       DELETE FROM runs r USING old WHERE r.tenant_id = :tenantId AND r.day = old.day AND r.id = old.id RETURNING 1
     )
     SELECT count(*)::int AS n FROM ended`,
    { tenantId, flowId, before },
  )
  return rows[0]?.n === BATCH
}
