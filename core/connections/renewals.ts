import type { Json } from '../../sdk/flow/definition.ts'
import type { AuthClientCredentials, AuthCustom, AuthOauth2 } from '../../sdk/manifest.gen.ts'
import { clientOf } from './client-of.ts'
import type { ConnectionsDeps, StoredCredential } from './connections.types.ts'
import { fill, ownSecrets, textOf } from './credential-parts.ts'
import type { OAuthApps } from './oauth-apps.service.ts'
import type { RenewableAuth, Renewal } from './renewal.types.ts'
import { effectiveSettings, type Settings, settingTexts } from './settings.ts'
import { secondsOf, signIn } from './sign-in.ts'
import { endpointOf, type TokenClient } from './token-client.ts'

export interface RenewalRequest {
  tenantId: string
  plugin: string
  auth: RenewableAuth
  stored: StoredCredential
  /** Those that the connection itself has. */
  ownSettings: Settings
}

/** Asks the provider for the next credential, once. `no_refresh`: there is nothing to ask with. */
export type Renewals = (request: RenewalRequest) => Promise<Renewal | 'no_refresh'>

type Deps = Pick<ConnectionsDeps, 'clock' | 'connectors' | 'broker' | 'variables' | 'signInByAction'> & {
  apps: OAuthApps
  tokens: TokenClient
}

export function createRenewals(deps: Deps): Renewals {
  return async (request) => {
    const { tenantId, plugin, auth, stored } = request
    const settings = effectiveSettings(deps.connectors.settings(plugin), request.ownSettings, deps.variables)
    switch (auth.type) {
      case 'oauth2':
        return refreshed(deps, request, auth, settingTexts(settings))
      case 'clientCredentials':
        return clientToken(deps, request, auth, settingTexts(settings))
      case 'session': {
        const secrets = ownSecrets(auth, stored)
        return signIn(deps, { tenantId, plugin, auth, fields: stored.fields, settings: settingTexts(settings), secrets })
      }
      case 'custom':
        return signInByCode(deps, request, auth, settings)
    }
  }
}

/** The operator took the installation's client away: the provider will refuse, and the connection says so. */
const NO_CLIENT = { clientId: '', clientSecret: '' }

type Texts = Readonly<Record<string, string>>

async function refreshed(
  deps: Deps,
  { tenantId, plugin, stored }: RenewalRequest,
  auth: AuthOauth2,
  settings: Texts,
): Promise<Renewal | 'no_refresh'> {
  const app = await deps.apps.appFor(tenantId, auth, plugin)
  const refreshToken = stored.tokens?.refreshToken ?? null
  if (refreshToken === null || auth.oauth2.refresh === 'none') return 'no_refresh'
  if (app === null) return { ok: false, fault: 'app', message: 'no OAuth app is configured', retryAfterMs: null }
  return deps.tokens({ tenantId, plugin, endpoint: endpointOf(auth), settings, app, grant: { type: 'refresh_token', refreshToken } })
}

async function clientToken(
  deps: Deps,
  { tenantId, plugin, stored }: RenewalRequest,
  auth: AuthClientCredentials,
  settings: Texts,
): Promise<Renewal> {
  const { fields } = stored
  const form = Object.fromEntries(Object.entries(auth.form ?? {}).map(([name, template]) => [name, fill(template, fields)]))
  const scope = auth.scopes.length === 0 ? null : auth.scopes.join(auth.scopeSeparator)
  const answer = await deps.tokens({
    tenantId,
    plugin,
    endpoint: endpointOf(auth),
    settings,
    app: clientOf(auth, fields, deps.variables) ?? NO_CLIENT,
    grant: { type: 'client_credentials', scope, form },
  })
  // Id and secret are what a person typed here: nobody can renew them but that person.
  return !answer.ok && answer.fault !== 'later' ? { ...answer, fault: 'credential' } : answer
}

async function signInByCode(
  deps: Deps,
  { tenantId, plugin, stored }: RenewalRequest,
  auth: AuthCustom,
  settings: Settings,
): Promise<Renewal> {
  const input: Json = JSON.parse(JSON.stringify(stored.fields))
  const result = await deps.signInByAction({ tenantId, plugin, action: auth.signIn.action, input, settings })
  if (!result.ok) return result
  const members = typeof result.output === 'object' && result.output !== null && !Array.isArray(result.output) ? result.output : {}
  const signedIn = Object.fromEntries(Object.keys(members).map((name) => [name, textOf(members, name)]))
  return { ok: true, tokens: null, signedIn, expiresInSeconds: secondsOf(auth.signIn.expires, result.output, deps.clock.now()) }
}
