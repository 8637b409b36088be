import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './flows.schema.json' with { type: 'json' }
import type { FlowsService } from './flows.service.ts'

const PARAMS: JsonSchema = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'string', maxLength: 40 } },
}

/** What a connection is needed for: asked before it is taken away. */
export function connectionFlowsRoutes(flows: Pick<FlowsService, 'ofConnection'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/connections/:id/flows',
      operationId: 'listConnectionFlows',
      summary: 'Flows that use a connection, in their published version or in unpublished changes',
      tag: 'connections',
      auth: 'viewer',
      params: PARAMS,
      response: schemaFrom(schemas, 'ConnectionFlowList'),
      handler: async (request: RouteRequest<{ id: string }>) => ({
        body: { items: await flows.ofConnection(requireCaller(request).tenantId, request.params.id), nextCursor: null },
      }),
    },
  ]
}
