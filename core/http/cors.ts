import type { Step } from './http-state.ts'

const ALLOWED_HEADERS = 'authorization, content-type, if-match, idempotency-key, accept-language'
const EXPOSED_HEADERS = 'x-request-id, ratelimit, ratelimit-policy, retry-after, etag, link'

/**
 * CORS for the configured origins and nobody else; with an empty list no header is ever sent (OLE-40). Credentials are never
 * allowed: a page elsewhere uses a bearer token, and so a listed origin that is taken over cannot ride a user's session.
 */
export function allowOrigins(origins: readonly string[]): Step {
  const allowed = new Set(origins)
  return (ctx, next) => {
    if (allowed.size === 0) return next()
    ctx.vary('Origin')
    const { origin } = ctx.req.headers
    if (origin === undefined || !allowed.has(origin)) return next()
    ctx.set('access-control-allow-origin', origin)
    ctx.set('access-control-expose-headers', EXPOSED_HEADERS)
    if (ctx.method !== 'OPTIONS' || ctx.req.headers['access-control-request-method'] === undefined) return next()
    ctx.set('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    ctx.set('access-control-allow-headers', ALLOWED_HEADERS)
    ctx.set('access-control-max-age', '600')
    ctx.status = 204
    return undefined
  }
}
