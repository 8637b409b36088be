import type { Db, Trx } from '../platform/db.ts'

export interface NewRefreshToken {
  id: string
  sessionId: string
  atIso: string
  expiresIso: string
}

export async function insertRefreshToken(db: Db | Trx, token: NewRefreshToken): Promise<void> {
  await db('refresh_tokens').insert({ id: token.id, session_id: token.sessionId, created_at: token.atIso, expires_at: token.expiresIso })
}

/**
 * Marks the token used, once: of two callers with the same token exactly one gets `fresh`. The other gets `reused`, also when
 * it comes years later, as long as the family exists. `unknown`: never existed, or its family was revoked.
 */
export async function useRefreshToken(
  db: Db | Trx,
  token: { id: string; sessionId: string; atIso: string },
): Promise<'fresh' | 'reused' | 'unknown'> {
  const used = await db('refresh_tokens')
    .where({ id: token.id, session_id: token.sessionId })
    .whereNull('used_at')
    .update({ used_at: token.atIso })
  if (used === 1) return 'fresh'
  const known = await db('refresh_tokens').where({ id: token.id, session_id: token.sessionId }).first()
  return known === undefined ? 'unknown' : 'reused'
}
