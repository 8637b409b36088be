import type { Trx } from '../platform/db.ts'
import type { SealedEntry } from './entry-store.types.ts'

/** SQL of what drivers keep; values are sealed before they come here. */

export async function readEntries(
  trx: Trx,
  connectionId: string,
  kind: string,
  ids: readonly string[],
): Promise<Array<{ id: string; value: string }>> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string; value: string }> }>(
    `SELECT id, value FROM driver_entries WHERE connection_id = :connectionId AND kind = :kind AND id = ANY(:ids::text[])`,
    { connectionId, kind, ids: [...ids] },
  )
  return rows
}

/** In order of their keys, so that two writers never wait for each other in a circle. */
export async function writeEntries(trx: Trx, tenantId: string, connectionId: string, entries: readonly SealedEntry[]): Promise<void> {
  if (entries.length === 0) return
  await trx.raw(
    `INSERT INTO driver_entries (tenant_id, connection_id, kind, id, value, expires_at)
     SELECT :tenantId, :connectionId, kind, id, value, now() + make_interval(secs => keep)
     FROM unnest(:kinds::text[], :ids::text[], :values::text[], :keeps::double precision[]) AS t(kind, id, value, keep)
     ORDER BY kind, id
     ON CONFLICT (tenant_id, connection_id, kind, id) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
    {
      tenantId,
      connectionId,
      kinds: entries.map(({ kind }) => kind),
      ids: entries.map(({ id }) => id),
      values: entries.map(({ value }) => value),
      keeps: entries.map(({ keepSeconds }) => keepSeconds ?? null),
    },
  )
}

/** With the time of their end in milliseconds since the epoch. */
export async function allEntries(
  trx: Trx,
  connectionId: string,
): Promise<Array<[kind: string, id: string, value: string, until: number | null]>> {
  const rows = await trx('driver_entries')
    .where({ connection_id: connectionId })
    .select<Array<{ kind: string; id: string; value: string; until: Date | null }>>('kind', 'id', 'value', 'expires_at as until')
  return rows.map(({ kind, id, value, until }) => [kind, id, value, until?.getTime() ?? null])
}

export async function deleteEntries(trx: Trx, connectionId: string, entries: ReadonlyArray<{ kind: string; id: string }>): Promise<void> {
  if (entries.length === 0) return
  await trx.raw(
    `DELETE FROM driver_entries USING unnest(:kinds::text[], :ids::text[]) AS t(kind, id)
     WHERE connection_id = :connectionId AND driver_entries.kind = t.kind AND driver_entries.id = t.id`,
    { connectionId, kinds: entries.map(({ kind }) => kind), ids: entries.map(({ id }) => id) },
  )
}

export async function clearEntries(trx: Trx, connectionId: string): Promise<void> {
  await trx('driver_entries').where({ connection_id: connectionId }).delete()
}

export interface OtherKeys {
  /** Of values under the newest key. */
  prefix: string
  after: { kind: string; id: string }
  limit: number
}

/** Locked, in the order in which drivers write, so that neither waits for the other in a circle. */
export async function lockEntriesUnderOtherKeys(
  trx: Trx,
  connectionId: string,
  { prefix, after, limit }: OtherKeys,
): Promise<Array<{ kind: string; id: string; value: string }>> {
  const { rows } = await trx.raw<{ rows: Array<{ kind: string; id: string; value: string }> }>(
    `SELECT kind, id, value FROM driver_entries
     WHERE connection_id = :connectionId AND (kind, id) > (:kind, :id) AND NOT starts_with(value, :prefix)
     ORDER BY kind, id LIMIT :limit FOR UPDATE`,
    { connectionId, prefix, limit, kind: after.kind, id: after.id },
  )
  return rows
}

export async function rewriteEntries(
  trx: Trx,
  connectionId: string,
  entries: ReadonlyArray<{ kind: string; id: string; value: string }>,
): Promise<void> {
  await trx.raw(
    `UPDATE driver_entries e SET value = t.value FROM unnest(:kinds::text[], :ids::text[], :values::text[]) AS t(kind, id, value)
     WHERE e.connection_id = :connectionId AND e.kind = t.kind AND e.id = t.id`,
    {
      connectionId,
      kinds: entries.map(({ kind }) => kind),
      ids: entries.map(({ id }) => id),
      values: entries.map(({ value }) => value),
    },
  )
}
