import type { ConnectionsService } from '../connections/connections.service.ts'
import type { IntegrationEvent } from '../connections/connections.types.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { Event, EventQuery } from './integrations.gen.ts'
import schemas from './integrations.schema.json' with { type: 'json' }

const PAGE = 50

/** What happened to integrations, in the envelope of the events of the hub (MH-49 to MH-52). */
export function eventRoutes(connections: Pick<ConnectionsService, 'events'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/events',
      operationId: 'listEvents',
      summary: 'What happened to connected accounts, newest first',
      tag: 'integrations',
      auth: 'viewer',
      query: schemaFrom(schemas, 'EventQuery'),
      response: schemaFrom(schemas, 'EventList'),
      handler: async (request: RouteRequest<Record<string, string>, EventQuery>) => {
        const { event, integrationId, cursor, limit = PAGE } = request.query
        if (cursor !== undefined && !isId('evt', cursor))
          throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
        const rows = await connections.events(requireCaller(request).tenantId, {
          limit,
          ...(event === undefined ? {} : { event }),
          ...(integrationId === undefined ? {} : { connectionId: integrationId }),
          ...(cursor === undefined ? {} : { before: cursor }),
        })
        return { body: { items: rows.map(envelope), nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null } }
      },
    },
  ]
}

function envelope({ id, event, at, tenantId, data }: IntegrationEvent): Event {
  return { id, event, timestamp: toIso(at.getTime()), tenant_id: tenantId, data }
}
