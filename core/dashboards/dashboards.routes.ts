import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { DashboardQuery, IntegrationsQuery } from './dashboards.gen.ts'
import schemas from './dashboards.schema.json' with { type: 'json' }
import type { DashboardsService } from './dashboards.service.ts'

const TAG = 'dashboards'

export function dashboardsRoutes(dashboards: DashboardsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/dashboards/operations',
      operationId: 'getOperationsDashboard',
      summary: 'Runs by local day and by flow: how many ended how, and how long they took',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'DashboardQuery'),
      response: schemaFrom(schemas, 'Operations'),
      handler: async (request: RouteRequest<Record<string, string>, DashboardQuery>) => ({
        body: await dashboards.operations(requireCaller(request).tenantId, request.query),
      }),
    },
    {
      method: 'GET',
      path: '/api/dashboards/integrations',
      operationId: 'getIntegrationsDashboard',
      summary: 'By local day and connector: messages received and refused, requests and records of syncs, and what failed',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'IntegrationsQuery'),
      response: schemaFrom(schemas, 'Integrations'),
      handler: async (request: RouteRequest<Record<string, string>, IntegrationsQuery>) => ({
        body: await dashboards.integrations(requireCaller(request).tenantId, request.query),
      }),
    },
  ]
}
