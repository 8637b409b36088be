import { createHash, randomBytes } from 'node:crypto'
import type { AuthOauth2 } from '../../sdk/manifest.gen.ts'
import { resolveSettings } from '../egress/resolve-settings.ts'
import type { Caller } from '../http/route.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { finishSignIn } from './connect-account.ts'
import { deleteStaleProvisional, findConnection, insertConnection } from './connections.store.ts'
import type { ConnectionsDeps, Locale, OAuthTokens } from './connections.types.ts'
import { sealCredential } from './credential-parts.ts'
import { timesOf } from './credential-times.ts'
import { insertCredential } from './credentials.store.ts'
import type { KnownConnections } from './known-connections.ts'
import type { OAuthApps } from './oauth-apps.service.ts'
import { deleteExpiredStates, insertOAuthState, type OAuthStateRow, takeOAuthState } from './oauth-states.store.ts'
import { checkSettings, effectiveSettings, type Settings, settingTexts } from './settings.ts'
import { endpointOf, type TokenClient } from './token-client.ts'

const STATE_LIFE_MS = 600_000
const PROVISIONAL_LIFE_MS = 3_600_000

export interface StartRequest {
  plugin: string
  authId: string
  name?: string
  connectionId?: string
  settings?: Settings
}

/** The query of the provider's redirect, as it came. */
export interface CallbackQuery {
  code?: string
  state?: string
  error?: string
  error_description?: string
}

/**
 * - `state`: forged, used, older than ten minutes, or of another session, workspace or connector.
 * - `denied`: the person said no. `provider`: the provider reported another error.
 * - `exchange`: the code was not accepted. `unreachable`: the provider could not be asked.
 * - `other_account`, `unconfirmed`: see SignInResult.
 */
export type CallbackFault = 'state' | 'denied' | 'provider' | 'code' | 'exchange' | 'unreachable' | 'other_account' | 'unconfirmed'

const EXCHANGE_FAULTS = { grant: 'code', credential: 'code', app: 'exchange', later: 'unreachable' } as const satisfies Record<
  string,
  CallbackFault
>

export type CallbackResult =
  | { ok: true; plugin: string; connectionId: string; warning: string | null }
  | { ok: false; plugin: string | null; fault: CallbackFault; detail: string | null }

export interface OAuthService {
  /** The provider's consent page for the browser. Throws AppError: not_found, invalid, oauth_app_missing. */
  start(caller: Caller, request: StartRequest, locale?: Locale): Promise<string>
  /** Ends a sign-in. `plugin`: the only connector that this callback address is for. */
  callback(caller: Caller, query: CallbackQuery, plugin?: string): Promise<CallbackResult>
}

type Deps = ConnectionsDeps & { apps: OAuthApps; tokens: TokenClient; known: KnownConnections }

/** Authorization code with PKCE (RFC 6749, RFC 7636); the state is bound to session, workspace and connector, and good once. */
export function createOAuth(deps: Deps): OAuthService {
  return {
    start: (caller, request, locale = 'en') => start(deps, caller, request, locale),
    callback: (caller, query, plugin) => callback(deps, caller, query, plugin),
  }
}

async function start(deps: Deps, caller: Caller, request: StartRequest, locale: Locale): Promise<string> {
  const auth = oauthOf(deps, request.plugin, request.authId)
  if (auth === null) throw new AppError('invalid', { errors: [{ field: '/authId', reason: 'unknown' }] })
  const app = await deps.apps.appFor(caller.tenantId, auth, request.plugin)
  if (app === null) throw new AppError('oauth_app_missing')
  const state = newSecret()
  const verifier = newSecret()
  const redirectUri = deps.apps.redirectUri(auth)
  const own = await startSettings(deps, caller.tenantId, request, locale)
  await deps.db.forTenant(caller.tenantId, async (trx) => {
    await tidy(deps, trx)
    await requireReconnectable(trx, request)
    const stateHash = hashOf(state)
    const row: OAuthStateRow = {
      stateHash,
      sessionId: caller.sessionId,
      userId: caller.userId,
      plugin: request.plugin,
      authId: request.authId,
      clientId: app.clientId,
      redirectUri,
      verifierCipher: deps.secrets.encrypt(verifier, verifierPurpose(caller.tenantId, stateHash)),
      connectionId: request.connectionId ?? null,
      connectionName: request.name ?? null,
      settings: own,
    }
    await insertOAuthState(trx, caller.tenantId, row, new Date(deps.clock.now() + STATE_LIFE_MS))
  })
  const consentPage = resolveSettings(auth.oauth2.authorizeUrl, textsOf(deps, request.plugin, own))
  return deps.endpoints.forBrowser(
    caller.tenantId,
    authorizeUrl(auth, consentPage, { clientId: app.clientId, redirectUri, state, verifier }),
  )
}

/** As given, else as the connection has them that is connected again. */
async function startSettings(
  deps: Deps,
  tenantId: string,
  { plugin, connectionId, settings }: StartRequest,
  locale: Locale,
): Promise<Settings> {
  const existing = connectionId === undefined ? undefined : await deps.db.forTenant(tenantId, (trx) => findConnection(trx, connectionId))
  const own = settings ?? existing?.settings ?? {}
  checkSettings(deps.connectors.settings(plugin), own, locale)
  return own
}

function textsOf({ connectors, variables }: Deps, plugin: string, own: Settings): Record<string, string> {
  return settingTexts(effectiveSettings(connectors.settings(plugin), own, variables))
}

async function tidy({ clock }: Deps, trx: Trx): Promise<void> {
  await deleteExpiredStates(trx, new Date(clock.now()))
  await deleteStaleProvisional(trx, new Date(clock.now() - PROVISIONAL_LIFE_MS))
}

