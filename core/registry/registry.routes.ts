import type { Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './registry.schema.json' with { type: 'json' }
import type { Registry } from './registry.types.ts'

/** Installed connectors with their forms, texts in the caller's language. */
export function registryRoutes(registry: Registry): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/connectors',
      operationId: 'listConnectors',
      summary: 'Installed connectors with what they can do',
      tag: 'connectors',
      auth: 'viewer',
      response: schemaFrom(schemas, 'connectorList'),
      handler: async (request: RouteRequest) => ({ body: { items: registry.connectors(request.locale), nextCursor: null } }),
    },
    {
      method: 'GET',
      path: '/api/connectors/:name',
      operationId: 'getConnector',
      summary: 'One connector with what it can do',
      tag: 'connectors',
      auth: 'viewer',
      params: schemas.$defs.connectorParams,
      response: schemaFrom(schemas, 'connector'),
      async handler(request: RouteRequest<{ name: string }>) {
        const connector = registry.connector(request.params.name, request.locale)
        if (connector === null) throw new AppError('not_found')
        return { body: connector }
      },
    },
  ]
}
