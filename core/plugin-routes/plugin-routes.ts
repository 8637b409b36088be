import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import type { Route } from '../http/route.ts'
import { PluginFaultsError } from '../registry/fault-list.ts'
import { handlerOf } from '../registry/handler-entries.ts'
import { overlap } from '../registry/path-overlap.ts'
import type { Fault, Registry } from '../registry/registry.types.ts'
import { planOf } from '../resources/tables/resource-plan.ts'
import { type ActionOperationDeps, actionOperation } from './action-operation.ts'
import { buildRoute } from './build-route.ts'
import { type HandlerOperationDeps, handlerOperation } from './handler-operation.ts'
import type { Operation } from './operation.types.ts'
import { type PlatformOperationDeps, platformOperation } from './platform-operations.ts'
import { type ResourceOperation, type ResourceOperationDeps, resourceOperation } from './resource-operations.ts'

export interface PluginRouteDeps
  extends PlatformOperationDeps,
    Omit<ActionOperationDeps, 'sync'>,
    Omit<ResourceOperationDeps, 'sync'>,
    HandlerOperationDeps {
  registry: Pick<Registry, 'routes' | 'webhooks' | 'webhookEntries' | 'action' | 'resource' | 'pluginOf'>
}

/**
 * Endpoints that connectors declare, at their addresses, bound to what the product does for that connector. `own`: the product's own
 * endpoints. Throws PluginFaultsError when an address fits one of them too: nothing of that connector is loaded then.
 */
export function pluginRoutes(deps: PluginRouteDeps, own: readonly Route[]): Route[] {
  const claimed = deps.registry.routes()
  const paths = deps.registry
    .webhooks()
    .flatMap(({ plugin, webhook }) => (webhook.paths ?? []).map((path) => ({ plugin, route: { method: 'POST', path } })))
  const faults = [...claimed, ...paths].flatMap(({ plugin, route }) => clashesOf(plugin, route, own))
  if (faults.length > 0) throw new PluginFaultsError(faults)
  return claimed.filter(({ route }) => !isOAuth(route)).map(({ plugin, route }) => boundRoute(plugin, route, deps))
}

/** The window of OAuth has its routes with the connections: there they are among the product's own. */
function isOAuth({ bind }: { bind?: string }): boolean {
  return bind?.startsWith('platform:oauth.') === true
}

function clashesOf(plugin: string, route: { method: string; path: string; bind?: string }, own: readonly Route[]): Fault[] {
  return own
    .filter((other) => overlap(route, other) && !(isOAuth(route) && other.path === route.path))
    .map(({ path }) => ({
      plugin,
      file: 'manifest.json',
      at: '',
      message: `${route.method} ${route.path} belongs to the product itself (${path})`,
    }))
}

function boundRoute(plugin: string, route: ManifestRoute, deps: PluginRouteDeps): Route {
  const operation = operationOf(plugin, route, deps)
  if (operation === null)
    throw new PluginFaultsError([{ plugin, file: 'manifest.json', at: '', message: `${route.bind} is no operation of this host` }])
  return buildRoute(plugin, route, operation)
}

function operationOf(plugin: string, route: ManifestRoute, deps: PluginRouteDeps): Operation | null {
  const { bind } = route
  const handler = handlerOf(bind)
  if (handler !== undefined) return handlerOperation(plugin, route, handler, deps)
  if (bind.startsWith('platform:')) return platformOperation(plugin, route, deps)
  const [kind = '', target = ''] = bind.split(':')
  if (kind === 'action') {
    const action = deps.registry.action(plugin, target)
    return action === null ? null : actionOperation(plugin, action, route.refreshes, deps)
  }
  const [resource = '', name = ''] = target.split('.')
  const declared = deps.registry.resource(plugin, resource)?.declared
  return declared === undefined || !isResourceOperation(name) ? null : resourceOperation(planOf({ plugin, declared }), name, deps)
}

const RESOURCE_OPERATIONS: readonly ResourceOperation[] = ['list', 'stats', 'read', 'sync', 'backfill', 'export']

function isResourceOperation(name: string): name is ResourceOperation {
  return RESOURCE_OPERATIONS.some((each) => each === name)
}
