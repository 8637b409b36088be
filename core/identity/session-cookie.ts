import { writeCookie } from '../http/cookies.ts'
import { SESSION_COOKIE } from './caller.service.ts'
import { SESSION_MAX_MS } from './sign-in.service.ts'
import { REFRESH_TOKEN_SECONDS } from './tokens.service.ts'

export const REFRESH_COOKIE = 'tomada_refresh'
/** The refresh cookie goes to the endpoints that need it and nowhere else. */
const REFRESH_PATH = '/auth'

export function sessionCookie(token: string, secure: boolean): string {
  return writeCookie(SESSION_COOKIE, token, { secure, maxAgeSeconds: SESSION_MAX_MS / 1000 })
}

export function endSessionCookie(secure: boolean): string {
  return writeCookie(SESSION_COOKIE, '', { secure, maxAgeSeconds: 0 })
}

export function refreshCookie(token: string, secure: boolean): string {
  return writeCookie(REFRESH_COOKIE, token, { secure, maxAgeSeconds: REFRESH_TOKEN_SECONDS, path: REFRESH_PATH, sameSite: 'Strict' })
}

export function endRefreshCookie(secure: boolean): string {
  return writeCookie(REFRESH_COOKIE, '', { secure, maxAgeSeconds: 0, path: REFRESH_PATH, sameSite: 'Strict' })
}
