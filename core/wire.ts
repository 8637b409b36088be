import type { Server } from 'node:http'
import { openActions } from './actions/actions.service.ts'
import { manifestQuotas } from './actions/quota-source.ts'
import { signInByAction } from './actions/sign-in-by-action.ts'
import { createCalendars } from './calendar/calendar.service.ts'
import { announceCalendar, CALENDAR_CHANNEL } from './calendar/calendar.store.ts'
import type { Config } from './config/config.ts'
import { tellTroubles } from './connections/action-troubles.ts'
import { type ConnectionsService, createConnections } from './connections/connections.service.ts'
import { registryAuth } from './connections/registry-auth.ts'
import { testByAction } from './connections/test-by-action.ts'
import type { DemoService } from './demo/demo.service.ts'
import type { DemoWorkspaces } from './demo/demo-workspaces.ts'
import { openDevelopment } from './development/development.service.ts'
import { openBroker } from './egress/broker.ts'
import { openEndpoints } from './egress/endpoints.ts'
import { triggerDataFrom } from './events/trigger-data.store.ts'
import { announceFlow, FLOWS_CHANNEL } from './flows/announce.ts'
import { createCurrentScript } from './flows/current-script.ts'
import { createDrafts } from './flows/drafts.service.ts'
import { createFlowSource } from './flows/flow-source.ts'
import { createFlows } from './flows/flows.service.ts'
import { createHub } from './hub/hub.service.ts'
import { hubMappings } from './hub/hub-mappings.ts'
import { createOwnWrites } from './hub/own-writes.ts'
import { createIdentity } from './identity/identity.service.ts'
import { createImporter } from './importer/importer.service.ts'
import { createConnectionHooks } from './intake/connection-hooks.service.ts'
import { createDeliveries } from './intake/deliveries.service.ts'
import { createFlowCaptures } from './intake/flow-captures.service.ts'
import { createFlowHooks } from './intake/flow-hook.service.ts'
import { declareMapDeliveries } from './intake/map-deliveries.job.ts'
import { createPluginHooks } from './intake/plugin-hook.service.ts'
import { createTestEvents } from './intake/test-events.service.ts'
import { openPerformers } from './performers.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { openDatabase } from './platform/db.ts'
import type { Logger } from './platform/logger.ts'
import { openQueue } from './platform/queue.ts'
import { openSecretBox } from './platform/secrets.ts'
import { createCalls } from './queue/calls.service.ts'
import { createQueueService } from './queue/queue.service.ts'
import { createCallRecorder } from './queue/record-calls.ts'
import { declareSweepCalls } from './queue/sweep-calls.job.ts'
import { openChanges } from './realtime/changes.ts'
import { connectorCatalogue } from './registry/catalogue.ts'
import { pluginWebhooks } from './registry/plugin-webhooks.ts'
import { runTriggerHandler } from './registry/run-trigger-handler.ts'
import { createDraftTest } from './replay/draft-test.service.ts'
import { createPins } from './replay/pins.service.ts'
import { createReplay } from './replay/replay.service.ts'
import { createResources } from './resources/resources.service.ts'
import { declareApplyRetention } from './retention/apply-retention.job.ts'
import { createRetention } from './retention/retention.service.ts'
import { routeTable } from './route-table.ts'
import { declareBulkRuns } from './runs/bulk-runs.job.ts'
import { createBulkRuns } from './runs/bulk-runs.service.ts'
import { startEngine } from './runs/engine.ts'
import type { Notify } from './runs/engine.types.ts'
import { deliverArrival } from './runs/inbox.store.ts'
import { loadJournals } from './runs/journals.store.ts'
import { createRecordedRuns } from './runs/recorded-runs.service.ts'
import { createRuns } from './runs/runs.service.ts'
import { openSandbox } from './sandbox/pool.ts'
import { sandboxLimits } from './sandbox/sandbox-options.ts'
import { declareAttendTasks } from './tasks/attend-tasks.job.ts'
import { createTasks } from './tasks/tasks.service.ts'
import { createTriggerRegistration, createTriggers } from './triggers/triggers.service.ts'
import { openWaitTokens } from './waits/wait-token.ts'
import { createWaits } from './waits/waits.service.ts'
import { wireDemo } from './wire-demo.ts'
import { wireDoors } from './wire-doors.ts'
import { wireDrivers } from './wire-drivers.ts'
import { wireFiles } from './wire-files.ts'
import { wireFlowRoutes } from './wire-flow-routes.ts'
import { wireOverview } from './wire-overview.ts'
import { wirePluginRoutes } from './wire-plugin-routes.ts'
import { wireRecordTables } from './wire-record-tables.ts'
import { wireRecordViews } from './wire-record-views.ts'
import { wireSubscriptions } from './wire-subscriptions.ts'
import { wireSync } from './wire-sync.ts'
import { wireUpkeep } from './wire-upkeep.ts'

