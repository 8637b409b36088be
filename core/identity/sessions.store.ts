import type { Db, Trx } from '../platform/db.ts'

export interface NewSession {
  id: string
  kind: 'browser' | 'api'
  /** SHA-256 of the cookie; null for API sessions, whose proof is a signed token. */
  tokenHash: Buffer | null
  userId: string
  workspaceId: string
  tokenVersion: number
  atIso: string
  expiresIso: string
  address: string
  userAgent: string
}

export interface LiveSession {
  id: string
  kind: 'browser' | 'api'
  userId: string
  workspaceId: string
  tokenVersion: number
  lastSeenAt: Date
  expiresAt: Date
}

export async function insertSession(db: Db | Trx, session: NewSession): Promise<void> {
  await db('sessions').insert({
    id: session.id,
    kind: session.kind,
    token_hash: session.tokenHash,
    user_id: session.userId,
    workspace_id: session.workspaceId,
    token_version: session.tokenVersion,
    created_at: session.atIso,
    last_seen_at: session.atIso,
    expires_at: session.expiresIso,
    address: session.address,
    user_agent: session.userAgent,
  })
}

/**
 * The session, if its user is neither disabled nor has raised the token version since (password change, sign-out everywhere).
 * In the same statement the transaction is opened for that user's memberships: one round trip less on every request.
 */
export async function findLiveSession(trx: Trx, by: { tokenHash: Buffer } | { id: string }): Promise<LiveSession | null> {
  const [column, value] = 'id' in by ? ['s.id', by.id] : ['s.token_hash', by.tokenHash]
  const rows: LiveSession[] = await trx('sessions as s')
    .join('users as u', 'u.id', 's.user_id')
    .where(column, value)
    .whereNull('u.disabled_at')
    .whereRaw('u.token_version = s.token_version')
    .select({
      id: 's.id',
      kind: 's.kind',
      userId: 's.user_id',
      workspaceId: 's.workspace_id',
      tokenVersion: 's.token_version',
      lastSeenAt: 's.last_seen_at',
      expiresAt: 's.expires_at',
    })
    .select(trx.raw(`set_config('app.user_id', s.user_id, true) AS opened`))
  return rows[0] ?? null
}

export async function touchSession(db: Db | Trx, id: string, atIso: string): Promise<void> {
  await db('sessions').where({ id }).update({ last_seen_at: atIso })
}

export async function moveSession(db: Db | Trx, id: string, workspaceId: string): Promise<void> {
  await db('sessions').where({ id }).update({ workspace_id: workspaceId })
}

export async function deleteSession(db: Db | Trx, id: string): Promise<void> {
  await db('sessions').where({ id }).delete()
}

export async function deleteSessionByToken(db: Db | Trx, tokenHash: Buffer): Promise<void> {
  await db('sessions').where({ token_hash: tokenHash }).delete()
}

export async function deleteSessionsOf(db: Db | Trx, userId: string, inWorkspace?: string): Promise<void> {
  const sessions = db('sessions').where({ user_id: userId })
  await (inWorkspace === undefined ? sessions : sessions.where({ workspace_id: inWorkspace })).delete()
}

/** How many were gone. */
export async function deleteExpiredSessions(db: Db | Trx, atIso: string, idleSinceIso: string): Promise<number> {
  return db('sessions')
    .where('expires_at', '<=', atIso)
    .orWhere((idle) => idle.where('kind', 'browser').where('last_seen_at', '<=', idleSinceIso))
    .delete()
}
