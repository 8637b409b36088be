import type { RouteRequest } from './route.ts'

/** Where a request came from, for sessions, throttling and the audit log. */
export interface RequestOrigin {
  address: string
  userAgent: string
  requestId: string
}

export function originOfRequest(request: Pick<RouteRequest, 'clientAddress' | 'headers' | 'requestId'>): RequestOrigin {
  return { address: request.clientAddress, userAgent: request.headers['user-agent'] ?? '', requestId: request.requestId }
}
