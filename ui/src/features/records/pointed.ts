import type { Json } from '@tomada/sdk/flow'

/** The value at a JSON Pointer; undefined when there is none. Own members only. */
export function pointed(value: Json | undefined, pointer: string): Json | undefined {
  let at = value
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = Array.isArray(at) ? at[Number(name)] : at[name]
  }
  return at
}
