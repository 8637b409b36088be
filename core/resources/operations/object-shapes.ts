/**
 * Objects of a list mostly have the same members in the same order. What was found out about one such order (what comes next, and how
 * its members are sorted) serves all objects that have it.
 */
export interface Shape {
  /** The last member on the way here, `"name":`; empty at the beginning. */
  readonly label: string
  readonly before: Shape | null
  /** How many members led here. */
  readonly depth: number
  /** What came next the last time. */
  likely: Shape | null
  next: Map<string, Shape> | null
  sorted: SortedMembers | null
}

interface SortedMembers {
  /** Texts before each member in the order of their names, with brace or comma. */
  labels: readonly string[]
  /** Which of the object's members each one is. */
  order: readonly number[]
}

/** Characters of labels that are remembered, with what a shape takes beside them; beyond that all is found out anew. */
const MOST_CHARS = 1_000_000
const CHARS_OF_SHAPE = 100

let kept = 0
let start = beginning()

function beginning(): Shape {
  return { label: '', before: null, depth: 0, likely: null, next: null, sorted: null }
}

/** The shape of an object of which nothing is known yet. */
export function emptyShape(): Shape {
  return start
}

/** The shape with one more member; `label` is its name as canonical JSON, and a colon. */
export function shapeWith(shape: Shape, label: string): Shape {
  let found = shape.next?.get(label)
  if (found === undefined) {
    found = { label, before: shape, depth: shape.depth + 1, likely: null, next: null, sorted: null }
    kept += label.length + CHARS_OF_SHAPE
    if (kept > MOST_CHARS) {
      // Providers name members by ids too: such objects would fill any memory.
      start = beginning()
      kept = 0
    }
    shape.next ??= new Map()
    shape.next.set(label, found)
  }
  shape.likely = found
  return found
}

/** Of members with one name the last one counts. */
export function sortedMembers(shape: Shape): SortedMembers {
  if (shape.sorted !== null) return shape.sorted
  const at = new Map<string, number>()
  for (let one: Shape | null = shape; one !== null && one.before !== null; one = one.before)
    if (!at.has(one.label)) at.set(one.label, one.depth - 1)
  const members = [...at].sort(([a], [b]) => (a < b ? -1 : 1))
  shape.sorted = { labels: members.map(([label], i) => (i === 0 ? `{${label}` : `,${label}`)), order: members.map(([, index]) => index) }
  return shape.sorted
}
