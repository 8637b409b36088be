import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Auth } from '../../sdk/manifest.gen.ts'
import { openBroker } from '../egress/broker.ts'
import type { Broker, OutboundRequest, OutboundResult } from '../egress/egress.types.ts'
import { openEndpoints } from '../egress/endpoints.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { compile } from '../platform/validate.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { type ConnectionsService, createConnections } from './connections.service.ts'
import type { SignInByAction } from './connections.types.ts'
import { openCredential } from './credential-parts.ts'
import { type CompanyProvider, openCompanyProvider, RIGHT } from './testing/company-provider.ts'
import { CANARY } from './testing/fake-provider.ts'

const database = useTestDatabase()
const HOSTS = { br: 'api.br.company.test', ar: 'api.ar.company.test' }
const RULES = Object.values(HOSTS).map((host) => ({ host, methods: ['GET', 'POST'] }))
const TEXT = { en: 'Company', 'pt-BR': 'Empresa' }
const HEAD = { displayName: TEXT, test: { action: 'get-me' }, fields: 'fields.json' }
const COUNTRY = 'https://api.{setting:country}.company.test'
const MINUTE = 60_000

const AUTHS: Auth[] = [
  { ...HEAD, type: 'apiKey', id: 'header', inject: [{ in: 'header', name: 'X-Api-Key', template: '{{key}}' }] },
  { ...HEAD, type: 'apiKey', id: 'query', inject: [{ in: 'query', name: 'token', template: '{{key}}' }] },
  {
    ...HEAD,
    type: 'apiKey',
    id: 'envelope',
    inject: [
      { in: 'json', name: 'app_key', template: '{{appKey}}' },
      { in: 'json', name: 'app_secret', template: '{{appSecret}}' },
    ],
  },
  {
    ...HEAD,
    type: 'apiKey',
    id: 'form',
    inject: [
      { in: 'form', name: 'keyapi', template: '{{key}}' },
      { in: 'form', name: 'login', template: '{{user}}' },
    ],
  },
  { ...HEAD, type: 'basic', id: 'basic', username: 'user', password: 'password' },
  { ...HEAD, type: 'bearer', id: 'bearer', token: 'key' },
  {
    ...HEAD,
    type: 'clientCredentials',
    id: 'machine',
    clientId: 'clientId',
    clientSecret: 'clientSecret',
    tokenUrl: `${COUNTRY}/connect/token`,
    scopes: ['syngw'],
    scopeSeparator: ' ',
    clientAuth: 'post',
    form: { syndata: '{{syndata}}' },
  },
  {
    ...HEAD,
    type: 'session',
    id: 'session',
    signIn: {
      method: 'POST',
      url: `${COUNTRY}/login`,
      json: { login: '{{user}}', senha: '{{password}}' },
      token: { in: 'body', pointer: '/data/token' },
      expires: { pointer: '/data/validFor' },
    },
    over: [{ pointer: '/erro/codigo', matches: '^SESSAO_EXPIRADA$' }],
    inject: [{ in: 'header', name: 'X-Session', template: '{{token}}' }],
  },
  {
    ...HEAD,
    type: 'session',
    id: 'cookie',
    signIn: {
      method: 'POST',
      url: `${COUNTRY}/cookie-login`,
      form: { login: '{{user}}', senha: '{{password}}' },
      token: { in: 'cookie', name: 'SID' },
    },
    inject: [{ in: 'header', name: 'Cookie', template: 'SID={{token}}' }],
  },
  {
    ...HEAD,
    type: 'custom',
    id: 'custom',
    signIn: { action: 'sign-in', expires: { seconds: 600 } },
    inject: [{ in: 'header', name: 'X-Session', template: '{{sid}}' }],
  },
]

const SETTINGS = compile({
  type: 'object',
  additionalProperties: false,
  required: ['country'],
  properties: { country: { enum: ['br', 'ar'] } },
})
const FIELDS = compile({ type: 'object', additionalProperties: { type: 'string' } })

const secrets = openSecretBox([{ id: 'k1', key: randomBytes(32) }])

let provider: CompanyProvider
let workspace: TestWorkspace
let connections: ConnectionsService
let broker: Broker
let clock: FakeClock
const log: string[] = []

/** What a connector's own sign-in does: one call, without a connection. */
const byAction: SignInByAction = async ({ tenantId, input, settings }) => {
  const { user, password } = Object(input)
  const result = await broker.send({
    ...request(null, 'POST', `${COUNTRY}/login`),
    tenantId,
    settings: { country: String(settings['country']) },
    confidential: true,
    body: { json: { login: user, senha: password } },
  })
  const token = result.ok ? Object(Object(result.json).data).token : undefined
  return typeof token === 'string'
    ? { ok: true, output: { sid: token } }
    : { ok: false, fault: 'credential', message: 'rejected', retryAfterMs: null }
}

