import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { AlertHistoryQuery } from './alerts.gen.ts'
import schemas from './alerts.schema.json' with { type: 'json' }
import type { AlertsService } from './alerts.service.ts'

export function alertsRoutes(alerts: AlertsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/alerts',
      operationId: 'listAlerts',
      summary: 'What needs a person now: accounts that are offline, flows that fail, queues that nobody serves, work that was given up',
      tag: 'alerts',
      auth: 'viewer',
      response: schemaFrom(schemas, 'AlertList'),
      handler: async (request: RouteRequest) => ({
        body: { items: await alerts.list(requireCaller(request), request.locale), nextCursor: null },
      }),
    },
    {
      method: 'GET',
      path: '/api/alerts/history',
      operationId: 'listAlertHistory',
      summary: 'From when to when each alert lasted, the newest first',
      tag: 'alerts',
      auth: 'viewer',
      query: schemaFrom(schemas, 'AlertHistoryQuery'),
      response: schemaFrom(schemas, 'AlertHistory'),
      handler: async (request: RouteRequest<Record<string, string>, AlertHistoryQuery>) => ({
        body: await alerts.history(requireCaller(request).tenantId, request.query),
      }),
    },
  ]
}
