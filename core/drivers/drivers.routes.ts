import type { Pairing } from '../../sdk/driver.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { StartSession, StopSession } from './drivers.gen.ts'
import schemas from './drivers.schema.json' with { type: 'json' }
import type { DriversService } from './drivers.service.ts'

const TAG = 'connections'
/** Any text: an id that is none is unknown, like one that nobody has (C21). */
const PARAMS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 40 } },
}
const PATH = '/api/connections/:id/session'

type Request<B> = RouteRequest<{ id: string }, Record<string, unknown>, B>

/** Sessions of connections whose provider is spoken to over a socket. Only who may connect an account sees what links it. */
export function driversRoutes(drivers: DriversService): Route[] {
  return [
    {
      method: 'GET',
      path: PATH,
      operationId: 'readSession',
      summary: 'How the open session of a connection stands, and what links its account',
      tag: TAG,
      auth: 'admin',
      params: PARAMS,
      response: schemaFrom(schemas, 'Session'),
      handler: async (request: Request<undefined>) => ({
        headers: { 'cache-control': 'no-store' },
        body: await drivers.view(requireCaller(request).tenantId, request.params.id, request.locale),
      }),
    },
    {
      method: 'POST',
      path: PATH,
      operationId: 'startSession',
      summary: 'Link the account of a connection by QR or by code, or connect the linked one again',
      tag: TAG,
      auth: 'admin',
      rateLimit: { quota: 20, windowSeconds: 60 },
      params: PARAMS,
      body: schemaFrom(schemas, 'StartSession'),
      successStatus: 202,
      handler: async (request: Request<StartSession>) => {
        await drivers.connect(requireCaller(request), request.params.id, pairingOf(request.body))
        return { status: 202 }
      },
    },
    {
      method: 'POST',
      path: `${PATH}/stop`,
      operationId: 'stopSession',
      summary: 'Disconnect, and unlink the account when asked to',
      tag: TAG,
      auth: 'admin',
      params: PARAMS,
      body: schemaFrom(schemas, 'StopSession'),
      successStatus: 202,
      handler: async (request: Request<StopSession>) => {
        await drivers.disconnect(requireCaller(request), request.params.id, request.body)
        return { status: 202 }
      },
    },
  ]
}

function pairingOf({ by, phone }: StartSession): Pairing | null {
  if (by === 'saved') return null
  if (by === 'qr') return { by }
  if (phone === undefined) throw new AppError('invalid', { errors: [{ field: '/phone', reason: 'required' }] })
  return { by, phone }
}
