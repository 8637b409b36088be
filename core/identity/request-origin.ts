import type { RouteRequest } from '../http/route.ts'
import type { RequestOrigin } from './identity.types.ts'

export function originOfRequest(request: Pick<RouteRequest, 'clientAddress' | 'headers' | 'requestId'>): RequestOrigin {
  return { address: request.clientAddress, userAgent: request.headers['user-agent'] ?? '', requestId: request.requestId }
}