export interface WireOptions {
  config: Config
  databaseUrl: string
  logger: Logger
  /** `server` answers requests and stores what they start; `worker` runs it. One process may be both. */
  roles: ReadonlySet<'server' | 'worker'>
  clock?: Clock
}

export interface Product {
  /** Not yet listening; null without the server role. */
  server: Server | null
  demo: DemoService
  demoWorkspaces: DemoWorkspaces
  /** Takes nothing new, finishes or hands back what runs, closes every connection. */
  close(): Promise<void>
}

/** The composition root: the only file that knows every slice. Nothing here decides anything. */
export async function wire(options: WireOptions): Promise<Product> {
  const { config, logger } = options
  const clock = options.clock ?? systemClock
  const works = options.roles.has('worker')
  const db = openDatabase({ url: options.databaseUrl, poolSize: config.databasePoolSize })
  const secrets = openSecretBox(config.encryptionKeys)
  const changes = await openChanges({ url: options.databaseUrl, clock, logger })

  const sandbox = await openSandbox({ clock, logger, children: config.sandboxChildren, limits: sandboxLimits(config) })
  const callsOf = createCallRecorder({ db, clock, logger })
  const endpoints = openEndpoints(config.providerEndpoints)
  const { registry, ...development } = await openDevelopment({ config, databaseUrl: options.databaseUrl, endpoints, clock, logger })
  if (config.mode !== 'production') endpoints.allowPrivate(registry.operatorOrigins())
  const connections: ConnectionsService = createConnections({
    db,
    clock,
    logger,
    secrets,
    connectors: registryAuth(registry),
    broker: () => callsOf.broker(broker, 'token'),
    endpoints,
    tester: (tenantId, connectionId) => tester(tenantId, connectionId),
    signInByAction: (request) => signInByAction({ registry, sandbox, broker, clock, logger })(request),
    variables: config.pluginVariables,
    baseUrl: config.appBaseUrl,
    callbackPaths: (plugin) =>
      registry
        .routes()
        .flatMap(({ plugin: owner, route }) => (owner === plugin && route.bind === 'platform:oauth.callback' ? [route.path] : [])),
    notify: changes.tell,
    async leaving(tenantId, connectionId) {
      await Promise.all([subscriptions.giveUp(tenantId, connectionId), drivers.leave(tenantId, connectionId)])
    },
    reconnected: (tenantId) => {
      runs.connectionRestored(tenantId).catch((error: unknown) => logger.error({ err: error, tenantId }, 'waiting runs not woken'))
    },
  })
  changes.onChange((tenantId, { topic, ids }) => {
    if (topic === 'connections' && ids !== 'many') for (const id of ids) connections.forget(tenantId, id)
  })
  const broker = openBroker({
    credentials: connections.credentials,
    quotas: manifestQuotas(registry),
    clock,
    logger,
    endpoints,
    db,
    privateMailHosts: config.mailPrivateHosts,
  })
  const capabilities = { registry, sandbox, broker, clock, logger, connections, drivers: () => drivers.calls }
  const actions = openActions({ ...capabilities, ownWrites: createOwnWrites({ db, clock, mappings: hubMappings(registry) }) })
  const tester = testByAction({
    connectors: registryAuth(registry),
    actions: callsOf.actions(actions, 'test'),
    clock,
    connectionOf: (tenantId, id) => connections.findForAction(tenantId, id),
  })
  const flowSource = createFlowSource({
    engine: db.engine,
    secrets,
    currentScript: createCurrentScript({ engine: db.engine, sandbox, logger }),
  })
  await changes.listen(FLOWS_CHANNEL, (payload) => {
    const [tenantId = '', flowId = ''] = payload.split('|')
    flowSource.forget(tenantId, flowId)
  })
  const calendars = createCalendars({ db, clock })
  await changes.listen(CALENDAR_CHANNEL, (tenantId) => calendars.forget(tenantId))
  const tasksChanged = (tenantId: string, ids: string[]) => changes.tell(tenantId, 'tasks', ids)
  const tasks = createTasks({ db, clock, flows: flowSource, deliver: deliverArrival, wake: () => engine.wake(), changed: tasksChanged })
  const waits = createWaits({
    db,
    tokens: openWaitTokens(config.encryptionKeys),
    publicUrl: config.appBaseUrl,
    flows: flowSource,
    deliver: deliverArrival,
    journals: loadJournals,
    tasks,
    wake: () => engine.wake(),
  })
  const { performers, dataStore, stepCache } = openPerformers({ db, broker, registry, connections, clock, logger, calendars, waits })
  const queue = await openQueue({ url: options.databaseUrl, works, onError: (error) => logger.error({ err: error }, 'job queue failed') })
  const triggers = triggerDataFrom(db.engine)
  const notify: Notify = (tenantId, topic, ids) => changes.tell(tenantId, topic, ids === 'many' ? ids : [...ids])
  const engine = await startEngine({
    url: options.databaseUrl,
    engine: db.engine,
    clock,
    logger,
    queue,
    sandbox,
    actions: tellTroubles(actions, { db, clock, logger }),
    performers,
    db,
    flows: flowSource,
    triggers,
    notify,
    works,
    leaseBatch: config.workerBatchSize,
    limits: { journalChars: config.journalMaxChars, outputChars: config.stepOutputMaxBytes },
  })
  const runs = createRuns({ db, clock, engine, flows: flowSource, triggers, actions, http: performers.http })
  const flowTriggers = createTriggers({
    db,
    engine,
    flows: flowSource,
    actions: callsOf.actions(actions, 'poll'),
    runs,
    secrets,
    clock,
    logger,
  })

  const { mode, jwtSecret, jwtRefreshSecret, appBaseUrl: baseUrl } = config
  const identity = createIdentity({
    db,
    clock,
    logger,
    config: { jwtSecret, jwtRefreshSecret, baseUrl, production: mode === 'production' },
    timezoneChanged: announceCalendar,
  })
  await wireUpkeep(queue, { db, logger, secrets, identity, connections, dataStore, stepCache }, works)
  const retention = createRetention({ engine: db.engine, clock, logger, days: config.retentionDays })
  await declareSweepCalls(queue, { engine: db.engine, clock, days: config.retentionDays }, works)
  await declareApplyRetention(queue, retention, works)
  const declared = await wireRecordTables(
    queue,
    { db, engine: db.engine, databaseUrl: options.databaseUrl, registry, clock, historyDays: config.recordHistoryDays },
    works,
  )
  await declareAttendTasks(queue, { db, engine: db.engine, clock, changed: tasksChanged }, works)
  const catalogue = connectorCatalogue(registry, 'pt-BR')
  const registration = createTriggerRegistration({
    clock,
    effectOf: (plugin, name) => registry.action(plugin, name)?.declared.effect ?? null,
  })
  const drafts = createDrafts({ db, sandbox, catalogue, connections, triggers: registration })
  const captures = createFlowCaptures({
    db,
    clock,
    logger,
    draftOf: async (caller, flowId) => (await drafts.read(caller, flowId)).definition,
    hasFlow: async (tenantId, flowId) => (await flowSource.names(tenantId, [flowId])).has(flowId),
    announce: announceFlow,
  })
  const runsChanged = (tenantId: string, ids: string[]) => changes.tell(tenantId, 'runs', ids)
  await declareBulkRuns(queue, { db, runs, wake: () => engine.wake(), changed: runsChanged }, works)
  const recorded = createRecordedRuns({ db, triggers, links: performers })
  const pins = createPins({ db, drafts, recorded, flows: flowSource, clock })
  const trials = { actions: callsOf.actions(actions, 'trial'), performers: { ...performers, http: callsOf.http(performers.http, 'trial') } }
  const draftTest = createDraftTest({ db, drafts, pins, recorded, flows: flowSource, catalogue, sandbox, clock, ...trials })
  const replay = createReplay({ recorded, flows: flowSource, drafts, sandbox, clock })
  const work = createQueueService({ db, clock, runs, wake: () => engine.wake() })
  const { demo, demoWorkspaces } = wireDemo({ config, registry, endpoints, identity, templates: catalogue.templates, logger })
  const webhooks = pluginWebhooks(registry, runTriggerHandler(sandbox, clock))
  const connectionHooks = createConnectionHooks({ db, clock, secrets, webhooks, connections, baseUrl })
  const subscriptions = await wireSubscriptions({
    db,
    queue,
    changes,
    capabilities,
    connections,
    connectionHooks,
    webhooks,
    works,
    baseUrl,
  })
  const pluginHooks = createPluginHooks({ engine, flows: flowSource, routes: connections, clock, logger })
  const drivers = await wireDrivers({ ...capabilities, config, db, secrets, endpoints, changes, pluginHooks, webhooks, works })
  const resources = createResources({ db, resources: declared })
  const sync = await wireSync({
    db,
    queue,
    logger,
    changes,
    capabilities,
    declared,
    reader: resources,
    webhooks,
    pluginHooks,
    engine,
    flows: flowSource,
    works,
    keepDays: config.retentionDays,
  })
  const deliveries = createDeliveries({ db, clock, runs, queue, notify, recordStages: sync.service.stagesOf })
  const calls = createCalls({ db, runs, flows: flowSource })
  const overview = await wireOverview(
    { db, engine: db.engine, clock, jobs: queue, queue: work, changes, flows: flowSource, connections, declared, resources },
    works,
  )
  const files = await wireFiles({
    ...capabilities,
    config,
    db,
    engine: db.engine,
    queue,
    changes,
    resources,
    dataStore,
    identity,
    overview,
    works,
  })
  const flows = createFlows({ db, clock, secrets, catalogue, connections, triggers: registration })
  const flowHooks = createFlowHooks({ engine, flows: flowSource, captures, clock })
  const routes = routeTable({
    identity,
    registry,
    connections,
    ...wireFlowRoutes({
      ...{ db, clock, connections, flows, flowSource, drafts, triggers: registration, sandbox, catalogue, baseUrl, changes },
      samples: runs,
      tester: { execute: trials.actions.execute, http: trials.performers.http.execute },
    }),
    connectionHooks,
    drivers,
    runs,
    replay,
    pins,
    draftTest,
    bulks: createBulkRuns({ db, queue, clock }),
    retention,
    limits: config,
    queue: work,
    calls,
    overview,
    deliveries,
    captures,
    testEvents: createTestEvents({ hooks: flowHooks, clock, flows }),
    triggers: flowTriggers,
    dataStore,
    ...files,
    resources,
    sync,
    calendars,
    tasks,
    clock,
    hub: createHub({ db, clock }),
    recordViews: wireRecordViews({ db, clock, registry, actions: callsOf.actions(actions, 'api'), resources, sync: sync.service, changes }),
    pluginRoutes: wirePluginRoutes({
      db,
      connections,
      capabilities,
      resources,
      sync: sync.service,
      deliveries,
      queue: work,
      calls,
      actions: callsOf.actions(actions, 'api'),
      webhooks,
      pluginHooks,
    }),
    demo,
    demoWorkspaces,
    importer: createImporter({ flows, timezoneOf: async (tenantId) => (await calendars.calendarOf(tenantId)).timezone }),
  })
  await declareMapDeliveries(queue, { db, engine, flows: flowSource, webhooks, logger, notify }, works)
  const doors = wireDoors({
    config,
    clock,
    logger,
    pools: { app: db.app, engine: db.engine },
    queue,
    sandbox,
    changes,
    identity,
    hooks: { flowHooks, pluginHooks, webhooks, connectionHooks },
    forms: flowTriggers.forms,
    waits,
    routes: [...routes, ...development.routes],
    serves: options.roles.has('server'),
  })
  // Last: what it goes on with may need any of the above.
  engine.start()
  if (works) flowTriggers.loop.start()
  return {
    server: doors.server,
    demo,
    demoWorkspaces,
    async close() {
      await doors.close()
      await demo.close()
      await flowTriggers.loop.stop()
      await sync.close()
      await drivers.close()
      await engine.drain()
      await queue.close()
      await Promise.all([sandbox.close(), broker.close(), changes.close(), development.close()])
      await db.close()
    },
  }
}
