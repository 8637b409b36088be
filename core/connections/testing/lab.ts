import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import type { Auth, AuthApiKey, AuthOauth2 } from '../../../sdk/manifest.gen.ts'
import { openBroker } from '../../egress/broker.ts'
import type { Broker, EgressRule, OutboundResult } from '../../egress/egress.types.ts'
import { openEndpoints } from '../../egress/endpoints.ts'
import type { IdentityService } from '../../identity/identity.service.ts'
import { integrationsRoutes } from '../../integrations/integrations.routes.ts'
import { openSecretBox, type SecretBox, type SecretKey } from '../../platform/secrets.ts'
import { compile } from '../../platform/validate.ts'
import { type TestDatabase, useTestDatabase } from '../../testing/database.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, type TestPerson, type TestWorkspace } from '../../testing/test-identity.ts'
import { startTestServer, TEST_BASE_URL, type TestServer } from '../../testing/test-server.ts'
import { connectionsRoutes } from '../connections.routes.ts'
import { type ConnectionsService, createConnections } from '../connections.service.ts'
import type { ConnectionsDeps, ConnectorAuthSource } from '../connections.types.ts'
import { oauthRoutes } from '../oauth.routes.ts'
import { statusSentence } from '../status-texts.ts'
import { type FakeProvider, openFakeProvider } from './fake-provider.ts'

/** Origins as a manifest declares them; both are the fake provider. */
const AUTHORIZE_ORIGIN = 'https://login.shop.test'
const API_ORIGIN = 'https://api.shop.test'
const TEXT = { en: 'Shop', 'pt-BR': 'Loja' }
const RULES: EgressRule[] = [{ host: 'api.shop.test', methods: ['GET', 'POST'] }]

export const OAUTH: AuthOauth2 = {
  type: 'oauth2',
  id: 'oauth',
  displayName: TEXT,
  test: { action: 'get-me' },
  account: { id: '/id', label: '/name' },
  oauth2: {
    grant: 'authorizationCode',
    authorizeUrl: `${AUTHORIZE_ORIGIN}/authorize`,
    tokenUrl: `${API_ORIGIN}/oauth/token`,
    revokeUrl: `${API_ORIGIN}/oauth/revoke`,
    pkce: 'S256',
    scopes: ['read', 'write'],
    scopeSeparator: ' ',
    clientAuth: 'post',
    refresh: 'rotating',
    tokenHeaders: { 'X-Token-Header': '1' },
    apiHeaders: { 'x-api-version': '2' },
    keepAliveSeconds: 86_400,
  },
  app: { env: { clientId: 'SHOP_CLIENT_ID', clientSecret: 'SHOP_CLIENT_SECRET' } },
}

/** The same provider by an OAuth app of its own. */
const PARTNER: AuthOauth2 = {
  ...OAUTH,
  id: 'partner',
  app: { id: 'partner', env: { clientId: 'PARTNER_CLIENT_ID', clientSecret: 'PARTNER_CLIENT_SECRET' } },
}

const API_KEY: AuthApiKey = {
  type: 'apiKey',
  id: 'key',
  displayName: TEXT,
  test: { action: 'get-me' },
  fields: 'key.json',
  inject: [{ in: 'header', name: 'X-Api-Key', template: '{{apiKey}}' }],
}

const KEY_FIELDS = compile({
  type: 'object',
  additionalProperties: false,
  required: ['apiKey'],
  properties: { apiKey: { type: 'string', minLength: 8, 'x-secret': true }, shop: { type: 'string' } },
})

/** Connectors `shop` (OAuth by two apps, and key) and `other` (the same OAuth scheme at the same provider). */
function connectorsOf(auths: readonly Auth[]): ConnectorAuthSource {
  const installed = new Set(['shop', 'other'])
  const authsOf = (plugin: string) => (installed.has(plugin) ? [...auths] : [])
  return {
    auth(plugin, authId) {
      const declared = authsOf(plugin).find((auth) => auth.id === authId)
      return declared === undefined
        ? null
        : { declared, fields: declared.type === 'apiKey' ? KEY_FIELDS : null, secretNames: declared.type === 'apiKey' ? ['apiKey'] : [] }
    },
    authsOf,
    egressRules: (plugin) => (installed.has(plugin) ? RULES : []),
    displayName: (_plugin, locale) => TEXT[locale],
    settings: () => null,
  }
}

export interface Process {
  connections: ConnectionsService
  broker: Broker
}

export interface Lab {
  db: TestDatabase
  clock: FakeClock
  provider: FakeProvider
  identity: IdentityService
  server: TestServer
  workspace: TestWorkspace
  other: TestWorkspace
  admin: TestPerson
  main: Process
  notified: string[]
  reconnected: string[]
  /** Flows that use whatever connection. */
  using: Array<{ id: string; name: string; state: string; isPublished: boolean }>
  /** Those that were paused. */
  paused: string[]
  /** Everything that was logged. */
  log: string[]
  keys: [SecretKey, ...SecretKey[]]
  /** One more core process on the same database: own memory, own broker. */
  newProcess(options?: { secrets?: SecretBox; auth?: Partial<AuthOauth2['oauth2']> }): Process
  call(
    method: string,
    path: string,
    body?: unknown,
    person?: TestPerson,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown; text: string; headers: Headers }>
  /** Starts an OAuth window and walks it to the callback's query, without calling back. */
  consent(start?: Record<string, unknown>, options?: { deny?: boolean; person?: TestPerson }): Promise<{ authorizeUrl: URL; callback: URL }>
  /** The whole dance; the id of the connection. */
  connect(account: string): Promise<string>
  callApi(connectionId: string, process?: Process, plugin?: string): Promise<OutboundResult>
}

