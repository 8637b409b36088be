import type { Json } from '../../sdk/flow/definition.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './test-events.schema.json' with { type: 'json' }
import type { TestEvents } from './test-events.service.ts'

export function testEventsRoutes(events: TestEvents): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/flows/:flowId/test-event',
      operationId: 'sendTestEvent',
      summary: "Send a signed message to the flow's webhook as its sender would; what it starts is real",
      tag: 'flows',
      auth: 'operator',
      params: {
        type: 'object',
        required: ['flowId'],
        additionalProperties: false,
        properties: { flowId: { type: 'string', maxLength: 40 } },
      },
      body: schemaFrom(schemas, 'SendTestEvent'),
      response: schemaFrom(schemas, 'SentTestEvent'),
      handler: async (request: RouteRequest<{ flowId: string }, Record<string, unknown>, { body?: Json }>) => ({
        body: await events.send(requireCaller(request), request.params.flowId, request.body.body),
      }),
    },
  ]
}
