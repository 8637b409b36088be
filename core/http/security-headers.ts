import helmet from 'koa-helmet'
import type { Step } from './http-state.ts'

export interface SecurityHeaderOptions {
  /** Public address; decides HSTS and where the page may open sockets. */
  baseUrl: string
  /** `'sha256-…'` of each inline script of the built index.html. */
  scriptHashes: readonly string[]
}

const PERMISSIONS = 'accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()'

/**
 * Security headers of every page and API answer (OLE-38). Scripts run only from our origin, plus the boot script that the UI
 * build leaves inline, by hash; nothing may be evaluated. Styles may be inline: the code editor and the canvas write them.
 * HSTS and upgrade-insecure-requests only behind TLS: on plain http they would lock a local installation out.
 */
export function securityHeaders({ baseUrl, scriptHashes }: SecurityHeaderOptions): Step[] {
  const isTls = baseUrl.startsWith('https:')
  const socketOrigin = baseUrl.replace(/^http/, 'ws')
  const helmeted = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'base-uri': ["'none'"],
        'connect-src': ["'self'", socketOrigin],
        'font-src': ["'self'", 'data:'],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': ["'none'"],
        'script-src': ["'self'", ...scriptHashes],
        'script-src-attr': ["'none'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'worker-src': ["'self'"],
        ...(isTls ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: isTls ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    frameguard: { action: 'deny' },
    // The OAuth window must be able to tell the page that opened it that it is done.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
  })
  const permissions: Step = (ctx, next) => {
    ctx.set('permissions-policy', PERMISSIONS)
    return next()
  }
  return [helmeted, permissions]
}
