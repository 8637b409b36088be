import type { Route } from '../http/route.ts'
import { SIGN_IN_RATE } from '../http/sign-in-rate.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ConfiguredLimit } from './limits.gen.ts'
import schemas from './limits.schema.json' with { type: 'json' }

export interface LimitSettings {
  /** Requests a minute. */
  apiRateLimit: number
  /** Messages a minute; 0: no limit. */
  webhookRateLimit: number
}

/** How much a caller may ask of this installation. */
export function limitsRoutes(settings: LimitSettings): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/limits',
      operationId: 'getLimits',
      summary: 'How much a caller may ask, and which variables say so',
      tag: 'system',
      auth: 'admin',
      response: schemaFrom(schemas, 'Limits'),
      handler: async () => ({ body: { items: limitsOf(settings) } }),
    },
  ]
}

function limitsOf({ apiRateLimit, webhookRateLimit }: LimitSettings): ConfiguredLimit[] {
  const minute = { windowSeconds: 60 }
  return [
    { name: 'api', quota: apiRateLimit, ...minute, per: 'callerAndEndpoint', variable: 'API_RATE_LIMIT' },
    { name: 'signIn', ...SIGN_IN_RATE, per: 'callerAndEndpoint', variable: null },
    {
      name: 'webhooks',
      quota: webhookRateLimit === 0 ? null : webhookRateLimit,
      ...minute,
      per: 'addressAndWebhook',
      variable: 'WEBHOOK_RATE_LIMIT',
    },
  ]
}
