import type { Json } from '../../sdk/flow/definition.ts'
import type { Trigger, Webhook } from '../../sdk/manifest.gen.ts'

/** One webhook that an installed connector declares, with the triggers that listen to it. */
export interface PluginWebhook {
  plugin: string
  version: string
  webhook: Webhook
  triggers: ReadonlyArray<Pick<Trigger, 'name' | 'topics'> & { map: TriggerMap }>
  /** Resources whose records its deliveries are about. */
  resources?: readonly HookedResource[]
}

/** A resource of which a webhook says that a record changed. */
export interface HookedResource {
  name: string
  topics: readonly string[]
  /** Topics that say that the record is gone. */
  deletedTopics: readonly string[]
  /** JSON Pointers into the body, the first that leads to one: the record's key, or a path whose last segment is it. */
  keyBy: readonly string[]
}

/** `answering`: a sender waits, so a handler has 100 ms. `job`: nobody waits, and it has the time of any handler. */
export type MappingPace = 'answering' | 'job'

/** How a trigger makes event data of a delivery: a declared mapping, or a handler that runs in the sandbox. */
export type TriggerMap =
  | { kind: 'mapping'; apply(delivery: Json): Json }
  | { kind: 'handler'; run(delivery: Json, pace: MappingPace): Promise<Json> }

/** Where intake reads connectors. Made by the registry. */
export interface PluginWebhookSource {
  /** By `<plugin>/<webhook>` of `/hooks/p/<plugin>/<webhook>`; null when no such webhook is installed. */
  byName(plugin: string, webhook: string): PluginWebhook | null
  /** All that a connector declares. */
  ofPlugin(plugin: string): readonly PluginWebhook[]
  /** By a root path that the manifest claims, for example `/meli/webhooks`. */
  byPath(path: string): PluginWebhook | null
}

export interface HookRoute {
  tenantId: string
  connectionId: string
}

/** The connection whose own address a delivery came to. */
export interface ConnectionHookRoute extends HookRoute {
  /** Made for this connection and this webhook alone. */
  secret: string
}

/** Where intake reads connections. Made by the connections slice. */
export interface ConnectionRouteSource {
  /** Every connection of this connector whose account id is `accountId`, in every workspace. */
  connectionsOf(plugin: string, accountId: string): Promise<HookRoute[]>
  /** OAuth apps of this connector: client ids and secrets, and the workspace that owns each (null: the installation). */
  applications(plugin: string): Promise<PluginApplication[]>
}

export interface PluginApplication {
  tenantId: string | null
  clientId: string
  /** For verification; newest first. */
  secrets: readonly string[]
}
