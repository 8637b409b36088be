import type { Auth, AuthClientCredentials, AuthCustom, AuthOauth2, AuthSession } from '../../sdk/manifest.gen.ts'
import type { OAuthTokens } from './connections.types.ts'

/** Schemes whose credential is got with another one and runs out: by a refresh, a token request, a sign-in. */
export type RenewableAuth = AuthOauth2 | AuthClientCredentials | AuthSession | AuthCustom

export function isRenewable(auth: Auth): auth is RenewableAuth {
  return auth.type === 'oauth2' || auth.type === 'clientCredentials' || auth.type === 'session' || auth.type === 'custom'
}

export type Renewal =
  /** `expiresInSeconds` null: the provider does not say. */
  | { ok: true; tokens: OAuthTokens | null; signedIn?: Record<string, string>; expiresInSeconds: number | null }
  /**
   * `grant`: the code or refresh token is not accepted. `app`: the client is not accepted. `credential`: what a person typed is not
   * accepted; it is never tried again by itself, because some providers lock an account after three wrong tries. `later`: nothing
   * is known, try again. `message` is the provider's, without secrets.
   */
  | { ok: false; fault: 'grant' | 'app' | 'credential' | 'later'; message: string; retryAfterMs: number | null }
