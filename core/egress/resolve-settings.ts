import { EgressRefusal } from './refusal.ts'

const PLACE = /\{setting:([A-Za-z][A-Za-z0-9]{0,39})\}/g

/** Whether an address holds `{setting:name}`. */
export function hasSettings(url: string): boolean {
  return url.includes('{setting:')
}

/**
 * An address with the connection's settings in their places. What comes out is checked like any other address: a setting can only
 * choose between what `egress` declares. Throws EgressRefusal for a setting that has no value.
 */
export function resolveSettings(url: string, settings: Readonly<Record<string, string>>): string {
  return url.replace(PLACE, (_all, name: string) => {
    const value = Object.hasOwn(settings, name) ? settings[name] : undefined
    if (value === undefined || value === '') throw new EgressRefusal(`the setting ${name} of the connection has no value`)
    return value
  })
}
