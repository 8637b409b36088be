import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import type { DeliveryQuery } from './deliveries.gen.ts'
import schemas from './deliveries.schema.json' with { type: 'json' }
import type { DeliveriesService } from './deliveries.service.ts'

const TAG = 'deliveries'

function schemaOf(name: keyof typeof schemas.$defs): JsonSchema {
  return { $ref: `#/$defs/${name}`, $defs: schemas.$defs }
}

const DELIVERY_PARAMS: JsonSchema = {
  type: 'object',
  required: ['deliveryId'],
  additionalProperties: false,
  properties: { deliveryId: { type: 'string', maxLength: 40 } },
}

export function deliveriesRoutes(deliveries: DeliveriesService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/deliveries',
      operationId: 'listDeliveries',
      summary: 'Messages received, newest first',
      tag: TAG,
      auth: 'viewer',
      query: schemaOf('DeliveryQuery'),
      response: schemaOf('DeliveryList'),
      handler: async (request: RouteRequest<Record<string, string>, DeliveryQuery>) => {
        const { cursor, ...query } = request.query
        return { body: await deliveries.list(callerOf(request), { ...query, ...(cursor === undefined ? {} : { before: cursor }) }) }
      },
    },
    {
      method: 'GET',
      path: '/api/deliveries/:deliveryId',
      operationId: 'getDelivery',
      summary: 'One message as it came, and what became of it',
      tag: TAG,
      auth: 'viewer',
      params: DELIVERY_PARAMS,
      response: schemaOf('Delivery'),
      handler: async (request: RouteRequest<{ deliveryId: string }>) => ({
        body: await deliveries.read(callerOf(request), request.params.deliveryId),
      }),
    },
    {
      method: 'POST',
      path: '/api/deliveries/:deliveryId/map',
      operationId: 'mapDeliveryAgain',
      summary: 'Try again to make events of a message whose mapping failed for good',
      tag: TAG,
      auth: 'operator',
      params: DELIVERY_PARAMS,
      response: schemaOf('Delivery'),
      successStatus: 202,
      handler: async (request: RouteRequest<{ deliveryId: string }>) => ({
        status: 202,
        body: await deliveries.mapAgain(callerOf(request), request.params.deliveryId),
      }),
    },
  ]
}

function callerOf(request: RouteRequest<unknown, unknown>) {
  if (request.caller === null) throw new AppError('unauthenticated')
  return { tenantId: request.caller.tenantId, userId: request.caller.userId }
}
