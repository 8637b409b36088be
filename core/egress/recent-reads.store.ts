import type { Trx } from '../platform/db.ts'

/** SQL of reads that a provider refuses to repeat for a while. By the database's clock. */

/** Whether the read is the caller's to make now. What is long over on this connection goes. */
export async function claimRead(trx: Trx, tenantId: string, connectionId: string, hash: string, seconds: number): Promise<boolean> {
  await trx.raw(`DELETE FROM recent_reads WHERE connection_id = ? AND until_at < now() - interval '1 minute'`, [connectionId])
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `INSERT INTO recent_reads AS r (tenant_id, connection_id, read_hash, until_at)
     VALUES (:tenantId, :connectionId, :hash, clock_timestamp() + :seconds * interval '1 second')
     ON CONFLICT (tenant_id, connection_id, read_hash) DO UPDATE SET until_at = excluded.until_at, answer = NULL WHERE r.until_at <= clock_timestamp()
     RETURNING 1`,
    { tenantId, connectionId, hash, seconds },
  )
  return rows.length === 1
}

export interface RecentRead {
  answer: string | null
  leftMs: number
}

export async function findRead(trx: Trx, connectionId: string, hash: string): Promise<RecentRead | undefined> {
  return trx('recent_reads')
    .where({ connection_id: connectionId, read_hash: hash })
    .select<RecentRead[]>(
      'answer',
      trx.raw(`greatest(0, ceil(extract(epoch FROM until_at - clock_timestamp()) * 1000))::integer AS "leftMs"`),
    )
    .first()
}

/** `null`: the read counted at the provider, but its answer cannot be kept. The time starts anew: the provider's may have started late. */
export async function keepAnswer(trx: Trx, connectionId: string, hash: string, answer: string | null, seconds: number): Promise<void> {
  await trx('recent_reads')
    .where({ connection_id: connectionId, read_hash: hash })
    .update({ answer, until_at: trx.raw(`clock_timestamp() + ? * interval '1 second'`, [seconds]) })
}

/** Nothing was sent: the next one may try. */
export async function giveReadBack(trx: Trx, connectionId: string, hash: string): Promise<void> {
  await trx('recent_reads').where({ connection_id: connectionId, read_hash: hash }).delete()
}

/** Something was written: no answer from before may be given again. The provider goes on counting. */
export async function forgetAnswers(trx: Trx, connectionId: string): Promise<void> {
  await trx('recent_reads').where({ connection_id: connectionId }).whereNotNull('answer').update({ answer: null })
}
