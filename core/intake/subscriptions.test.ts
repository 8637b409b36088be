import { beforeAll, expect, test } from 'vitest'
import type { Webhook } from '../../sdk/manifest.gen.ts'
import type { ConnectionRow } from '../connections/connections.types.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { challengeAnswer } from './challenge.ts'
import type { PluginWebhook } from './intake.types.ts'
import { createSubscriptions, type SubscriptionCalls, type SubscriptionsDeps } from './subscriptions.service.ts'
import { pluginWebhook, TENANT } from './testing/hook-server.ts'

const database = useTestDatabase()
const HOUR_MS = 3_600_000

beforeAll(async () => {
  const { truth } = database()
  await truth.query(`INSERT INTO workspaces (tenant_id, name, timezone, locale) VALUES ($1, 'w', 'America/Sao_Paulo', 'pt-BR')`, [TENANT])
})

/** A provider that remembers what it was asked, and an account of it. */
async function shop(id: string, webhook: Partial<Webhook> = {}, more: Partial<SubscriptionsDeps> = {}) {
  await database().truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at)
     VALUES ($1, $2, 'shop', 'key', 'c', 'connected', 'u', now())`,
    [TENANT, id],
  )
  const clock = new FakeClock()
  const asked: string[] = []
  const state = { expiresAt: null as number | null, fails: false, status: 'connected' as ConnectionRow['status'] }
  const calls: SubscriptionCalls = {
    async subscribe(_at, { address, topics, id: known }) {
      asked.push(`subscribe ${address} ${topics.join(',')} ${known}`)
      const failure = { code: 'http_503', message: 'not now', class: 'retry', effect: 'no' } as const
      return state.fails ? { ok: false, failure } : { ok: true, output: { id: known ?? `sub-${id}`, expiresAt: state.expiresAt } }
    },
    async unsubscribe(_at, input) {
      asked.push(`unsubscribe ${input.id}`)
      return { ok: true }
    },
  }
  const hook: PluginWebhook = {
    ...pluginWebhook({ name: 'events', paths: [], subscribe: 'a.json', unsubscribe: 'b.json', ...webhook }),
    resources: [{ name: 'orders', topics: ['orders'], deletedTopics: ['orders.deleted'], keyBy: ['/id'] }],
    triggers: [],
  }
  const subscriptions = createSubscriptions({
    db: database(),
    clock,
    logger: { error: () => undefined },
    webhooks: { ofPlugin: () => [hook] },
    calls,
    connectionOf: async (_tenantId, connectionId) => {
      const row: Pick<ConnectionRow, 'id' | 'status' | 'plugin'> = { id: connectionId, status: state.status, plugin: 'shop' }
      return row as ConnectionRow
    },
    addressOf: async () => null,
    plugins: () => ['shop'],
    baseUrl: 'https://tomada.test',
    ...more,
  })
  return { subscriptions, asked, state, clock }
}

const SUBSCRIBED = 'subscribe https://tomada.test/hooks/p/shop/events orders,orders.deleted'

test('an account that is connected is subscribed once, however often and from wherever it is seen to', async () => {
  const { subscriptions, asked } = await shop('con_once')
  await Promise.all([1, 2, 3].map(() => subscriptions.keep(TENANT, 'con_once')))
  await subscriptions.keep(TENANT, 'con_once')
  expect(asked).toEqual([`${SUBSCRIBED} null`])
  expect(await subscriptions.list(TENANT, 'con_once')).toMatchObject([{ externalId: 'sub-con_once', dueAt: null, error: null }])
})

test('an account that is connected again is subscribed again, under the same id', async () => {
  const { subscriptions, asked } = await shop('con_again')
  await subscriptions.keep(TENANT, 'con_again')
  await subscriptions.keep(TENANT, 'con_again', true)
  expect(asked).toEqual([`${SUBSCRIBED} null`, `${SUBSCRIBED} sub-con_again`])
})

test('a subscription that expires is found due and renewed as long before as the manifest says', async () => {
  const { subscriptions, asked, state, clock } = await shop('con_expires', { renewBeforeSeconds: 7_200 })
  state.expiresAt = clock.now() + 24 * HOUR_MS
  await subscriptions.keep(TENANT, 'con_expires')
  const isDue = async () => (await subscriptions.due()).some(({ connectionId }) => connectionId === 'con_expires')
  clock.advance(21 * HOUR_MS)
  expect(await isDue()).toBe(false)
  await subscriptions.keep(TENANT, 'con_expires')
  clock.advance(2 * HOUR_MS)
  expect(await isDue()).toBe(true)
  state.expiresAt = clock.now() + 24 * HOUR_MS
  await subscriptions.keep(TENANT, 'con_expires')
  expect(asked).toEqual([`${SUBSCRIBED} null`, `${SUBSCRIBED} sub-con_expires`])
  expect(await isDue()).toBe(false)
})

test('what a provider refuses is shown and tried again, later each time', async () => {
  const { subscriptions, asked, state, clock } = await shop('con_refused')
  state.fails = true
  await subscriptions.keep(TENANT, 'con_refused')
  await subscriptions.keep(TENANT, 'con_refused')
  clock.advance(61_000)
  await subscriptions.keep(TENANT, 'con_refused')
  clock.advance(61_000)
  await subscriptions.keep(TENANT, 'con_refused')
  expect(asked).toHaveLength(2)
  expect(await subscriptions.list(TENANT, 'con_refused')).toMatchObject([{ externalId: null, error: 'not now', tries: 2 }])
  state.fails = false
  clock.advance(61_000)
  await subscriptions.keep(TENANT, 'con_refused')
  expect(await subscriptions.list(TENANT, 'con_refused')).toMatchObject([{ externalId: 'sub-con_refused', error: null, tries: 0 }])
})

test('an account that goes takes its subscription along, and one that does not work is left alone', async () => {
  const { subscriptions, asked, state } = await shop('con_goes')
  await subscriptions.keep(TENANT, 'con_goes')
  await subscriptions.giveUp(TENANT, 'con_goes')
  expect(asked.at(-1)).toBe('unsubscribe sub-con_goes')
  state.status = 'reconnect_needed'
  await subscriptions.keep(TENANT, 'con_goes', true)
  expect(asked).toHaveLength(2)
})

test('a provider that asks whether the address is ours hears what it sent, if it knows the secret', async () => {
  const asks = (query: string) => ({ method: 'GET', query, headers: {}, body: Buffer.alloc(0) })
  const hook = pluginWebhook({ challenge: { method: 'GET', echo: 'query:hub.challenge', tokenBy: 'query:hub.verify_token' } })
  const secrets = async () => ['the right one']
  expect(await challengeAnswer(hook, asks('hub.challenge=abc&hub.verify_token=the+right+one'), secrets)).toBe('abc')
  await expect(challengeAnswer(hook, asks('hub.challenge=abc&hub.verify_token=a+wrong+one'), secrets)).rejects.toMatchObject({
    code: 'bad_signature',
  })
  expect(await challengeAnswer(hook, { ...asks(''), method: 'POST' }, secrets)).toBeNull()
  const posted = pluginWebhook({ challenge: { method: 'POST', echo: 'body:/challenge' } })
  const body = Buffer.from('{"type":"url_verification","challenge":"xyz"}')
  expect(await challengeAnswer(posted, { method: 'POST', query: '', headers: { 'content-type': 'application/json' }, body }, secrets)).toBe(
    'xyz',
  )
})
