import { createHmac } from 'node:crypto'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import type { FlowDefinition, Json, WebhookTrigger } from '../../../sdk/flow/definition.ts'
import type { Webhook } from '../../../sdk/manifest.gen.ts'
import { listConnections } from '../../connections/connections.store.ts'
import { triggerDataFrom } from '../../events/trigger-data.store.ts'
import { systemClock } from '../../platform/clock.ts'
import { AppError } from '../../platform/errors.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSecretBox } from '../../platform/secrets.ts'
import type { FlowSource, HookFlow } from '../../runs/engine.types.ts'
import { flowSourceOf, type TestEngine, testEngine } from '../../runs/testing/test-engine.ts'
import { mapStep, respondStep, testFlow } from '../../runs/testing/test-flow.ts'
import type { TestDatabase } from '../../testing/database.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { type ConnectionHooks, createConnectionHooks } from '../connection-hooks.service.ts'
import { createFlowCaptures, type FlowCaptures } from '../flow-captures.service.ts'
import { createFlowHooks, type FlowHooks } from '../flow-hook.service.ts'
import { flowHookDoor, type HooksDeps, receiveHooks } from '../hooks.middleware.ts'
import type { ConnectionRouteSource, MappingPace, PluginWebhook, PluginWebhookSource } from '../intake.types.ts'
import { declareMapDeliveries, type MapDeliveriesDeps } from '../map-deliveries.job.ts'
import { createPluginHooks } from '../plugin-hook.service.ts'

export const TENANT = '00000000-0000-4000-8000-00000000000a'
export const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`

/** A published flow that listens at `/hooks/<token>`. */
export function hookFlow(token: string, trigger: Partial<WebhookTrigger>, steps = { sA: mapStep('a') }): HookFlow {
  const flow = testFlow(TENANT, `flw_${token}`, steps)
  const definition: FlowDefinition = {
    ...flow.definition,
    trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now', ...trigger },
  }
  return { ...flow, definition, secrets: [SECRET] }
}

export const answering = { sA: mapStep('a'), sB: respondStep('b') }

export function sign(body: string, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', SECRET).update(body).digest(encoding)
}

/** Headers of the Standard Webhooks scheme, signed by its own library: a second opinion on our verification. */
export function signStandard(id: string, timestamp: number, body: string): Record<string, string> {
  const signature = new StandardWebhook(SECRET).sign(id, new Date(timestamp * 1000), body)
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

export interface HookServer extends TestEngine {
  hooks: FlowHooks
  origin: string
  flows: Map<string, HookFlow>
  /** What its mapping jobs work with. */
  mapping: MapDeliveriesDeps
  connectionHooks: ConnectionHooks
  webhooks: PluginWebhookSource
  captures: FlowCaptures
}

export interface HookServerOptions {
  /** What the flows' builders see. */
  draftOf?: (flowId: string) => FlowDefinition
  flows: readonly HookFlow[]
  source?: Partial<FlowSource>
  webhooks?: readonly PluginWebhook[]
  routes?: Partial<ConnectionRouteSource>
  /** False: a process that stores and sends mapping jobs, and is gone before it does one. */
  maps?: boolean
  limit?: HooksDeps['limit']
}

/** Hooks over real HTTP, into a real engine and database. */
export async function hookServer(database: TestDatabase, options: HookServerOptions): Promise<HookServer> {
  const flows = new Map(options.flows.map((flow) => [flow.flowId, flow]))
  const source: FlowSource = {
    ...flowSourceOf(flows),
    publishedByToken: async (token) => flows.get(`flw_${token}`) ?? null,
    ...options.source,
  }
  const engine = await testEngine(database, flows, { flows: source, triggers: triggerDataFrom(database.engine) })
  const hooks = options.webhooks ?? []
  const webhooks: PluginWebhookSource = {
    byName: (plugin, name) => hooks.find((each) => each.plugin === plugin && each.webhook.name === name) ?? null,
    ofPlugin: (plugin) => hooks.filter((each) => each.plugin === plugin),
    byPath: (path) => hooks.find((each) => each.webhook.paths?.includes(path)) ?? null,
  }
  const routes: ConnectionRouteSource = { connectionsOf: async () => [], applications: async () => [], ...options.routes }
  const clock = systemClock
  const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])
  const connectionHooks = createConnectionHooks({
    db: database,
    clock,
    secrets,
    webhooks,
    connections: { list: (tenantId) => database.forTenant(tenantId, listConnections) },
    baseUrl: 'https://tomada.test',
  })
  const captures = createFlowCaptures({
    db: database,
    clock,
    logger: createLogger({ level: 'silent' }),
    draftOf: async (_caller, flowId) => {
      const draft = options.draftOf?.(flowId) ?? flows.get(flowId)?.definition
      if (draft === undefined) throw new AppError('not_found')
      return draft
    },
    hasFlow: async (_tenantId, flowId) => flows.has(flowId) || options.draftOf !== undefined,
    announce: async () => {},
  })
  const hookDeps: HooksDeps = {
    flowHooks: createFlowHooks({ engine: engine.engine, flows: source, captures, clock }),
    pluginHooks: createPluginHooks({ engine: engine.engine, flows: source, routes, clock, logger: createLogger({ level: 'silent' }) }),
    webhooks,
    connectionHooks,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  }
  const { origin } = await startTestServer({ routes: [], door: flowHookDoor(hookDeps), rawMiddleware: [receiveHooks(hookDeps)] })
  const mapping = {
    db: database,
    engine: engine.engine,
    flows: source,
    webhooks,
    logger: createLogger({ level: 'silent' }),
    notify: () => {},
  }
  await declareMapDeliveries(engine.queue, mapping, options.maps ?? true)
  return { ...engine, origin, flows, mapping, connectionHooks, webhooks, captures, hooks: hookDeps.flowHooks }
}

export function pluginWebhook(more: Partial<Webhook>): PluginWebhook {
  const webhook: Webhook = {
    name: 'notifications',
    scope: 'app',
    paths: ['/claimed/webhooks'],
    verify: { scheme: 'none' },
    applicationBy: { pointer: '/application_id', equals: 'clientId' },
    connectionBy: { pointers: ['/user_id'] },
    dedupe: { by: 'pointers', pointers: ['/_id'], windowSeconds: 600 },
    topicBy: '/topic',
    reply: { status: 200 },
    ...more,
  }
  const map = { kind: 'mapping' as const, apply: (body: unknown) => ({ resource: Object(body)['resource'] ?? null }) }
  return { plugin: 'shop', version: '1.0.0', webhook, triggers: [{ name: 'order-changed', topics: ['orders'], map }] }
}

/** A webhook whose trigger is code. */
export function handlerWebhook(run: (body: Json, pace: MappingPace) => Promise<Json>): PluginWebhook {
  const hook = pluginWebhook({})
  return { ...hook, triggers: [{ name: 'order-changed', topics: ['orders'], map: { kind: 'handler', run } }] }
}
