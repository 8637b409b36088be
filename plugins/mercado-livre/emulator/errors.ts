import { type EmulatorAnswer, json } from '@tomada/sdk/emulator'

/** Mercado Livre's usual error envelope. */
export function failure(status: number, error: string, message: string, cause: unknown = []): EmulatorAnswer {
  return json(status, { message, error, status, cause })
}

export const invalidGrant = () =>
  failure(400, 'invalid_grant', 'Error validating grant. Your authorization code or refresh token may be expired or it was already used')

export const invalidToken = () => failure(401, 'unauthorized', 'invalid access token')

export const notYours = () =>
  json(403, { status: 403, error: 'access_denied', message: 'access to the requested resource is forbidden', code: 'FORBIDDEN' })

export const invalidScopes = () => json(403, { status: 403, error: 'Invalid scopes', code: 'FORBIDDEN' })

/** Every seller of a blocked application gets this, whatever the resource. */
export const blockedApplication = () => failure(401, 'unauthorized_scopes', 'unauthorized_scopes', ['EXCESSIVE_API_CALL'])

/** The one error whose `cause` is null instead of a list. */
export const orderNotFound = () => failure(404, 'order_not_found', 'Order not found.', null)

export const notFound = (message: string) => failure(404, 'not_found', message)

export const badRequest = (message: string) => failure(400, 'bad_request', message)

export const tooManyRequests = () => failure(429, 'too_many_requests', 'Too Many Requests')

const BY_STATUS: Record<number, readonly [error: string, message: string]> = {
  400: ['validation_error', 'Validation error'],
  404: ['not_found', 'Resource not found'],
  409: ['conflict', 'The item was changed by somebody else'],
  422: ['unprocessable_entity', 'Unprocessable entity'],
  429: ['too_many_requests', 'Too Many Requests'],
  500: ['internal_server_error', 'Internal Server Error'],
  502: ['bad_gateway', 'Bad Gateway'],
  503: ['service_not_available', 'Service Not Available'],
  504: ['gateway_timeout', 'Gateway Timeout'],
}

/** What a played fault of this status says. */
export function errorOfStatus(status: number): EmulatorAnswer {
  if (status === 401) return invalidToken()
  if (status === 403) return notYours()
  const [error, message] = BY_STATUS[status] ?? ['error', `Error ${status}`]
  return failure(status, error, message)
}
