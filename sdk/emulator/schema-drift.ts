import { isFields } from './fields.ts'
import type { Random } from './random.ts'

const QUOTED = 0.3
const LEFT_OUT = 0.05
const NEW_WORD = 0.2
// Words that look like enum values: lower case with underscores, or capitals with underscores.
const ENUM_WORD = /^([a-z]+(_[a-z]+)+|[A-Z]+(_[A-Z]+)*)$/

/**
 * The same answer as a provider sends it after an unannounced change: some numbers quoted, unknown fields, unknown enum
 * values, fields left out. Keys named `id` stay, so that the thing can still be told apart from another.
 */
export function driftSchema(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return value.map((entry) => driftSchema(entry, random))
  if (isFields(value)) return driftFields(value, random)
  if (typeof value === 'number' && random.chance(QUOTED)) return String(value)
  if (typeof value === 'string' && ENUM_WORD.test(value) && random.chance(NEW_WORD)) return `${value}_v2`
  return value
}

function driftFields(fields: Readonly<Record<string, unknown>>, random: Random): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([name]) => name === 'id' || !random.chance(LEFT_OUT))
  const drifted = kept.map(([name, value]) => [name, driftSchema(value, random)])
  return { ...Object.fromEntries(drifted), [`x_${random.hex(6)}`]: random.pick(['novo', 1, null, true]) }
}

/** The answer with its lists changed: the answer itself when it is one, else those among its members. Lists inside records stay. */
export function mapLists(value: unknown, change: (list: readonly unknown[]) => unknown[]): unknown {
  if (Array.isArray(value)) return change(value)
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, Array.isArray(member) ? change(member) : member]))
}
