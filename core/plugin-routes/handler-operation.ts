import type { Json } from '../../sdk/flow/definition.ts'
import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import type { Executed } from '../actions/execution.ts'
import type { RouteCall } from '../actions/route-calls.ts'
import { paramNames } from '../http/validate-request.ts'
import { type AccountSource, CONNECTION_PARAM, requireAccount } from './accounts.ts'
import { failureOf } from './failure-of.ts'
import type { Operation } from './operation.types.ts'

export interface HandlerOperationDeps {
  routeCalls: (call: RouteCall) => Promise<Executed<{ status: number; body: Json }>>
  connections: AccountSource
}

const TEXT = { type: 'string', maxLength: 2000 }

/** Code of the connector in the sandbox. What it needs it checks itself: a body is any object, a query any texts. */
export function handlerOperation(plugin: string, route: ManifestRoute, entry: string, deps: HandlerOperationDeps): Operation {
  const names = paramNames(route.path)
  return {
    role: route.method === 'GET' ? 'viewer' : 'operator',
    summary: `${route.method} ${route.path} of ${plugin}`,
    params: { connectionId: CONNECTION_PARAM, ...Object.fromEntries(names.map((name) => [name, TEXT])) },
    ...(route.method === 'GET' ? {} : { body: { type: 'object', properties: {}, additionalProperties: true } }),
    anyQuery: true,
    rateLimit: { quota: 120, windowSeconds: 60 },
    response: {},
    async run(request) {
      const { id: connectionId } = await requireAccount(deps.connections, plugin, request)
      const { params, query, body } = request.given
      const result = await deps.routeCalls({
        tenantId: request.caller.tenantId,
        connectionId,
        plugin,
        entry,
        route: `${route.method} ${route.path}`,
        input: { method: route.method, params: { ...params }, query: { ...query }, body },
      })
      if (!result.ok) throw failureOf(result.failure)
      return { status: result.output.status, body: result.output.body }
    },
  }
}
