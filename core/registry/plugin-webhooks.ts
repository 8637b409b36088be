import type { Json } from '../../sdk/flow/definition.ts'
import type { MappingPace, PluginWebhook, PluginWebhookSource, TriggerMap } from '../intake/intake.types.ts'
import type { LoadedPlugin, LoadedTrigger, Registry } from './registry.types.ts'

/** Runs a trigger's handler in the sandbox: `(delivery body) → event data, or null when the delivery makes no event`. */
export type TriggerHandlerRunner = (plugin: LoadedPlugin, entry: string, body: Json, pace: MappingPace) => Promise<Json>

/** The webhooks that connectors declare, as intake looks them up. Data is null when a delivery makes no event. */
export function pluginWebhooks(registry: Registry, runHandler: TriggerHandlerRunner): PluginWebhookSource {
  let found = { revision: registry.revision(), ...findWebhooks(registry, runHandler) }
  const current = () => {
    const revision = registry.revision()
    if (revision !== found.revision) found = { revision, ...findWebhooks(registry, runHandler) }
    return found
  }
  return {
    byName: (plugin, webhook) => current().byName.get(`${plugin}/${webhook}`) ?? null,
    ofPlugin: (plugin) => [...current().byName.values()].filter((each) => each.plugin === plugin),
    byPath: (path) => current().byPath.get(path) ?? null,
  }
}

function findWebhooks(registry: Registry, runHandler: TriggerHandlerRunner) {
  const byName = new Map<string, PluginWebhook>()
  const byPath = new Map<string, PluginWebhook>()
  for (const { plugin: name, webhook } of registry.webhooks()) {
    const plugin = registry.pluginOf(name)
    const listening = [...plugin.triggers.values()].filter((trigger) => trigger.declared.webhook === webhook.name)
    const triggers = listening.map((trigger) => ({
      name: trigger.declared.name,
      topics: trigger.declared.topics,
      map: mapOf(plugin, trigger, runHandler),
    }))
    const resources = (plugin.manifest.resources ?? []).flatMap(({ name: resource, webhook: hooked }) => {
      if (hooked?.name !== webhook.name) return []
      const { topics, keyBy, deletedTopics = [] } = hooked
      return [{ name: resource, topics, deletedTopics, keyBy: typeof keyBy === 'string' ? [keyBy] : keyBy }]
    })
    const entry = { plugin: name, version: plugin.manifest.version, webhook, triggers, resources }
    byName.set(`${name}/${webhook.name}`, entry)
    for (const path of webhook.paths ?? []) byPath.set(path, entry)
  }
  return { byName, byPath }
}

function mapOf(plugin: LoadedPlugin, trigger: LoadedTrigger, runHandler: TriggerHandlerRunner): TriggerMap {
  const { tier } = trigger
  if (tier.kind === 'handler') return { kind: 'handler', run: (body, pace) => runHandler(plugin, tier.entry, body, pace) }
  return { kind: 'mapping', apply: (body) => tier.mapping.apply(body)?.data ?? null }
}
