import type { CredentialRow, CredentialTimes } from './credentials.store.ts'
import type { RenewableAuth } from './renewal.types.ts'

const REFRESH_AHEAD_MS = 300_000

/** When tokens that were obtained now are over, and by when their refresh token wants to be used. */
export function timesOf(auth: RenewableAuth, nowMs: number, expiresInSeconds: number | null): CredentialTimes {
  const keepAliveSeconds = auth.type === 'oauth2' ? auth.oauth2.keepAliveSeconds : undefined
  return {
    obtainedAt: new Date(nowMs),
    expiresAt: expiresInSeconds === null ? null : new Date(nowMs + expiresInSeconds * 1000),
    keepAliveAt: keepAliveSeconds === undefined ? null : new Date(nowMs + keepAliveSeconds * 1000),
  }
}

/** Five minutes before the end, or in the last quarter of a token that lives for less than twenty. */
export function isNearExpiry(row: Pick<CredentialRow, 'obtainedAt' | 'expiresAt'>, nowMs: number): boolean {
  if (row.expiresAt === null) return false
  const lifeMs = row.expiresAt.getTime() - row.obtainedAt.getTime()
  return row.expiresAt.getTime() - nowMs <= Math.min(REFRESH_AHEAD_MS, lifeMs / 4)
}

export function isExpired(row: Pick<CredentialRow, 'expiresAt'>, nowMs: number): boolean {
  return row.expiresAt !== null && row.expiresAt.getTime() <= nowMs
}