/** Real Postgres, real app, real provider on loopback. Call at the top level of a test file. */
export function useLab(): () => Lab {
  const database = useTestDatabase()
  let lab: Lab | undefined
  beforeAll(async () => {
    lab = await openLab(database())
  })
  afterAll(async () => {
    await lab?.provider.close()
  })
  return () => {
    if (lab === undefined) throw new Error('the lab is open inside tests only')
    return lab
  }
}

async function openLab(db: TestDatabase): Promise<Lab> {
  const clock = new FakeClock()
  const provider = await openFakeProvider()
  const identity = createTestIdentity(db, clock)
  const workspace = await createTestWorkspace(db, identity, 'one')
  const other = await createTestWorkspace(db, identity, 'two')
  const log: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) })
  const endpoints = openEndpoints({ [AUTHORIZE_ORIGIN]: provider.origin, [API_ORIGIN]: provider.origin })
  const keys: Lab['keys'] = [{ id: 'k1', key: randomBytes(32) }]
  const [notified, reconnected]: [string[], string[]] = [[], []]
  const using: Lab['using'] = []
  const paused: string[] = []

  const newProcess: Lab['newProcess'] = ({ secrets = openSecretBox(keys), auth = {} } = {}) => {
    const process: Partial<Process> = {}
    const connectors = connectorsOf([{ ...OAUTH, oauth2: { ...OAUTH.oauth2, ...auth } }, API_KEY, PARTNER])
    const brokerOf = () => {
      if (process.broker === undefined) throw new Error('no broker yet')
      return process.broker
    }
    const deps: ConnectionsDeps = {
      db,
      clock,
      logger,
      secrets,
      connectors,
      broker: brokerOf,
      endpoints,
      tester: async (tenantId, connectionId) => readAccount(await get(brokerOf(), tenantId, connectionId)),
      signInByAction: async () => ({ ok: false, fault: 'credential', message: 'no such action', retryAfterMs: null }),
      variables: { SHOP_CLIENT_ID: provider.clientId, SHOP_CLIENT_SECRET: provider.clientSecret },
      baseUrl: TEST_BASE_URL,
      notify: (_tenantId, _topic, ids) => void notified.push(...ids),
      reconnected: (_tenantId, id) => void reconnected.push(id),
    }
    const connections = createConnections(deps)
    process.broker = openBroker({ credentials: connections.credentials, quotas: { quotasFor: () => [] }, clock, logger, endpoints, db })
    return { connections, broker: process.broker }
  }

  const get = (broker: Broker, tenantId: string, connectionId: string, plugin = 'shop') =>
    broker.send({ tenantId, plugin, rules: RULES, connectionId, method: 'GET', url: `${API_ORIGIN}/me`, timeoutMs: 30_000 })

  const main = newProcess()
  const claimed = [
    { plugin: 'shop', route: { method: 'GET' as const, path: '/shop/oauth/start', bind: 'platform:oauth.start' as const, auth: 'oauth' } },
    {
      plugin: 'shop',
      route: { method: 'GET' as const, path: '/shop/oauth/callback', bind: 'platform:oauth.callback' as const, auth: 'oauth' },
    },
  ]
  const routes = [
    ...connectionsRoutes(main.connections),
    ...integrationsRoutes({
      db,
      connections: main.connections,
      flowsOf: async () => using,
      pauseFlow: async (_caller, flowId) => void paused.push(flowId),
      reasonOf: statusSentence,
    }),
    ...oauthRoutes(main.connections, { baseUrl: TEST_BASE_URL, claimed }),
  ]
  const server = await startTestServer({ routes, callerOf: identity.callerOf, clock })
  const admin = workspace.members.admin

  const lab: Lab = {
    db,
    clock,
    provider,
    identity,
    server,
    workspace,
    other,
    admin,
    main,
    notified,
    reconnected,
    using,
    paused,
    log,
    keys,
    newProcess,
    async call(method, path, body, person = admin, headers = {}) {
      const answer = await fetch(server.origin + path, {
        method,
        redirect: 'manual',
        headers: { ...person.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, text, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : null }
    },
    async consent(start = {}, { deny = false, person = admin } = {}) {
      const started = await lab.call('POST', '/api/connections/oauth/start', { plugin: 'shop', authId: 'oauth', ...start }, person)
      if (started.status !== 200) throw new Error(`start answered ${started.status}: ${started.text}`)
      const authorizeUrl = new URL(JSON.parse(started.text).authorizeUrl)
      const answer = await fetch(deny ? `${authorizeUrl}&deny=1` : authorizeUrl, { redirect: 'manual' })
      return { authorizeUrl, callback: new URL(answer.headers.get('location') ?? `about:blank#${answer.status}`) }
    },
    async connect(account) {
      provider.account = account
      const { callback } = await lab.consent()
      const page = await lab.call('GET', callback.pathname + callback.search)
      const id = /data-connection="(con_\w+)"/.exec(page.text)?.[1]
      if (page.status !== 200 || id === undefined) throw new Error(`callback answered ${page.status}: ${page.text}`)
      return id
    },
    callApi: (connectionId, process = main, plugin = 'shop') => get(process.broker, workspace.tenantId, connectionId, plugin),
  }
  return lab
}

function readAccount(result: OutboundResult) {
  if (!result.ok) return { ok: false as const, reason: result.message }
  if (result.status !== 200) return { ok: false as const, reason: `HTTP ${result.status}: ${result.text}` }
  const { id, name } = JSON.parse(result.text)
  return { ok: true as const, account: { id: String(id), label: String(name) } }
}
