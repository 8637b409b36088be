import pino from 'pino'
import type { AuthOauth2 } from '../../../sdk/manifest.gen.ts'
import { openBroker } from '../../egress/broker.ts'
import { openEndpoints } from '../../egress/endpoints.ts'
import { systemClock } from '../../platform/clock.ts'
import { openDatabase } from '../../platform/db.ts'
import { openSecretBox } from '../../platform/secrets.ts'
import { createConnections } from '../connections.service.ts'

/** A core process of its own for the test of ten: says `ready`, waits for `go`, makes its calls at once, tells their outcomes, ends. */

export interface RefreshPlan {
  databaseUrl: string
  origin: string
  /** Hex. */
  key: string
  auth: AuthOauth2
  apiOrigin: string
  tenantId: string
  connectionId: string
  calls: number
}

const plan: RefreshPlan = JSON.parse(process.argv[2] ?? '')
const db = openDatabase({ url: plan.databaseUrl, poolSize: 3 })
const logger = pino({ level: 'silent' })
const endpoints = openEndpoints({ [plan.apiOrigin]: plan.origin })
const rules = [{ host: new URL(plan.apiOrigin).hostname, methods: ['GET', 'POST'] }]
const connections = createConnections({
  db,
  clock: systemClock,
  logger,
  secrets: openSecretBox([{ id: 'k1', key: Buffer.from(plan.key, 'hex') }]),
  connectors: {
    auth: () => ({ declared: plan.auth, fields: null, secretNames: [] }),
    authsOf: () => [plan.auth],
    egressRules: () => rules,
    displayName: (plugin) => plugin,
    settings: () => null,
  },
  broker: () => broker,
  endpoints,
  tester: async () => ({ ok: true, account: null }),
  signInByAction: async () => ({ ok: false, fault: 'later', message: 'none', retryAfterMs: null }),
  variables: { SHOP_CLIENT_ID: 'client-1', SHOP_CLIENT_SECRET: 'client-secret-canary' },
  baseUrl: 'https://tomada.test',
  notify: () => {},
})
const broker = openBroker({
  credentials: connections.credentials,
  quotas: { quotasFor: () => [] },
  clock: systemClock,
  logger,
  endpoints,
  db,
})

process.on('message', async () => {
  const { tenantId, connectionId } = plan
  const call = () =>
    broker.send({ tenantId, plugin: 'shop', rules, connectionId, method: 'GET', url: `${plan.apiOrigin}/me`, timeoutMs: 30_000 })
  const results = await Promise.all(Array.from({ length: plan.calls }, call))
  process.send?.(results.map((result) => (result.ok ? result.status : result.code)))
  await broker.close()
  await db.close()
  process.disconnect?.()
})
await db.app.raw('SELECT 1')
process.send?.('ready')
