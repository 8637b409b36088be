import type { Json } from '@tomada/sdk/flow'

export interface Leaf {
  path: ReadonlyArray<string | number>
  /** The sample beside the path, short. */
  text: string
}

const MAX_LEAVES = 400

/** Values that can be mapped, in the order of the sample; of a list, the list itself and its first item. */
export function leavesOf(sample: Json): Leaf[] {
  const leaves: Leaf[] = []
  const visit = (value: Json, path: ReadonlyArray<string | number>): void => {
    if (leaves.length >= MAX_LEAVES || path.length > 8) return
    if (value === null || typeof value !== 'object') {
      leaves.push({ path, text: JSON.stringify(value).slice(0, 80) })
      return
    }
    leaves.push({ path, text: Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}` })
    if (Array.isArray(value)) {
      const first = value[0]
      if (first !== undefined) visit(first, [...path, 0])
    } else for (const [key, child] of Object.entries(value)) visit(child, [...path, key])
  }
  visit(sample, [])
  return leaves
}
