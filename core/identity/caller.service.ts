import type { IncomingHttpHeaders } from 'node:http'
import { readCookies } from '../http/cookies.ts'
import type { Caller } from '../http/route.ts'
import { toIso } from '../platform/clock.ts'
import type { TokenSigner } from './access-token.ts'
import type { IdentityDeps } from './identity.types.ts'
import { membershipsOf } from './memberships.store.ts'
import { hashToken } from './secret-token.ts'
import { findLiveSession, type LiveSession, touchSession } from './sessions.store.ts'
import { SESSION_IDLE_MS } from './sign-in.service.ts'

export const SESSION_COOKIE = 'tomada_session'

/** A session's last use is written at most this often: reading a page must not cost a write per request. */
const TOUCH_MS = 60_000

/**
 * Who sent these headers: `Authorization: Bearer` with an access token, else the session cookie. Null when the proof is missing,
 * wrong or over. Nothing is cached: a removal, a password change or a sign-out everywhere counts from the next request on (C24).
 */
export function createCallerOf(deps: IdentityDeps, signer: TokenSigner): (headers: IncomingHttpHeaders) => Promise<Caller | null> {
  return async (headers) => {
    const bearer = bearerOf(headers.authorization)
    if (bearer !== undefined) {
      const claims = await signer.verifyAccess(bearer)
      return claims === null ? null : callerOfSession(deps, { id: claims.sessionId }, 'bearer')
    }
    const cookie = readCookies(headers.cookie)[SESSION_COOKIE]
    return cookie === undefined ? null : callerOfSession(deps, { tokenHash: hashToken(cookie) }, 'cookie')
  }
}

/** Any Authorization header is taken as the proof, also one that is none: it never falls back to the cookie. */
function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
}

async function callerOfSession(
  { db, clock }: IdentityDeps,
  by: { id: string } | { tokenHash: Buffer },
  via: Caller['via'],
): Promise<Caller | null> {
  const nowMs = clock.now()
  return db.app.transaction(async (trx) => {
    const session = await findLiveSession(trx, by)
    if (session === null || isOver(session, via, nowMs)) return null
    const memberships = await membershipsOf(trx, session.userId)
    const membership = memberships.find(({ workspaceId }) => workspaceId === session.workspaceId)
    if (membership === undefined) return null
    if (nowMs - session.lastSeenAt.getTime() >= TOUCH_MS) await touchSession(trx, session.id, toIso(nowMs))
    return { userId: session.userId, tenantId: session.workspaceId, role: membership.role, via, sessionId: session.id }
  })
}

function isOver(session: LiveSession, via: Caller['via'], nowMs: number): boolean {
  if (session.kind !== (via === 'cookie' ? 'browser' : 'api')) return true
  if (session.expiresAt.getTime() <= nowMs) return true
  return via === 'cookie' && session.lastSeenAt.getTime() + SESSION_IDLE_MS <= nowMs
}
