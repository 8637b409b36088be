import { type EmulatorAnswer, json } from '@tomada/sdk/emulator'

/** One entry of `error.fields`. */
export interface FieldFault {
  code: number
  msg: string
  element: string
  namespace: string
  collection?: { index: number; code: number; msg: string; element: string; namespace: string }[]
}

export function failure(
  status: number,
  type: string,
  message: string,
  description: string,
  more: Record<string, unknown> = {},
): EmulatorAnswer {
  return json(status, { error: { type, message, description, ...more } })
}

/** OAuth errors repeat the type as message. */
export function oauthFailure(status: number, type: string, description: string): EmulatorAnswer {
  return failure(status, type, type, description)
}

export const invalidClient = () => oauthFailure(401, 'invalid_client', 'The client credentials are invalid')
export const expiredCode = () => oauthFailure(400, 'invalid_grant', 'The authorization code has expired')
export const invalidRefreshToken = () => oauthFailure(400, 'invalid_grant', 'Invalid refresh token')
export const malformedHeader = () => oauthFailure(400, 'invalid_request', 'Malformed auth header')
export const invalidToken = () => oauthFailure(401, 'invalid_token', 'The access token provided is invalid')
export const expiredToken = () => oauthFailure(401, 'invalid_token', 'The access token provided has expired')
export const insufficientScope = () =>
  oauthFailure(403, 'insufficient_scope', 'The request requires higher privileges than provided by the access token')

export const inactiveCompany = () => failure(401, 'UNAUTHORIZED_ERROR', 'Empresa inativa', 'A empresa vinculada ao token esta inativa.')

export const reusedCode = () =>
  failure(
    400,
    'VALIDATION_ERROR',
    'Invalid authorization code',
    'This authorization code has already been used, for security reasons the user has had their access revoked.',
  )

export const notFound = () =>
  failure(
    404,
    'RESOURCE_NOT_FOUND',
    'Recurso não encontrado',
    'O recurso requisitado não foi encontrado. Verifique se o endpoint solicitado e os parâmetros estão corretos.',
  )

export const emptyBody = () =>
  failure(400, 'MISSING_REQUIRED_FIELD_ERROR', 'Não foi possível executar a operação', 'Nenhum dado foi informado na requisição.')

export function validationFailure(message: string, description: string, fields: readonly FieldFault[]): EmulatorAnswer {
  return failure(400, 'VALIDATION_ERROR', message, description, { fields })
}

export const invalidQuery = (msg: string, element: string) =>
  validationFailure('Não foi possível executar a operação', 'Ocorreu um erro ao validar os dados recebidos.', [
    { code: 3, msg, element, namespace: 'FILTROS' },
  ])

export function tooManyRequests(period: 'second' | 'day', limit: number): EmulatorAnswer {
  const description =
    period === 'second'
      ? 'O limite de requisições por segundo foi atingido, tente novamente mais tarde.'
      : 'O limite de requisições por dia foi atingido, tente novamente amanhã.'
  return failure(429, 'TOO_MANY_REQUESTS', 'Limite de requisições atingido.', description, { limit, period })
}

/** What a played fault of this status says. */
export function errorOfStatus(status: number): EmulatorAnswer {
  if (status === 400) return failure(400, 'UNKNOWN_ERROR', 'Não foi possível executar a operação', 'Ocorreu um erro inesperado.')
  if (status === 401) return expiredToken()
  if (status === 403) return insufficientScope()
  if (status === 404) return notFound()
  if (status === 429) return tooManyRequests('second', 3)
  return failure(status, 'SERVER_ERROR', 'Não foi possível executar a operação', 'Um erro interno ocorreu.')
}
