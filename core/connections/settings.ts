import { AppError } from '../platform/errors.ts'
import type { Validator } from '../platform/validate.ts'
import type { Locale } from './connections.types.ts'

export type Settings = Record<string, string | number | boolean>

/** What a connector asks about each connection besides its credential. */
export interface SettingsDeclaration {
  validator: Validator
  /** Values of settings that nobody set. */
  defaults: Settings
  /** Environment variables whose values stand before everything else, by setting. */
  env: Readonly<Record<string, string>>
}

/** Reads `default` and `env` of a settings schema's properties. */
export function settingsDeclaration(schema: Readonly<Record<string, unknown>>, validator: Validator): SettingsDeclaration {
  const defaults: Settings = {}
  const env: Record<string, string> = {}
  for (const [name, property] of Object.entries(membersOf(schema['properties']))) {
    const { default: value, env: variable } = membersOf(property)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') defaults[name] = value
    if (typeof variable === 'string') env[name] = variable
  }
  return { validator, defaults, env }
}

/** All settings of a connection: the installation's where the operator set one, else its own, else the defaults. */
export function effectiveSettings(
  declared: SettingsDeclaration | null,
  own: Settings,
  variables: Readonly<Record<string, string>>,
): Settings {
  if (declared === null) return {}
  const installed = Object.entries(declared.env).flatMap(([name, variable]): Array<[string, string]> => {
    const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined
    return value === undefined || value === '' ? [] : [[name, withoutLastSlash(value)]]
  })
  return { ...declared.defaults, ...own, ...Object.fromEntries(installed) }
}

/** `https://host/` in front of `/path` must not make two slashes. */
function withoutLastSlash(value: string): string {
  return /^https?:\/\//.test(value) ? value.replace(/\/+$/, '') : value
}

/** What a person chose; what the operator set is theirs to know. Throws AppError `invalid`, naming the setting. */
export function checkSettings(declared: SettingsDeclaration | null, own: Settings, locale: Locale): void {
  if (declared !== null) declared.validator.parse(effectiveSettings(declared, own, {}), locale, '/settings')
  else if (Object.keys(own).length > 0) throw new AppError('invalid', { errors: [{ field: '/settings', reason: 'must be empty' }] })
}

/** As texts, for addresses and quotas. */
export function settingTexts(settings: Settings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
