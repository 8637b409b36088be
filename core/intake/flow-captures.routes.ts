import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './flow-captures.schema.json' with { type: 'json' }
import type { FlowCaptures } from './flow-captures.service.ts'

const FLOW_PARAMS: JsonSchema = {
  type: 'object',
  required: ['flowId'],
  additionalProperties: false,
  properties: { flowId: { type: 'string', maxLength: 40 } },
}

export function flowCapturesRoutes(captures: Pick<FlowCaptures, 'open' | 'read'>): Route[] {
  const shared = { tag: 'flows', auth: 'editor', params: FLOW_PARAMS, response: schemaFrom(schemas, 'TestCapture') } as const
  return [
    {
      ...shared,
      method: 'POST',
      path: '/api/flows/:flowId/test-capture',
      operationId: 'openTestCapture',
      summary: "Keep the next event at the flow's webhook address as a sample, for ten minutes, published or not",
      handler: async (request: RouteRequest<{ flowId: string }>) => ({
        body: await captures.open(requireCaller(request), request.params.flowId),
      }),
    },
    {
      ...shared,
      method: 'GET',
      path: '/api/flows/:flowId/test-capture',
      operationId: 'getTestCapture',
      summary: 'Whether the event that was waited for has come, and what it was',
      handler: async (request: RouteRequest<{ flowId: string }>) => ({
        body: await captures.read(requireCaller(request), request.params.flowId),
      }),
    },
  ]
}
