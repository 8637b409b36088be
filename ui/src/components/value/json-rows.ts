import type { Json } from '@tomada/sdk/flow'

/** One line of the tree. `path` is the way from the root; list indexes are numbers. */
export interface JsonRow {
  path: ReadonlyArray<string | number>
  key: string
  depth: number
  kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'more'
  /** Text of a leaf, cut; of a container, empty. */
  text: string
  /** Children of a container; hidden items of `more`. */
  count: number
  open: boolean
}

/** Children shown before "mais N itens": a list of a million is opened a page at a time. */
export const PAGE = 100
const TEXT_LIMIT = 400

export function rowId(path: ReadonlyArray<string | number>): string {
  return JSON.stringify(path)
}

function kindOf(value: Json): Exclude<JsonRow['kind'], 'more'> {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'object' ? 'object' : type === 'string' ? 'string' : type === 'number' ? 'number' : 'boolean'
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value.length > TEXT_LIMIT ? `${value.slice(0, TEXT_LIMIT)}…` : value
  return value === null || typeof value !== 'object' ? String(value) : ''
}

export interface TreeState {
  /** Row ids of opened containers. */
  open: ReadonlySet<string>
  /** Children shown of a container, when more than one page. */
  shown: ReadonlyMap<string, number>
}

/** The visible lines, in order. Walks only what is open, so its cost is that of what can be seen. */
export function rowsOf(root: Json, tree: TreeState, rootKey: string): JsonRow[] {
  const rows: JsonRow[] = []
  const visit = (value: Json, key: string, path: ReadonlyArray<string | number>): void => {
    const kind = kindOf(value)
    const id = rowId(path)
    const isOpen = tree.open.has(id)
    const keys: Array<string | number> =
      !isOpen || typeof value !== 'object' || value === null ? [] : Array.isArray(value) ? [...value.keys()] : Object.keys(value)
    const count = typeof value === 'object' && value !== null ? (Array.isArray(value) ? value.length : Object.keys(value).length) : 0
    rows.push({ path, key, depth: path.length, kind, text: textOf(value), count, open: isOpen })
    const limit = tree.shown.get(id) ?? PAGE
    for (const child of keys.slice(0, limit)) {
      const inner = Array.isArray(value)
        ? value[Number(child)]
        : typeof value === 'object' && value !== null
          ? value[String(child)]
          : undefined
      if (inner !== undefined) visit(inner, String(child), [...path, child])
    }
    if (keys.length > limit)
      rows.push({ path: [...path, '…'], key: '', depth: path.length + 1, kind: 'more', text: '', count: keys.length - limit, open: false })
  }
  visit(root, rootKey, [])
  return rows
}

/** Opens the first levels of small values, so that most things need no click. */
export function initiallyOpen(root: Json, maxRows = 40): Set<string> {
  const open = new Set<string>([rowId([])])
  const queue: Array<[Json, ReadonlyArray<string | number>]> = [[root, []]]
  let budget = maxRows
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [value, path] = next
    if (typeof value !== 'object' || value === null) continue
    const entries: Array<[string | number, Json]> = Array.isArray(value)
      ? [...value.slice(0, PAGE).entries()]
      : Object.entries(value).slice(0, PAGE)
    budget -= entries.length
    if (budget < 0 && path.length > 0) break
    open.add(rowId(path))
    for (const [key, child] of entries) queue.push([child, [...path, key]])
  }
  return open
}
