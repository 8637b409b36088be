import type { Db } from '../platform/db.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS_AHEAD = 7
/** Yesterday too: an id made just before midnight may be written just after it. */
const DAYS_BEHIND = 1

/** Makes the daily partitions around `nowMs`. Safe to repeat, and from two processes at once. */
export async function makePartitions(engine: Db, nowMs: number): Promise<void> {
  await engine.raw(`SELECT make_engine_partitions(?::date, ?::date)`, [
    dayAt(nowMs - DAYS_BEHIND * DAY_MS),
    dayAt(nowMs + DAYS_AHEAD * DAY_MS),
  ])
}

function dayAt(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10)
}

/** Removes dedupe keys whose window is over (7 days, or what the connector declares). */
export async function sweepDeliveryKeys(engine: Db): Promise<void> {
  await engine.raw(`DELETE FROM delivery_keys WHERE expires_at < engine_clock()`)
}

/** Removes what is known of the mapping of deliveries that are gone. */
export async function sweepDeliveryMappings(engine: Db): Promise<void> {
  await engine.raw(
    `DELETE FROM delivery_mappings m WHERE NOT EXISTS
       (SELECT 1 FROM deliveries d WHERE d.tenant_id = m.tenant_id AND d.day = m.day AND d.id = m.delivery_id)`,
  )
}

/** Removes processes that are long gone and own nothing. */
export async function sweepProcesses(engine: Db): Promise<void> {
  await engine.raw(
    `DELETE FROM processes p WHERE p.heartbeat_at < engine_clock() - interval '1 hour'
       AND NOT EXISTS (SELECT 1 FROM open_runs o WHERE o.owner = p.id)`,
  )
}
