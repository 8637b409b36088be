import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../platform/clock.ts'

export interface AccessClaims {
  userId: string
  sessionId: string
}

export interface RefreshClaims extends AccessClaims {
  tokenId: string
}

export interface TokenSigner {
  signAccess(claims: AccessClaims): Promise<string>
  signRefresh(claims: RefreshClaims, expiresAtMs: number): Promise<string>
  /** Null for anything that is not a valid, unexpired access token of ours. */
  verifyAccess(token: string): Promise<AccessClaims | null>
  verifyRefresh(token: string): Promise<RefreshClaims | null>
}

export const ACCESS_TOKEN_SECONDS = 15 * 60

const AUDIENCE = 'tomada-api'
/** The type in the header keeps one kind of token from passing for the other, should both secrets ever be equal. */
const ACCESS_TYPE = 'at+jwt'
const REFRESH_TYPE = 'rt+jwt'

/** HS256 tokens under two secrets of at least 32 characters (config refuses shorter ones). */
export function createTokenSigner(options: { jwtSecret: string; jwtRefreshSecret: string; baseUrl: string; clock: Clock }): TokenSigner {
  const { clock, baseUrl } = options
  const accessKey = new TextEncoder().encode(options.jwtSecret)
  const refreshKey = new TextEncoder().encode(options.jwtRefreshSecret)

  const sign = (typ: string, key: Uint8Array, claims: AccessClaims, expiresAtMs: number, tokenId?: string) => {
    const jwt = new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: 'HS256', typ })
      .setSubject(claims.userId)
      .setIssuer(baseUrl)
      .setAudience(AUDIENCE)
      .setIssuedAt(Math.floor(clock.now() / 1000))
      .setExpirationTime(Math.floor(expiresAtMs / 1000))
    return (tokenId === undefined ? jwt : jwt.setJti(tokenId)).sign(key)
  }

  const verify = async (typ: string, key: Uint8Array, token: string): Promise<RefreshClaims | null> => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        typ,
        issuer: baseUrl,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'sid', 'exp'],
        currentDate: new Date(clock.now()),
      })
      const { sub, sid, jti } = payload
      if (typeof sub !== 'string' || typeof sid !== 'string') return null
      return { userId: sub, sessionId: sid, tokenId: jti ?? '' }
    } catch (error) {
      // Every way in which a stranger's token can be wrong; a bug of ours is not one of them.
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }

  return {
    signAccess: (claims) => sign(ACCESS_TYPE, accessKey, claims, clock.now() + ACCESS_TOKEN_SECONDS * 1000),
    signRefresh: (claims, expiresAtMs) => sign(REFRESH_TYPE, refreshKey, claims, expiresAtMs, claims.tokenId),
    verifyAccess: (token) => verify(ACCESS_TYPE, accessKey, token),
    verifyRefresh: (token) => verify(REFRESH_TYPE, refreshKey, token),
  }
}
