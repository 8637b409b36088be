import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'

/** Which records of a polling are known, by the hash of their key. Inside one tenant. */

export async function knownOf(trx: Trx, flowId: string, keyHashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: Array<{ key_hash: string }> }>(
    'SELECT key_hash FROM polled_records WHERE flow_id = ? AND key_hash = ANY(?::text[])',
    [flowId, [...keyHashes]],
  )
  return new Set(rows.map((row) => row.key_hash))
}

/** Remembers keys, and that those already known were there again; that much once an hour, not with every poll. */
export async function remember(trx: Trx, tenantId: string, flowId: string, keyHashes: readonly string[], nowMs: number): Promise<void> {
  await trx.raw(
    `INSERT INTO polled_records AS p (tenant_id, flow_id, key_hash, seen_at)
     SELECT :tenantId, :flowId, k, :now::timestamptz FROM unnest(:keys::text[]) AS k
     ON CONFLICT (tenant_id, flow_id, key_hash) DO UPDATE SET seen_at = excluded.seen_at WHERE p.seen_at < excluded.seen_at - interval '1 hour'`,
    { tenantId, flowId, keys: [...keyHashes], now: toIso(nowMs) },
  )
}

/** Forgets the keys longest not seen beyond `keep`. Never one that the last polls still brought: that would start it again. */
export async function forgetOldest(trx: Trx, flowId: string, keep: number, nowMs: number): Promise<void> {
  await trx.raw(
    `DELETE FROM polled_records WHERE flow_id = :flowId AND seen_at < :now::timestamptz - interval '1 day' AND key_hash IN
       (SELECT key_hash FROM polled_records WHERE flow_id = :flowId ORDER BY seen_at DESC OFFSET :keep)`,
    { flowId, keep, now: toIso(nowMs) },
  )
}

export async function countKnown(trx: Trx, flowId: string): Promise<number> {
  const [row] = await trx('polled_records').where({ flow_id: flowId }).count<Array<{ count: number }>>('* as count')
  return Number(row?.count ?? 0)
}
