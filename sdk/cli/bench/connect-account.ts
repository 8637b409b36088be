import { createHash, randomBytes } from 'node:crypto'
import type { OAuthTokens, StoredCredential } from '../../../core/connections/connections.types.ts'
import { registryAuth } from '../../../core/connections/registry-auth.ts'
import { signIn } from '../../../core/connections/sign-in.ts'
import { endpointOf, type TokenRequest, tokenClient } from '../../../core/connections/token-client.ts'
import { openEndpoints } from '../../../core/egress/endpoints.ts'
import { systemClock } from '../../../core/platform/clock.ts'
import { type Fields, fieldsOf, listOf, textOf } from '../../emulator/fields.ts'
import type { Json } from '../../flow/definition.ts'
import type { Auth, AuthClientCredentials, AuthOauth2, AuthSession } from '../../manifest.gen.ts'
import { CommandError } from '../terminal.ts'
import type { BenchAccount } from './bench-account.ts'
import { BENCH_TENANT, type Bench } from './open-bench.ts'

const REDIRECT_URI = 'http://127.0.0.1:4000/oauth/callback'

/** What is needed to connect: an emulator's line, and what a person would type. */
export interface ConnectOptions {
  bench: Bench
  endpoints: Readonly<Record<string, string>>
  /** `app`, `accounts` as the emulator announces them now. */
  announced: Fields
  /** Instead of `accounts[0].fields`. */
  fields: Record<string, unknown> | null
  settings: { [name: string]: Json }
}

/**
 * Connects the emulator's first account the way that the connector declares first: types its fields, or goes through the consent page.
 * Throws CommandError with what the provider said.
 */
export async function connectAccount(options: ConnectOptions): Promise<BenchAccount> {
  const { bench, announced, settings } = options
  const auth = bench.plugin.manifest.auth[0]
  const [account] = listOf(announced['accounts'])
  const known = fieldsOf(account)
  const typed = { ...(options.fields ?? fieldsOf(known['fields'])) }
  const credential: StoredCredential = { fields: typed, tokens: null, previous: [] }
  const id = textOf(known['id']) ?? textOf(known['userId']) ?? textOf(known['companyId']) ?? '1'
  const base = { credential, id, appId: null, settings, renew: async () => null }
  if (auth === undefined) return { ...base, auth: { type: 'none', id: 'none', displayName: { en: 'None', 'pt-BR': 'Nenhuma' } } }
  switch (auth.type) {
    case 'none':
    case 'apiKey':
    case 'basic':
    case 'bearer':
    case 'mail':
      return { ...base, auth }
    case 'oauth2':
      return connectOAuth(options, auth, { ...base, auth })
    case 'clientCredentials':
      return connectClient(options, auth, { ...base, auth })
    case 'session':
      return connectSession(options, auth, { ...base, auth })
    case 'custom':
      throw new CommandError('tomada test cannot sign in by an action yet: name another way to connect first, or leave --only emulator out')
  }
}

type Base = Omit<BenchAccount, 'auth'> & { auth: Auth }

async function connectOAuth(options: ConnectOptions, auth: AuthOauth2, base: Base): Promise<BenchAccount> {
  const app = fieldsOf(options.announced['app'])
  const clientId = textOf(app['clientId']) ?? ''
  const client = { clientId, clientSecret: textOf(app['clientSecret']) ?? '' }
  const verifier = auth.oauth2.pkce === 'S256' ? randomBytes(32).toString('base64url') : null
  const code = await consent(options, auth, clientId, verifier)
  const ask = askTokens(options, auth, client)
  let tokens = await ask({ type: 'authorization_code', code, redirectUri: REDIRECT_URI, codeVerifier: verifier })
  if (tokens === null) throw new CommandError('the emulator gave no token for its own code')
  const withTokens = (given: OAuthTokens): StoredCredential => ({ fields: {}, tokens: given, previous: [] })
  return {
    ...base,
    appId: clientId,
    credential: withTokens(tokens),
    async renew() {
      if (tokens === null || tokens.refreshToken === null) return null
      tokens = await ask({ type: 'refresh_token', refreshToken: tokens.refreshToken })
      return tokens === null ? null : withTokens(tokens)
    },
  }
}

/** `emulator_approve` stands for the person at the consent page, as every emulator of the kit has it. */
async function consent({ endpoints, announced }: ConnectOptions, auth: AuthOauth2, clientId: string, verifier: string | null) {
  const [account] = listOf(announced['accounts'])
  const url = new URL(openEndpoints(endpoints).forBrowser(BENCH_TENANT, auth.oauth2.authorizeUrl))
  const query: Record<string, string> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    state: randomBytes(12).toString('hex'),
    scope: auth.oauth2.scopes.join(auth.oauth2.scopeSeparator),
    emulator_approve: textOf(fieldsOf(account)['login']) ?? '',
    ...(verifier === null
      ? {}
      : { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }),
  }
  for (const [name, value] of Object.entries(query)) if (value !== '') url.searchParams.set(name, value)
  if (url.hostname !== '127.0.0.1') throw new CommandError(`the emulator does not name ${url.origin} among its origins`)
  const answer = await fetch(url, { redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code')
  if (code === null) throw new CommandError(`the emulator's consent page gave no code: HTTP ${answer.status}`)
  return code
}

async function connectClient(options: ConnectOptions, auth: AuthClientCredentials, base: Base): Promise<BenchAccount> {
  const { fields } = base.credential
  const client = { clientId: textOf(fields[auth.clientId]) ?? '', clientSecret: textOf(fields[auth.clientSecret]) ?? '' }
  const ask = askTokens(options, auth, client)
  const renew = async () => {
    const tokens = await ask({ type: 'client_credentials', scope: null, form: {} })
    return tokens === null ? null : { ...base.credential, tokens }
  }
  return { ...base, renew, credential: (await renew()) ?? base.credential }
}

function askTokens({ bench, settings }: ConnectOptions, auth: AuthOauth2 | AuthClientCredentials, app: TokenRequest['app']) {
  const ask = tokenClient({ broker: () => bench.broker, connectors: registryAuth(bench.registry), clock: systemClock })
  return async (grant: TokenRequest['grant']): Promise<OAuthTokens | null> => {
    const request = {
      tenantId: BENCH_TENANT,
      plugin: bench.plugin.name,
      endpoint: endpointOf(auth),
      app,
      settings: textsOf(settings),
      grant,
    }
    const answer = await ask(request)
    return answer.ok ? answer.tokens : null
  }
}

async function connectSession({ bench, settings }: ConnectOptions, auth: AuthSession, base: Base): Promise<BenchAccount> {
  const deps = { broker: () => bench.broker, connectors: registryAuth(bench.registry), clock: systemClock }
  const { fields } = base.credential
  const renew = async () => {
    const request = { tenantId: BENCH_TENANT, plugin: bench.plugin.name, auth, fields, settings: textsOf(settings), secrets: [] }
    const answer = await signIn(deps, request)
    return answer.ok ? { ...base.credential, ...(answer.signedIn === undefined ? {} : { signedIn: answer.signedIn }) } : null
  }
  return { ...base, renew, credential: (await renew()) ?? base.credential }
}

function textsOf(settings: { [name: string]: Json }): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
}
