import type { Json } from '../../sdk/flow/definition.ts'
import type { Schema } from '../platform/validate.ts'
import type { Locale } from './localized-schema.ts'
import type { ConnectorTemplate, Registry } from './registry.types.ts'

/** A capability as the builder's sources list it. */
export interface CatalogueEntry {
  displayName: string
  /** JSON Schema of what it gives. */
  output: Json
  sample: Json
}

export interface CatalogueAction extends CatalogueEntry {
  /** Names of the outcomes it declares. */
  outcomes: readonly string[]
  /** False: its connector has nothing to connect to. */
  needsConnection: boolean
}

export interface Catalogue {
  action(plugin: string, action: string): CatalogueAction | null
  trigger(plugin: string, trigger: string): CatalogueEntry | null
  /** `output` and `sample` are of one record. */
  resource(plugin: string, resource: string): CatalogueEntry | null
  templates(): ConnectorTemplate[]
}

/** What flows ask of connectors: does this exist, and what does it give? Texts in one language. */
export function connectorCatalogue(registry: Registry, locale: Locale): Catalogue {
  return {
    action(plugin, name) {
      const action = registry.action(plugin, name)
      if (action === null) return null
      const { displayName, outcomes = [] } = action.declared
      const needsConnection = registry.pluginOf(plugin).manifest.auth.length > 0
      const declared = { displayName: displayName[locale], outcomes: outcomes.map((outcome) => outcome.name), needsConnection }
      return { ...declared, output: asJson(action.output.in(locale)), sample: action.sample.output }
    },
    trigger(plugin, name) {
      const trigger = registry.trigger(plugin, name)
      if (trigger === null) return null
      return { displayName: trigger.declared.displayName[locale], output: asJson(trigger.output.in(locale)), sample: trigger.sample }
    },
    resource(plugin, name) {
      const resource = registry.resource(plugin, name)
      if (resource === null) return null
      return { displayName: resource.declared.displayName[locale], output: asJson(resource.schema.in(locale)), sample: resource.sample }
    },
    templates: () => registry.templates(),
  }
}

function asJson(schema: Schema): Json {
  return JSON.parse(JSON.stringify(schema))
}
