import { effectiveSettings, type Settings, settingsDeclaration } from '../../../core/connections/settings.ts'
import type { LoadedPlugin } from '../../../core/registry/registry.types.ts'

/** Addresses that an operator would name in the environment, made up: recordings are played at none of them. */
export function benchVariables({ manifest }: Pick<LoadedPlugin, 'manifest'>): Record<string, string> {
  const named = (env: string): [string, string] => [env, `https://${env.toLowerCase().replaceAll('_', '-')}.operator.example`]
  return Object.fromEntries((manifest.permissions.operatorEgress ?? []).map(({ env }) => named(env)))
}

/** What a connection has of which nothing was chosen. */
export function benchSettings(plugin: LoadedPlugin): Settings {
  const { settings } = plugin
  if (settings === null) return {}
  return effectiveSettings(settingsDeclaration(settings.in('en'), settings.validator), {}, benchVariables(plugin))
}
