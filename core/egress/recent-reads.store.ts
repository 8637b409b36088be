import type { Trx } from '../platform/db.ts'

/**
 * SQL of reads that a provider refuses to repeat for a while, and of the writes that put their answers out of date. By the database's
 * clock. One transaction of a connection at a time: a read and a write that begin together see each other.
 */

export interface ReadPlace {
  tenantId: string
  connectionId: string
  hash: string
  /** Who makes the read: whoever comes after its time is somebody else. */
  reader: string
}

export interface ReadClaim extends ReadPlace {
  seconds: number
  /** Beginnings of the paths whose writes change what is read; null: every write of the connection does. */
  changedBy: readonly string[] | null
}

export interface Write {
  tenantId: string
  connectionId: string
  id: string
  /** Null: where it goes is not known, so it changes everything. */
  path: string | null
}

/** `:path` is the write's, `changed_by` the read's. */
const IS_CHANGED = `(changed_by IS NULL OR path IS NULL OR EXISTS (SELECT 1 FROM unnest(changed_by) AS beginning WHERE starts_with(path, beginning)))`

/** Whether the read is the caller's to make now. What is long over on this connection goes. */
export async function claimRead(trx: Trx, { tenantId, connectionId, hash, reader, seconds, changedBy }: ReadClaim): Promise<boolean> {
  await lockConnection(trx, connectionId)
  await trx.raw(`DELETE FROM recent_reads WHERE connection_id = ? AND until_at < now() - interval '1 minute'`, [connectionId])
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `INSERT INTO recent_reads AS r (tenant_id, connection_id, read_hash, until_at, reader, changed_by, is_void)
     SELECT :tenantId, :connectionId, :hash, clock_timestamp() + :seconds * interval '1 second', :reader, changed_by,
            EXISTS (SELECT 1 FROM writes_under_way WHERE connection_id = :connectionId AND until_at > clock_timestamp() AND ${IS_CHANGED})
       FROM (SELECT :changedBy::text[] AS changed_by) AS read
     ON CONFLICT (tenant_id, connection_id, read_hash) DO UPDATE
       SET until_at = excluded.until_at, answer = NULL, reader = excluded.reader, changed_by = excluded.changed_by, is_void = excluded.is_void
     WHERE r.until_at <= clock_timestamp()
     RETURNING 1`,
    { tenantId, connectionId, hash, seconds, reader, changedBy },
  )
  return rows.length === 1
}

export interface RecentRead {
  answer: string | null
  /** There will be no answer to give: it is out of date, or cannot be kept. */
  isVoid: boolean
  leftMs: number
}

export async function findRead(
  trx: Trx,
  { connectionId, hash }: Pick<ReadPlace, 'connectionId' | 'hash'>,
): Promise<RecentRead | undefined> {
  return trx('recent_reads')
    .where({ connection_id: connectionId, read_hash: hash })
    .select<RecentRead[]>(
      'answer',
      { isVoid: 'is_void' },
      trx.raw(`greatest(0, ceil(extract(epoch FROM until_at - clock_timestamp()) * 1000))::integer AS "leftMs"`),
    )
    .first()
}

/**
 * `null`: the read counted at the provider, but its answer cannot be kept; nor is one that a write has overtaken. The time starts anew:
 * the provider's may have started late.
 */
export async function keepAnswer(
  trx: Trx,
  { connectionId, hash, reader }: ReadPlace,
  answer: string | null,
  seconds: number,
): Promise<void> {
  await lockConnection(trx, connectionId)
  await trx('recent_reads')
    .where({ connection_id: connectionId, read_hash: hash, reader })
    .update({
      answer: trx.raw('CASE WHEN is_void THEN NULL ELSE ?::text END', [answer]),
      is_void: trx.raw('is_void OR ?::text IS NULL', [answer]),
      until_at: trx.raw(`clock_timestamp() + ? * interval '1 second'`, [seconds]),
    })
}

/** Nothing was sent: the next one may try. */
export async function giveReadBack(trx: Trx, { connectionId, hash, reader }: ReadPlace): Promise<void> {
  await trx('recent_reads').where({ connection_id: connectionId, read_hash: hash, reader }).delete()
}

/**
 * Something is about to be written: no answer from before may be given again, and none that is asked for while it is under way. The
 * provider goes on counting. `seconds`: after so long it is over, even when nobody says so.
 */
export async function beginWrite(trx: Trx, { tenantId, connectionId, id, path }: Write, seconds: number): Promise<void> {
  await lockConnection(trx, connectionId)
  await trx.raw(`DELETE FROM writes_under_way WHERE connection_id = ? AND until_at < now()`, [connectionId])
  await trx.raw(
    `INSERT INTO writes_under_way (tenant_id, connection_id, id, path, until_at)
     VALUES (:tenantId, :connectionId, :id, :path, clock_timestamp() + :seconds * interval '1 second')`,
    { tenantId, connectionId, id, path, seconds },
  )
  await trx.raw(
    `UPDATE recent_reads SET answer = NULL, is_void = true FROM (SELECT :path::text AS path) AS write
      WHERE connection_id = :connectionId AND NOT is_void AND ${IS_CHANGED}`,
    { connectionId, path },
  )
}

/** The write has its answer. */
export async function endWrite(trx: Trx, { connectionId, id }: Write): Promise<void> {
  await trx('writes_under_way').where({ connection_id: connectionId, id }).delete()
}

/** Nobody knows whether the provider did it, or does it yet: until then what is read may be from before. */
export async function endWriteLater(trx: Trx, { connectionId, id }: Write, seconds: number): Promise<void> {
  await trx('writes_under_way')
    .where({ connection_id: connectionId, id })
    .update({ until_at: trx.raw(`clock_timestamp() + ? * interval '1 second'`, [seconds]) })
}

async function lockConnection(trx: Trx, connectionId: string): Promise<void> {
  await trx.raw(`SELECT pg_advisory_xact_lock(hashtextextended('recent reads ' || ?, 0))`, [connectionId])
}
