import type { Json } from '../../sdk/flow/definition.ts'

export interface Difference {
  /** JSON Pointer of the first place where the two are not the same; empty: the values themselves. */
  at: string
  recorded: Json | undefined
  computed: Json | undefined
}

/** The first place, in reading order, where two JSON values differ byte for byte; null when they do not. */
export function firstDifference(recorded: Json | undefined, computed: Json | undefined): Difference | null {
  if (JSON.stringify(recorded) === JSON.stringify(computed)) return null
  const inside = differingMember(recorded, computed)
  if (inside === null) return { at: '', recorded, computed }
  const { key, of } = inside
  return { ...of, at: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${of.at}` }
}

function differingMember(recorded: Json | undefined, computed: Json | undefined): { key: string; of: Difference } | null {
  if (!isContainer(recorded) || !isContainer(computed) || Array.isArray(recorded) !== Array.isArray(computed)) return null
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(computed)])) {
    const of = firstDifference(memberOf(recorded, key), memberOf(computed, key))
    if (of !== null) return { key, of }
  }
  // The same members in another order.
  return null
}

function isContainer(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null
}

function memberOf(value: Json[] | { [key: string]: Json }, key: string): Json | undefined {
  if (!Object.hasOwn(value, key)) return undefined
  return Array.isArray(value) ? value[Number(key)] : value[key]
}
