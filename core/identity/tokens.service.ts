import type { RequestOrigin } from '../http/request-origin.ts'
import { toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { ACCESS_TOKEN_SECONDS, type RefreshClaims, type TokenSigner } from './access-token.ts'
import { recordAudit } from './audit.service.ts'
import type { IdentityDeps } from './identity.types.ts'
import { insertRefreshToken, useRefreshToken } from './refresh-tokens.store.ts'
import { deleteSession, deleteSessionsOf, findLiveSession } from './sessions.store.ts'
import type { SignInService } from './sign-in.service.ts'
import { raiseTokenVersion } from './users.store.ts'

export const REFRESH_TOKEN_SECONDS = 14 * 24 * 60 * 60

export interface IssuedTokens {
  accessToken: string
  refreshToken: string
  /** Seconds. */
  expiresIn: number
}

export interface TokenService {
  login(email: string, password: string, origin: RequestOrigin): Promise<IssuedTokens>
  /**
   * New tokens for a refresh token, which dies by it. Used a second time, whoever uses it, the whole family ends: one of the
   * two holders stole it (MV-06). Throws `unauthenticated`.
   */
  refresh(refreshToken: string, origin: RequestOrigin): Promise<IssuedTokens>
  logout(sessionId: string): Promise<void>
  /** Ends every session and every token of the user, access tokens included, at once (WE-06, WE-07). */
  logoutAll(userId: string): Promise<void>
}

export function createTokens(deps: IdentityDeps, signIn: SignInService, signer: TokenSigner): TokenService {
  const { db, clock } = deps

  async function issue(userId: string, sessionId: string): Promise<IssuedTokens> {
    const nowMs = clock.now()
    const expiresAtMs = nowMs + REFRESH_TOKEN_SECONDS * 1000
    const tokenId = newId('tok', nowMs)
    await insertRefreshToken(db.app, { id: tokenId, sessionId, atIso: toIso(nowMs), expiresIso: toIso(expiresAtMs) })
    return {
      accessToken: await signer.signAccess({ userId, sessionId }),
      refreshToken: await signer.signRefresh({ userId, sessionId, tokenId }, expiresAtMs),
      expiresIn: ACCESS_TOKEN_SECONDS,
    }
  }

  return {
    async login(email, password, origin) {
      const user = await signIn.checkPassword(email, password, origin)
      return issue(user.id, await signIn.openApiSession(user, origin))
    },

    async refresh(refreshToken, origin) {
      const claims = await signer.verifyRefresh(refreshToken)
      if (claims === null) throw new AppError('unauthenticated')
      const nowMs = clock.now()
      const session = await db.app.transaction((trx) => findLiveSession(trx, { id: claims.sessionId }))
      if (session === null || session.userId !== claims.userId || session.expiresAt.getTime() <= nowMs)
        throw new AppError('unauthenticated')
      const use = await useRefreshToken(db.app, { id: claims.tokenId, sessionId: claims.sessionId, atIso: toIso(nowMs) })
      if (use === 'reused') await endFamily(deps, claims, session.workspaceId, origin)
      if (use !== 'fresh') throw new AppError('unauthenticated')
      return issue(claims.userId, claims.sessionId)
    },

    logout: (sessionId) => deleteSession(db.app, sessionId),

    async logoutAll(userId) {
      await db.app.transaction(async (trx) => {
        await raiseTokenVersion(trx, userId)
        await deleteSessionsOf(trx, userId)
      })
    },
  }
}

/** Committed before the refusal is thrown: a rolled-back revocation would leave the thief's tokens alive. */
async function endFamily(
  { db, clock, logger }: IdentityDeps,
  claims: RefreshClaims,
  tenantId: string,
  origin: RequestOrigin,
): Promise<void> {
  await db.forTenant(tenantId, async (trx) => {
    await deleteSession(trx, claims.sessionId)
    const act = { tenantId, userId: claims.userId, act: 'session.revoked', subject: claims.sessionId, detail: { reason: 'refresh reused' } }
    await recordAudit(trx, { ...act, requestId: origin.requestId, address: origin.address }, clock.now())
  })
  logger.warn({ sessionId: claims.sessionId, userId: claims.userId }, 'refresh token used twice, family revoked')
}
