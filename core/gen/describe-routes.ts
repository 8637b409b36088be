import { fileURLToPath } from 'node:url'
import type { Route } from '../http/route.ts'
import { checkRoutes } from '../http/routes.ts'
import { openRegistry } from '../registry/registry.service.ts'
import { routeTable } from '../route-table.ts'
import { inert } from './inert.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SILENT = { warn: () => undefined, info: () => undefined }

/**
 * The route table without its services: what there is to call, for `openapi.json` and for tests over every route. The
 * connectors are real, because some of the routes are theirs.
 */
export async function describeRoutes(): Promise<Route[]> {
  const registry = await openRegistry({ root: ROOT, modified: 'warn', logger: SILENT })
  const routes = routeTable({
    identity: inert(),
    registry,
    connections: inert(),
    integrations: { db: inert(), connections: inert(), flowsOf: inert(), pauseFlow: inert(), reasonOf: inert() },
    connectionHooks: inert(),
    drivers: inert(),
    flows: { flows: inert(), drafts: inert(), publishing: inert(), preview: inert(), baseUrl: 'http://127.0.0.1', changed: inert() },
    importer: inert(),
    runs: inert(),
    replay: inert(),
    pins: inert(),
    draftTest: inert(),
    bulks: inert(),
    retention: inert(),
    limits: inert(),
    queue: inert(),
    calls: inert(),
    overview: { queues: inert(), failures: inert(), alerts: inert(), alertMutes: inert(), dashboards: inert(), recordBoards: inert() },
    deliveries: inert(),
    captures: inert(),
    testEvents: inert(),
    triggers: { schedules: inert(), pollings: inert(), apiActions: inert() },
    dataStore: inert(),
    exports: inert(),
    tableImports: { service: inert(), maxBytes: 0 },
    resources: inert(),
    sync: { service: inert(), existing: inert() },
    calendars: inert(),
    tasks: inert(),
    clock: inert(),
    hub: inert(),
    recordViews: { edits: inert(), page: inert(), quickReplies: inert() },
    pluginRoutes: {
      registry,
      connections: inert(),
      changes: inert(),
      tokenTimes: inert(),
      settingsOf: inert(),
      takeIn: inert(),
      reasonOf: inert(),
      resources: inert(),
      sync: inert(),
      deliveries: inert(),
      queue: inert(),
      calls: inert(),
      actions: inert(),
      routeCalls: inert(),
      clock: inert(),
    },
    demo: inert(),
    demoWorkspaces: inert(),
  })
  checkRoutes(routes, { schemas: true })
  return routes
}
