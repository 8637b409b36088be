import { alertsRoutes } from './alerts/alerts.routes.ts'
import { calendarRoutes } from './calendar/calendar.routes.ts'
import type { CalendarService } from './calendar/calendar.service.ts'
import { connectionsRoutes } from './connections/connections.routes.ts'
import type { ConnectionsService } from './connections/connections.service.ts'
import { oauthRoutes } from './connections/oauth.routes.ts'
import { dashboardsRoutes } from './dashboards/dashboards.routes.ts'
import { recordBoardsRoutes } from './dashboards/record-boards.routes.ts'
import { dataStoreRoutes } from './data-store/data-store.routes.ts'
import type { DataStoreService } from './data-store/data-store.service.ts'
import { demoRoutes } from './demo/demo.routes.ts'
import type { DemoService } from './demo/demo.service.ts'
import type { DemoWorkspaces } from './demo/demo-workspaces.ts'
import { driversRoutes } from './drivers/drivers.routes.ts'
import type { DriversService } from './drivers/drivers.service.ts'
import { exportsRoutes } from './exports/exports.routes.ts'
import type { ExportsService } from './exports/exports.service.ts'
import { type FlowRouteDeps, flowsRoutes } from './flows/flows.routes.ts'
import type { Route } from './http/route.ts'
import { httpStepRoutes } from './http-step/http-step.routes.ts'
import { hubRoutes } from './hub/hub.routes.ts'
import type { HubService } from './hub/hub.service.ts'
import { identityRoutes } from './identity/identity.routes.ts'
import type { IdentityService } from './identity/identity.service.ts'
import { importerRoutes } from './importer/importer.routes.ts'
import type { ImporterService } from './importer/importer.service.ts'
import { connectionHooksRoutes } from './intake/connection-hooks.routes.ts'
import type { ConnectionHooks } from './intake/connection-hooks.service.ts'
import { deliveriesRoutes } from './intake/deliveries.routes.ts'
import type { DeliveriesService } from './intake/deliveries.service.ts'
import { flowCapturesRoutes } from './intake/flow-captures.routes.ts'
import type { FlowCaptures } from './intake/flow-captures.service.ts'
import { testEventsRoutes } from './intake/test-events.routes.ts'
import type { TestEvents } from './intake/test-events.service.ts'
import { type IntegrationsDeps, integrationsRoutes } from './integrations/integrations.routes.ts'
import { type LimitSettings, limitsRoutes } from './limits/limits.routes.ts'
import type { Clock } from './platform/clock.ts'
import { type PluginRouteDeps, pluginRoutes } from './plugin-routes/plugin-routes.ts'
import { callsRoutes } from './queue/calls.routes.ts'
import type { CallsService } from './queue/calls.service.ts'
import { queueRoutes } from './queue/queue.routes.ts'
import type { QueueService } from './queue/queue.service.ts'
import { quickRepliesRoutes } from './quick-replies/quick-replies.routes.ts'
import { recordViewsRoutes } from './record-views/record-views.routes.ts'
import { registryRoutes } from './registry/registry.routes.ts'
import type { Registry } from './registry/registry.types.ts'
import { draftTestRoutes } from './replay/draft-test.routes.ts'
import type { DraftTestService } from './replay/draft-test.service.ts'
import type { PinsService } from './replay/pins.service.ts'
import { replayRoutes } from './replay/replay.routes.ts'
import type { ReplayService } from './replay/replay.service.ts'
import { resourcesRoutes } from './resources/resources.routes.ts'
import type { ResourcesService } from './resources/resources.service.ts'
import { retentionRoutes } from './retention/retention.routes.ts'
import type { RetentionService } from './retention/retention.service.ts'
import { bulkRunsRoutes } from './runs/bulk-runs.routes.ts'
import type { BulkService } from './runs/bulk-runs.service.ts'
import { runsRoutes } from './runs/runs.routes.ts'
import type { RunsService } from './runs/runs.service.ts'
import type { OpenedSync } from './sync/open-sync.ts'
import { syncRoutes } from './sync/sync.routes.ts'
import { type TableImports, tableImportsRoutes } from './table-imports/table-imports.routes.ts'
import { tasksRoutes } from './tasks/tasks.routes.ts'
import type { TasksService } from './tasks/tasks.service.ts'
import { triggersRoutes } from './triggers/triggers.routes.ts'
import type { TriggersService } from './triggers/triggers.service.ts'
import type { Overview } from './wire-overview.ts'
import type { RecordViews } from './wire-record-views.ts'

