import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ReplaceWebhookSecret } from './connection-hooks.gen.ts'
import schemas from './connection-hooks.schema.json' with { type: 'json' }
import type { ConnectionHooks } from './connection-hooks.service.ts'

const TAG = 'connections'

function paramsOf(...names: string[]): JsonSchema {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string', maxLength: 64 }]))
  return { type: 'object', required: names, additionalProperties: false, properties }
}

/** Addresses and secrets to type in at a provider. For those who may connect accounts: who has a secret can speak as the provider. */
export function connectionHooksRoutes(hooks: Pick<ConnectionHooks, 'list' | 'replaceSecret'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/connections/:id/webhooks',
      operationId: 'listConnectionWebhooks',
      summary: 'Addresses and secrets by which the provider reaches this connection; made when first asked for',
      tag: TAG,
      auth: 'admin',
      params: paramsOf('id'),
      response: schemaFrom(schemas, 'ConnectionWebhookList'),
      handler: async (request: RouteRequest<{ id: string }>) => ({
        body: { items: await hooks.list(requireCaller(request), request.params.id), nextCursor: null },
      }),
    },
    {
      method: 'PUT',
      path: '/api/connections/:id/webhooks/:webhook/secret',
      operationId: 'replaceConnectionWebhookSecret',
      summary: 'Replace the secret by a new one, or by the one the provider made; the old one stops working at once',
      tag: TAG,
      auth: 'admin',
      params: paramsOf('id', 'webhook'),
      body: schemaFrom(schemas, 'ReplaceWebhookSecret'),
      response: schemaFrom(schemas, 'WebhookSecret'),
      handler: async (request: RouteRequest<{ id: string; webhook: string }, Record<string, unknown>, ReplaceWebhookSecret>) => {
        const { id, webhook } = request.params
        return { body: { secret: await hooks.replaceSecret(requireCaller(request), id, webhook, request.body.secret) } }
      },
    },
  ]
}
