import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'

/** Where each resource of a connection stands, and when it is next asked for. Inside one tenant. */
export interface CursorRow {
  connectionId: string
  resource: string
  plugin: string
  position: Date | null
  backfilledAt: Date | null
  syncedAt: Date | null
  nextAt: Date | null
  nextScanAt: Date | null
  scanCount: number | null
  catchUp: boolean
}

const COLUMNS = `connection_id AS "connectionId", resource, plugin, position, backfilled_at AS "backfilledAt", synced_at AS "syncedAt",
  next_at AS "nextAt", next_scan_at AS "nextScanAt", scan_count AS "scanCount", catch_up AS "catchUp"`

export interface CursorPlace {
  connectionId: string
  resource: string
}

/** Makes the rows that are missing; true when there was none at all: the account was just connected. */
export async function ensureCursors(
  trx: Trx,
  tenantId: string,
  connectionId: string,
  plugin: string,
  resources: readonly string[],
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(`SELECT 1 FROM sync_cursors WHERE connection_id = ? LIMIT 1`, [connectionId])
  await trx.raw(
    `INSERT INTO sync_cursors (tenant_id, connection_id, resource, plugin)
     SELECT :tenantId, :connectionId, r, :plugin FROM unnest(:resources::text[]) r ON CONFLICT DO NOTHING`,
    { tenantId, connectionId, plugin, resources: [...resources] },
  )
  return rows.length === 0
}

export async function listCursors(trx: Trx, connectionId: string): Promise<CursorRow[]> {
  const { rows } = await trx.raw<{ rows: CursorRow[] }>(`SELECT ${COLUMNS} FROM sync_cursors WHERE connection_id = ? ORDER BY resource`, [
    connectionId,
  ])
  return rows
}

export async function findCursor(trx: Trx, { connectionId, resource }: CursorPlace): Promise<CursorRow | undefined> {
  const { rows } = await trx.raw<{ rows: CursorRow[] }>(`SELECT ${COLUMNS} FROM sync_cursors WHERE connection_id = ? AND resource = ?`, [
    connectionId,
    resource,
  ])
  return rows[0]
}

/** Never back. */
export async function moveCursor(trx: Trx, { connectionId, resource }: CursorPlace, positionMs: number): Promise<void> {
  await trx.raw(
    `UPDATE sync_cursors SET position = greatest(position, :position::timestamptz) WHERE connection_id = :connectionId AND resource = :resource`,
    { connectionId, resource, position: toIso(positionMs) },
  )
}

/** All that did not arrive until then was taken in. */
export async function markSwept(trx: Trx, place: CursorPlace, atMs: number): Promise<void> {
  await moveCursor(trx, place, atMs)
  await trx.raw(`UPDATE sync_cursors SET synced_at = ? WHERE connection_id = ? AND resource = ?`, [
    toIso(atMs),
    place.connectionId,
    place.resource,
  ])
}

/** A pass is whole. */
export async function settleCursor(
  trx: Trx,
  { connectionId, resource }: CursorPlace,
  change: { isFirst: boolean; nowMs: number; scanCount: number | null },
): Promise<void> {
  await trx.raw(
    `UPDATE sync_cursors SET synced_at = :now::timestamptz, catch_up = false, scan_count = coalesce(:scanCount::bigint, scan_count),
       backfilled_at = CASE WHEN :isFirst THEN :now::timestamptz ELSE backfilled_at END
     WHERE connection_id = :connectionId AND resource = :resource`,
    { connectionId, resource, isFirst: change.isFirst, scanCount: change.scanCount, now: toIso(change.nowMs) },
  )
}

/** Unless it has a time. */
export async function scheduleFirst(trx: Trx, { connectionId, resource }: CursorPlace, atMs: number): Promise<void> {
  await trx.raw(`UPDATE sync_cursors SET next_at = ? WHERE connection_id = ? AND resource = ? AND next_at IS NULL`, [
    toIso(atMs),
    connectionId,
    resource,
  ])
}

/** Null leaves that time as it is. */
export async function scheduleNext(
  trx: Trx,
  { connectionId, resource }: CursorPlace,
  next: { at: number | null; scanAt: number | null },
): Promise<void> {
  await trx.raw(
    `UPDATE sync_cursors SET next_at = coalesce(:at::timestamptz, next_at), next_scan_at = coalesce(:scanAt::timestamptz, next_scan_at)
     WHERE connection_id = :connectionId AND resource = :resource`,
    { connectionId, resource, at: isoOrNull(next.at), scanAt: isoOrNull(next.scanAt) },
  )
}

/** The connection does not work: what the next pass brings is history, and starts no flow. */
export async function markAway(trx: Trx, connectionId: string): Promise<void> {
  await trx.raw(`UPDATE sync_cursors SET catch_up = true WHERE connection_id = ? AND backfilled_at IS NOT NULL AND NOT catch_up`, [
    connectionId,
  ])
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms)
}