/** Every service that answers a route. */
export interface Services {
  identity: IdentityService
  registry: Registry
  connections: ConnectionsService
  integrations: IntegrationsDeps
  connectionHooks: ConnectionHooks
  drivers: DriversService
  flows: FlowRouteDeps
  importer: ImporterService
  runs: RunsService
  replay: ReplayService
  pins: PinsService
  draftTest: DraftTestService
  bulks: BulkService
  retention: Pick<RetentionService, 'view'>
  limits: LimitSettings
  queue: QueueService
  calls: CallsService
  overview: Overview
  deliveries: DeliveriesService
  captures: FlowCaptures
  testEvents: TestEvents
  triggers: Pick<TriggersService, 'schedules' | 'pollings' | 'apiActions'>
  dataStore: DataStoreService
  exports: ExportsService
  tableImports: TableImports
  resources: ResourcesService
  sync: Pick<OpenedSync, 'service' | 'existing'>
  calendars: CalendarService
  tasks: TasksService
  clock: Clock
  hub: HubService
  recordViews: RecordViews
  pluginRoutes: PluginRouteDeps
  demo: DemoService
  demoWorkspaces: DemoWorkspaces
}

/** All endpoints of the product: mounted by `wire.ts`, described in `openapi.json` by `npm run gen`, walked by the permission tests. */
export function routeTable(services: Services): Route[] {
  const own = ownRoutes(services)
  return [...own, ...pluginRoutes(services.pluginRoutes, own)]
}

function ownRoutes(services: Services): Route[] {
  return [
    ...identityRoutes(services.identity, { demoAvailable: () => services.demo.status().available }),
    ...registryRoutes(services.registry),
    ...connectionsRoutes(services.connections),
    ...integrationsRoutes(services.integrations),
    ...driversRoutes(services.drivers),
    ...connectionHooksRoutes(services.connectionHooks),
    ...oauthRoutes(services.connections, { baseUrl: services.flows.baseUrl, claimed: services.registry.routes() }),
    ...flowsRoutes(services.flows),
    ...importerRoutes(services.importer, services.flows.changed),
    ...runsRoutes(services.runs),
    ...replayRoutes(services.replay),
    ...draftTestRoutes(services.pins, services.draftTest),
    ...bulkRunsRoutes(services.bulks, services.overview.failures),
    ...retentionRoutes(services.retention),
    ...limitsRoutes(services.limits),
    ...queueRoutes(services.queue, services.overview.queues),
    ...callsRoutes(services.calls),
    ...alertsRoutes(services.overview.alerts, services.overview.alertMutes),
    ...dashboardsRoutes(services.overview.dashboards),
    ...recordBoardsRoutes(services.overview.recordBoards),
    ...deliveriesRoutes(services.deliveries),
    ...flowCapturesRoutes(services.captures),
    ...testEventsRoutes(services.testEvents),
    ...triggersRoutes(services.triggers),
    ...dataStoreRoutes(services.dataStore),
    ...tableImportsRoutes(services.tableImports),
    ...exportsRoutes(services.exports),
    ...resourcesRoutes(services.resources),
    ...recordViewsRoutes(services.recordViews.edits, services.recordViews.page),
    ...quickRepliesRoutes(services.recordViews.quickReplies),
    ...hubRoutes(services.hub),
    ...syncRoutes(services.sync.service, services.sync.existing),
    ...httpStepRoutes(),
    ...calendarRoutes(services.calendars, services.clock),
    ...tasksRoutes(services.tasks, services.clock),
    ...demoRoutes(services.demo, services.demoWorkspaces),
  ]
}
