import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { openActions } from '../actions/actions.service.ts'
import type { ActionRequest, ActionResult, Actions } from '../actions/actions.types.ts'
import { manifestQuotas } from '../actions/quota-source.ts'
import { openBroker } from '../egress/broker.ts'
import type { Broker, Credential, CredentialSource } from '../egress/egress.types.ts'
import type { MailAccount } from '../egress/mail/mail.types.ts'
import { systemClock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { createLogger } from '../platform/logger.ts'
import type { Registry } from '../registry/registry.types.ts'
import { openResourceOperations } from '../resources/operations/operations.service.ts'
import type { ListPageRequest, ListPageResult, RecordRequest, RecordResult } from '../resources/operations/operations.types.ts'
import { openWebhookCalls, type WebhookCalls } from '../resources/operations/webhook-calls.ts'
import { useTestDatabase } from './database.ts'
import { type ReceivedRequest, type RecordedProvider, startRecordedProvider } from './recorded-provider.ts'
import { sharedDatabase, sharedRegistry, sharedSandbox } from './shared-parts.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TENANT = '00000000-0000-4000-8000-00000000000a'
export const CONNECTION = 'con_01jd3kq2v8m6w0x4y5z7a9b1c3'
const TOKEN = 'token-of-the-test-account'
const REF = { tenantId: TENANT, connectionId: CONNECTION }
const FIRST_PAGE = { checkpoint: null, since: null, until: null, limit: 500, parent: null, priority: 'live' as const }

/** A recorded capability: what went in, what the provider was asked and answered, what came out. */
interface Fixture {
  input: Json
  calls: Array<{
    request: { method: string; path: string; headers?: Record<string, string>; json?: Json }
    answer: { status: number; json: Json }
  }>
  output: Json
}

/** A recorded delivery and the event data it makes. */
export interface DeliveryFixture {
  delivery: Json
  data: Json
}

export async function readDeliveryFixture(plugin: string, trigger: string): Promise<DeliveryFixture> {
  return JSON.parse(await readFile(path.join(ROOT, 'plugins', plugin, 'fixtures', `${trigger}.json`), 'utf8'))
}

interface Account {
  url: string
  token: string
  /** The account at the provider; `1` unless said. */
  accountId?: string
  /** The public id of the OAuth app. */
  appId?: string
  /** Which of the connector's ways to sign in the connection uses; its first one unless said. */
  authId?: string
  /** For a connector of mail, with where its servers really are. */
  mail?: MailAccount
  endpoints?: Record<string, string>
  /** Asked after a 401: a new token, or null when only a person can help. Without it a 401 is final. */
  renew?: () => Promise<string | null>
  /** What is added to each request instead of a token in the header. */
  inject?: Credential['inject']
  /** Settings of the connection. */
  settings?: Record<string, string | number | boolean>
}

export interface CapabilityOptions {
  /** Other connectors than the bundled ones. */
  load?: () => Promise<Registry>
  /** Settings of the connection at the recorded provider. */
  settings?: Record<string, string | number | boolean>
  /** Keeps to the limits that the connector declares, in a database that knows the connection. */
  keepsLimits?: boolean
  /** A running emulator and a token of it, instead of the recorded provider. */
  account?: () => Promise<Account>
}

export interface Capabilities {
  provider: RecordedProvider
  actions: Actions
  registry: Registry
  run(action: string, input: Json, more?: Partial<ActionRequest>): Promise<ActionResult>
  lookup(action: string, input: Json): Promise<ActionResult>
  /** One page of a resource. */
  list(resource: string, more?: Partial<ListPageRequest>): Promise<ListPageResult>
  /** One record of a resource by its key. */
  read(resource: string, key: string, more?: Partial<RecordRequest>): Promise<RecordResult>
  /** One page of the deliveries that did not arrive. */
  missed(webhook: string, checkpoint?: Json, signal?: AbortSignal): ReturnType<WebhookCalls['missed']>
  /** Runs the action against its recording and checks every request and the output. */
  replay(action: string): Promise<void>
}

/**
 * The actions of one connector, run in the real sandbox and sent by the real broker to a recorded provider. `origin` is the
 * one that the connector declares. Call at the top level of a test file.
 */
export function useCapabilities(plugin: string, origin: string, options: CapabilityOptions = {}): () => Capabilities {
  const closing: Array<() => Promise<void>> = []
  const connected = options.keepsLimits === true ? useTestDatabase() : null
  let current: Capabilities | undefined

  beforeAll(async () => {
    const provider = await startRecordedProvider()
    const registry = await sharedRegistry(options.load)
    const account = (await options.account?.()) ?? {
      url: provider.origin,
      token: TOKEN,
      ...(options.settings === undefined ? {} : { settings: options.settings }),
    }
    await connected?.().truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'one')`, [TENANT])
    await connected?.().truth.query(
      `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, $3, 'key', 'One', 'u', now())`,
      [TENANT, CONNECTION, plugin],
    )
    const { broker, actions, operations, webhooks } = await openParts(plugin, registry, account, {
      endpoints: { [origin]: account.url, ...account.endpoints },
      db: connected?.() ?? (await sharedDatabase()),
      keepsLimits: connected !== null,
    })
    closing.push(
      () => provider.close(),
      () => broker.close(),
    )
    const request = (action: string, input: Json): ActionRequest => ({
      tenantId: TENANT,
      plugin,
      action,
      connectionId: CONNECTION,
      input,
      effectKey: 'run_x/s1',
      now: Date.UTC(2026, 10, 21, 12),
      seed: '00',
    })
    current = {
      provider,
      actions,
      registry,
      run: (action, input, more) => actions.execute({ ...request(action, input), ...more }),
      lookup: (action, input) => actions.lookup(request(action, input)),
      list: (resource, more) => operations.listPage({ ...FIRST_PAGE, ...REF, plugin, resource, ...more }),
      read: (resource, key, more) => operations.read({ ...REF, plugin, resource, key, priority: 'live', ...more }),
      missed: (webhook, checkpoint = null, signal) =>
        webhooks.missed({ ...REF, plugin, webhook, ...(signal === undefined ? {} : { signal }) }, { since: 0, checkpoint, limit: 100 }),
      async replay(action) {
        const fixture: Fixture = JSON.parse(await readFile(path.join(ROOT, 'plugins', plugin, 'fixtures', `${action}.json`), 'utf8'))
        provider.answers.push(...fixture.calls.map((call) => call.answer))
        const result = await actions.execute(request(action, fixture.input))
        expect(result).toMatchObject({ ok: true, output: fixture.output })
        if (result.ok) expect(result.output).toEqual(fixture.output)
        expect(provider.requests).toHaveLength(fixture.calls.length)
        for (const [index, call] of fixture.calls.entries()) expectRequest(provider.requests[index], call.request)
      },
    }
  })
  beforeEach(() => {
    current?.provider.requests.splice(0)
    current?.provider.answers.splice(0)
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })

  return () => {
    if (current === undefined) throw new Error('useCapabilities() is ready inside tests only')
    return current
  }
}

async function openParts(
  plugin: string,
  registry: Registry,
  account: Account,
  { endpoints, db, keepsLimits }: { endpoints: Record<string, string>; db: Database; keepsLimits: boolean },
) {
  const logger = createLogger({ level: 'silent' })
  const credentials = credentialsOf(account)
  const broker: Broker = openBroker({
    credentials,
    quotas: keepsLimits ? manifestQuotas(registry) : { quotasFor: () => [] },
    clock: systemClock,
    logger,
    endpoints,
    db,
  })
  const sandbox = await sharedSandbox()
  const facts = {
    plugin,
    accountId: account.accountId ?? '1',
    appId: account.appId ?? null,
    authId: account.authId ?? registry.pluginOf(plugin).manifest.auth[0]?.id ?? null,
    ...(account.settings === undefined ? {} : { settings: account.settings }),
  }
  const connections = { findForAction: async (_tenant: string, id: string) => (id === CONNECTION ? facts : null) }
  const parts = { registry, sandbox, broker, clock: systemClock, logger, connections }
  return { broker, actions: openActions(parts), operations: openResourceOperations(parts), webhooks: openWebhookCalls(parts) }
}

function credentialsOf({ token, renew, mail, inject }: Account): CredentialSource {
  let current = { token, version: 1 }
  return {
    credentialFor: async () => ({
      version: current.version,
      inject: inject ?? [{ in: 'header', name: 'authorization', value: `Bearer ${current.token}` }],
      secrets: [
        ...(inject?.map(({ value }) => value) ?? [current.token]),
        ...(mail !== undefined && 'password' in mail ? [mail.password] : []),
      ],
      ...(mail === undefined ? {} : { mail }),
    }),
    async rejected(_tenant, _connection, version) {
      if (version < current.version) return true
      const next = (await renew?.()) ?? null
      if (next === null) return false
      current = { token: next, version: version + 1 }
      return true
    },
  }
}

function expectRequest(received: ReceivedRequest | undefined, recorded: Fixture['calls'][number]['request']): void {
  expect(received).toMatchObject({
    method: recorded.method,
    path: recorded.path,
    headers: { ...recorded.headers, authorization: `Bearer ${TOKEN}` },
  })
  expect(received?.body).toEqual(recorded.json ?? null)
}