beforeAll(async () => {
  const db = database()
  clock = new FakeClock()
  provider = await openCompanyProvider()
  workspace = await createTestWorkspace(db, createTestIdentity(db, clock), 'one')
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) })
  const endpoints = openEndpoints(Object.fromEntries(Object.values(HOSTS).map((host) => [`https://${host}`, provider.origin])))
  connections = createConnections({
    db,
    clock,
    logger,
    secrets,
    connectors: {
      auth(_plugin, id) {
        const declared = AUTHS.find((auth) => auth.id === id)
        return declared === undefined ? null : { declared, fields: FIELDS, secretNames: ['password', 'key', 'appSecret', 'clientSecret'] }
      },
      authsOf: () => AUTHS,
      egressRules: () => RULES,
      displayName: () => 'Company',
      settings: () => ({ validator: SETTINGS, defaults: { country: 'br' }, env: {} }),
    },
    broker: () => broker,
    endpoints,
    tester: async (tenantId, id) => {
      const result = await broker.send({ ...request(id), tenantId })
      return result.ok && result.status === 200
        ? { ok: true, account: null }
        : { ok: false, reason: result.ok ? `HTTP ${result.status}` : result.message }
    },
    signInByAction: byAction,
    variables: {},
    baseUrl: 'https://tomada.test',
    notify: () => {},
  })
  broker = openBroker({ credentials: connections.credentials, quotas: { quotasFor: () => [] }, clock, logger, endpoints, db })
})

afterAll(async () => {
  await broker.close()
  await provider.close()
})

beforeEach(() => {
  provider.signIns.length = 0
  provider.overBy = 401
  provider.faults.length = 0
})

function request(connectionId: string | null, method = 'GET', url = `${COUNTRY}/me`): OutboundRequest {
  return { tenantId: workspace?.tenantId ?? '', plugin: 'company', rules: RULES, connectionId, method, url, timeoutMs: 10_000 }
}

async function connect(authId: string, fields: Record<string, string>, settings: Record<string, string> = {}): Promise<string> {
  const { userId } = workspace.members.admin
  const caller = { tenantId: workspace.tenantId, userId, role: 'admin' as const, via: 'cookie' as const, sessionId: 's' }
  return (await connections.create(caller, { plugin: 'company', authId, name: authId, fields, settings }, 'en')).id
}

async function statusOf(id: string) {
  return (await connections.list(workspace.tenantId)).find((row) => row.id === id)
}

/** What the caller and the inspector see holds no secret, though the provider echoes all of it. */
function expectMasked(result: OutboundResult): void {
  expect(JSON.stringify(result)).not.toContain(CANARY)
  expect(result.call.answerBody).toContain('***')
}

const login = { user: RIGHT.user, password: RIGHT.password }

test.each([
  ['header', { key: RIGHT.key }, undefined],
  ['query', { key: RIGHT.key }, undefined],
  ['envelope', { appKey: RIGHT.appKey, appSecret: RIGHT.appSecret }, { json: { call: 'ListarClientes', param: [{ pagina: 1 }] } }],
  ['form', { key: RIGHT.key, user: RIGHT.user }, { form: { id: '9' } }],
  ['basic', login, undefined],
  ['bearer', { key: RIGHT.key }, undefined],
  ['machine', { clientId: RIGHT.clientId, clientSecret: RIGHT.clientSecret, syndata: 'tenant-7' }, undefined],
  ['session', login, undefined],
  ['cookie', login, undefined],
  ['custom', login, undefined],
] as const)('C17 a connection by %s works, and its credential is in no answer, record or log', async (authId, fields, body) => {
  const id = await connect(authId, fields)
  const result = await broker.send({
    ...request(id, body === undefined ? 'GET' : 'POST'),
    ...(body === undefined ? {} : { body: structuredClone(body) as never }),
  })
  expect(result).toMatchObject({ ok: true, status: 200, json: { id: 7 } })
  expectMasked(result)
  if (body !== undefined) expect(result.call.requestBody).toBe('json' in body ? JSON.stringify(body.json) : 'id=9')
  expect(log.join('')).not.toContain(CANARY)
})

test('addresses follow the setting of a connection, and only to hosts that are declared', async () => {
  const id = await connect('session', login, { country: 'ar' })
  expect(provider.signIns[0]?.headers.host).toBe(HOSTS.ar)
  expect(await broker.send(request(id))).toMatchObject({ ok: true, json: { host: HOSTS.ar } })
  await expect(connect('session', login, { country: 'evil.test/' })).rejects.toMatchObject({ code: 'invalid' })
  await database().truth.query(`UPDATE connections SET settings = '{"country": "x@evil.test/"}' WHERE id = $1`, [id])
  connections.forget(workspace.tenantId, id)
  expect(await broker.send(request(id))).toMatchObject({ ok: false, code: 'egress_refused', sent: 'no' })
})

