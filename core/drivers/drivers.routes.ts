import type { Pairing } from '../../sdk/driver.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { roleAtLeast } from '../identity/roles.ts'
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
/** What links an account is a credential. */
const MAY_LINK = 'admin'

type Request<B> = RouteRequest<{ id: string }, Record<string, unknown>, B>

/** Sessions of connections whose provider is spoken to over a socket. All see how they stand; only who may link an account, what links it. */
export function driversRoutes(drivers: DriversService): Route[] {
  return [
    {
      method: 'GET',
      path: PATH,
      operationId: 'readSession',
      summary: 'How the open session of a connection stands, and what links its account',
      tag: TAG,
      auth: 'viewer',
      params: PARAMS,
      response: schemaFrom(schemas, 'Session'),
      handler: async (request: Request<undefined>) => {
        const { tenantId, role } = requireCaller(request)
        const how = { locale: request.locale, mayLink: roleAtLeast(role, MAY_LINK) }
        return { headers: { 'cache-control': 'no-store' }, body: await drivers.view(tenantId, request.params.id, how) }
      },
    },
    {
      method: 'POST',
      path: PATH,
      operationId: 'startSession',
      summary: 'Link the account of a connection by QR or by code, or connect the linked one again',
      tag: TAG,
      auth: MAY_LINK,
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
      auth: MAY_LINK,
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
