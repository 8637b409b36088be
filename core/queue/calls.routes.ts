import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { CallQuery } from './calls.gen.ts'
import schemas from './calls.schema.json' with { type: 'json' }
import type { CallsService } from './calls.service.ts'

export function callsRoutes(calls: CallsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/calls',
      operationId: 'listCalls',
      summary: 'Every outbound call, newest first; the calls of a run stand where it began',
      tag: 'queue',
      auth: 'viewer',
      query: schemaFrom(schemas, 'CallQuery'),
      response: schemaFrom(schemas, 'CallList'),
      handler: async (request: RouteRequest<Record<string, string>, CallQuery>) => ({
        body: await calls.list(requireCaller(request), request.query),
      }),
    },
  ]
}