test('a session is signed in once for many calls, again before its end, and again when an answer says that it is over', async () => {
  provider.delayMs = 100
  const id = await connect('session', login)
  provider.delayMs = 0
  expect(provider.signIns).toHaveLength(1)
  for (const result of await Promise.all(Array.from({ length: 20 }, () => broker.send(request(id)))))
    expect(result).toMatchObject({ ok: true, status: 200 })
  expect(provider.signIns).toHaveLength(1)
  clock.advance(31 * MINUTE)
  await Promise.all(Array.from({ length: 10 }, () => broker.send(request(id))))
  expect(provider.signIns).toHaveLength(2)
  clock.advance(2 * MINUTE)
  provider.expireSessions()
  provider.overBy = 200
  const results = await Promise.all(Array.from({ length: 10 }, () => broker.send(request(id))))
  for (const result of results) expect(result).toMatchObject({ ok: true, json: { id: 7 } })
  expect(provider.signIns).toHaveLength(3)
})

test('OLE-35 a rejected sign-in is never tried again by itself: a person types something new first', async () => {
  const id = await connect('session', { ...login, password: 'wrong-password' })
  expect(provider.signIns).toHaveLength(1)
  expect(await statusOf(id)).toMatchObject({ status: 'reconnect_needed', statusReason: 'credential_rejected' })
  expect((await statusOf(id))?.statusDetail).not.toContain('wrong-password')
  for (let i = 0; i < 5; i++) {
    clock.advance(10 * MINUTE)
    expect(await broker.send(request(id))).toMatchObject({ ok: false, code: 'reauthorise', sent: 'no' })
  }
  await connections.test(workspace.tenantId, id)
  expect(await connections.usable(workspace.tenantId, id)).toMatchObject({
    ok: false,
    gone: false,
    reason: expect.stringContaining('password'),
  })
  expect(provider.signIns).toHaveLength(1)
  expect(provider.isLocked()).toBe(false)
  const heard: string[] = []
  const stop = connections.onReconnected((_tenantId, connectionId) => void heard.push(connectionId))
  const { userId } = workspace.members.admin
  const caller = { tenantId: workspace.tenantId, userId, role: 'admin' as const, via: 'cookie' as const, sessionId: 's' }
  expect(await connections.change(caller, id, { fields: login }, 'en')).toMatchObject({ status: 'connected' })
  stop()
  expect(heard).toEqual([id])
  expect(await connections.usable(workspace.tenantId, id)).toEqual({ ok: true })
  expect(provider.signIns).toHaveLength(2)
})

test('OLE-23 OLE-33 a token by client credentials is used until it is over and renewed once for all; stored encrypted with its end, the newest only', async () => {
  const id = await connect('machine', { clientId: RIGHT.clientId, clientSecret: RIGHT.clientSecret, syndata: 'tenant-7' })
  const many = () => Promise.all(Array.from({ length: 20 }, () => broker.send(request(id))))
  for (const result of await many()) expect(result).toMatchObject({ ok: true, status: 200 })
  expect(provider.signIns).toHaveLength(1)
  for (const rounds of [2, 3]) {
    clock.advance(61 * MINUTE)
    provider.delayMs = 100
    for (const result of await many()) expect(result).toMatchObject({ ok: true, status: 200 })
    provider.delayMs = 0
    expect(provider.signIns).toHaveLength(rounds)
  }
  const { rows } = await database().truth.query(
    'SELECT credential_cipher AS cipher, expires_at FROM credentials WHERE connection_id = $1',
    [id],
  )
  expect(rows).toHaveLength(1)
  expect(rows[0].expires_at.getTime()).toBe(clock.now() + 60 * MINUTE)
  expect(rows[0].cipher).not.toContain(CANARY)
  const stored = openCredential(secrets, workspace.tenantId, id, rows[0].cipher)
  expect(stored.tokens?.accessToken).toContain('session-')
  expect(JSON.stringify(stored).match(/session-/g)).toHaveLength(1)
})

test('a wrong client secret is one token request, and a token endpoint that is down is tried again later', async () => {
  const wrong = await connect('machine', { clientId: RIGHT.clientId, clientSecret: 'no-no-no-no', syndata: 'tenant-7' })
  await broker.send(request(wrong))
  expect(provider.signIns).toHaveLength(1)
  expect(await statusOf(wrong)).toMatchObject({ status: 'reconnect_needed', statusReason: 'credential_rejected' })

  provider.faults.push((response) => response.writeHead(503, { 'retry-after': '1' }).end())
  const right = await connect('machine', { clientId: RIGHT.clientId, clientSecret: RIGHT.clientSecret, syndata: 'tenant-7' })
  expect(await statusOf(right)).toMatchObject({ status: 'untested' })
  await database().truth.query('UPDATE credentials SET refresh_until = NULL WHERE connection_id = $1', [right])
  expect(await broker.send(request(right))).toMatchObject({ ok: true, status: 200 })
  expect(provider.signIns.at(-1)?.form).toMatchObject({ grant_type: 'client_credentials', scope: 'syngw', syndata: 'tenant-7' })
})
