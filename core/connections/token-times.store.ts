import type { Trx } from '../platform/db.ts'

/** When the token of each connection of the tenant is over, by connection. Null: it does not expire, or there is none. */
export async function findTokenTimes(trx: Trx): Promise<Map<string, Date | null>> {
  const rows = await trx('credentials').select<Array<{ connectionId: string; expiresAt: Date | null }>>({
    connectionId: 'connection_id',
    expiresAt: 'expires_at',
  })
  return new Map(rows.map(({ connectionId, expiresAt }) => [connectionId, expiresAt]))
}