async function requireReconnectable(trx: Trx, { connectionId, plugin }: StartRequest): Promise<void> {
  if (connectionId === undefined) return
  const existing = await findConnection(trx, connectionId)
  if (existing === undefined || existing.provisional) throw new AppError('not_found')
  if (existing.plugin !== plugin) throw new AppError('invalid', { errors: [{ field: '/connectionId', reason: 'other connector' }] })
}

interface Consent {
  clientId: string
  redirectUri: string
  state: string
  verifier: string
}

function authorizeUrl({ oauth2 }: AuthOauth2, consentPage: string, { clientId, redirectUri, state, verifier }: Consent): string {
  const url = new URL(consentPage)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', clientId)
  url.searchParams.set('redirect_uri', redirectUri)
  if (oauth2.scopes.length > 0) url.searchParams.set('scope', oauth2.scopes.join(oauth2.scopeSeparator))
  url.searchParams.set('state', state)
  if (oauth2.pkce === 'S256') {
    url.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'))
    url.searchParams.set('code_challenge_method', 'S256')
  }
  return url.href
}

async function callback(deps: Deps, caller: Caller, query: CallbackQuery, plugin?: string): Promise<CallbackResult> {
  const { tenantId } = caller
  const now = new Date(deps.clock.now())
  const state = await deps.db.forTenant(tenantId, (trx) => takeOAuthState(trx, hashOf(query.state ?? ''), caller.sessionId, now))
  if (state === undefined || state.userId !== caller.userId || (plugin !== undefined && state.plugin !== plugin)) {
    return { ok: false, plugin: plugin ?? null, fault: 'state', detail: null }
  }
  const failed = (fault: CallbackFault, detail: string | null): CallbackResult => ({ ok: false, plugin: state.plugin, fault, detail })
  if (query.error !== undefined) {
    return failed(query.error === 'access_denied' ? 'denied' : 'provider', query.error_description ?? query.error)
  }
  const auth = oauthOf(deps, state.plugin, state.authId)
  const app = auth === null ? null : await deps.apps.appFor(tenantId, auth, state.plugin)
  if (auth === null || app === null || app.clientId !== state.clientId || query.code === undefined) return failed('state', null)

  const codeVerifier =
    auth.oauth2.pkce === 'S256' ? deps.secrets.decrypt(state.verifierCipher, verifierPurpose(tenantId, state.stateHash)) : null
  const grant = { type: 'authorization_code' as const, code: query.code, redirectUri: state.redirectUri, codeVerifier }
  const answer = await deps.tokens({
    tenantId,
    plugin: state.plugin,
    endpoint: endpointOf(auth),
    settings: textsOf(deps, state.plugin, state.settings),
    app,
    grant,
  })
  if (!answer.ok) return failed(EXCHANGE_FAULTS[answer.fault], answer.message)
  return connect(deps, caller, state, auth, answer)
}

/** The tokens are stored before anything is asked with them; whose they are decides then which connection they belong to. */
async function connect(
  deps: Deps,
  caller: Caller,
  state: OAuthStateRow,
  auth: AuthOauth2,
  answer: { tokens: OAuthTokens | null; expiresInSeconds: number | null },
): Promise<CallbackResult> {
  const { tenantId, userId } = caller
  const provisionalId = await storeProvisional(deps, caller, state, auth, answer)
  const outcome = await deps.tester(tenantId, provisionalId)
  const { plugin, clientId: appId, connectionId: reconnectId, connectionName: name } = state
  const result = await finishSignIn(deps, { tenantId, userId, provisionalId, appId, auth, reconnectId, name, outcome })
  // Tested under the provisional id; the tokens may belong to another connection by now.
  for (const id of [provisionalId, ...(result.ok ? [result.connectionId] : [])]) deps.known.forget(tenantId, id)
  if (!result.ok) return { ok: false, plugin, fault: result.fault, detail: outcome.ok ? null : outcome.reason }
  deps.notify(tenantId, 'connections', [result.connectionId])
  if (!result.isNew && outcome.ok) deps.reconnected?.(tenantId, result.connectionId)
  return { ok: true, plugin, connectionId: result.connectionId, warning: outcome.ok ? null : outcome.reason }
}

async function storeProvisional(
  deps: Deps,
  { tenantId, userId }: Caller,
  { plugin, authId, settings }: OAuthStateRow,
  auth: AuthOauth2,
  { tokens, expiresInSeconds }: { tokens: OAuthTokens | null; expiresInSeconds: number | null },
): Promise<string> {
  const nowMs = deps.clock.now()
  const id = newId('con', nowMs)
  const cipher = sealCredential(deps.secrets, tenantId, id, { fields: {}, tokens, previous: [] })
  await deps.db.forTenant(tenantId, async (trx) => {
    await insertConnection(trx, {
      tenantId,
      id,
      plugin,
      authId,
      name: plugin,
      provisional: true,
      settings,
      createdBy: userId,
      createdAt: new Date(nowMs),
    })
    await insertCredential(trx, tenantId, id, cipher, timesOf(auth, nowMs, expiresInSeconds))
  })
  return id
}

function oauthOf(deps: Deps, plugin: string, authId: string): AuthOauth2 | null {
  const declared = deps.connectors.auth(plugin, authId)?.declared
  return declared?.type === 'oauth2' ? declared : null
}

/** 256 random bits: 43 characters, which is also what RFC 7636 asks of a verifier. */
function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

function verifierPurpose(tenantId: string, stateHash: string): string {
  return `oauth-state:${tenantId}:${stateHash}`
}
