import type { Json } from '../../sdk/flow/definition.ts'
import type { Schema } from '../platform/validate.ts'
import type { Locale } from './localized-schema.ts'
import type { ConnectorView, LoadedPlugin } from './registry.types.ts'
import { resourceView } from './resource-view.ts'

/** What people and `ui` see of a connector, in one language. Code and files stay inside. */
export function connectorView(plugin: LoadedPlugin, locale: Locale): ConnectorView {
  const { manifest } = plugin
  return {
    name: plugin.name,
    version: manifest.version,
    displayName: manifest.displayName[locale],
    description: manifest.description[locale],
    icon: plugin.icon,
    categories: manifest.categories,
    keywords: manifest.keywords ?? [],
    hosts: [
      ...manifest.permissions.egress.map(({ host, reason }) => ({ host, reason: reason[locale] })),
      ...(manifest.permissions.operatorEgress ?? []).map(({ env, reason }) => ({ host: env, reason: reason[locale] })),
    ],
    auth: [...plugin.auth.values()].map(({ declared, fields }) => ({
      id: declared.id,
      type: declared.type,
      displayName: declared.displayName[locale],
      description: declared.description?.[locale] ?? null,
      fields: fields === null ? null : asJson(fields.in(locale)),
      app: declared.type === 'oauth2',
      pairing: declared.type === 'none' ? (declared.pairing ?? []) : [],
      notice: declared.type === 'none' ? (declared.notice?.[locale] ?? null) : null,
    })),
    settings: plugin.settings === null ? null : asJson(plugin.settings.in(locale)),
    resources: [...plugin.resources.values()].map((resource) => resourceView(plugin, resource, locale)),
    triggers: [...plugin.triggers.values()].map(({ declared, output, sample }) => ({
      name: declared.name,
      displayName: declared.displayName[locale],
      description: declared.description[locale],
      kind: declared.kind,
      output: asJson(output.in(locale)),
      sample,
    })),
    actions: [...plugin.actions.values()].map(({ declared, input, output, sample }) => ({
      name: declared.name,
      displayName: declared.displayName[locale],
      description: declared.description[locale],
      effect: declared.effect,
      outcomes: (declared.outcomes ?? []).map((outcome) => ({ name: outcome.name, displayName: outcome.displayName[locale] })),
      input: asJson(input.in(locale)),
      output: asJson(output.in(locale)),
      sample: asJson(sample),
    })),
  }
}

function asJson(value: Schema | object): Json {
  return JSON.parse(JSON.stringify(value))
}
