import { type Key, keyText, readKey } from './lists-paths.ts'
import { addDecimals, type Decimal, decimalOf, decimalText, divideUnits, unitsAt } from './money-decimal.ts'

/**
 * Lists for expressions, as `list.…`. No function changes the list it is given. A key is the name of a field, a path (`'customer.city'`), or a
 * function of the item. Objects that are made by key have no prototype, so that a key such as `constructor` is one like any other.
 */

/**
 * The first item of each key.
 * @example list.uniqueBy([{ id: 1, n: 'a' }, { id: '1', n: 'b' }], 'id') // [{ id: 1, n: 'a' }]
 */
export function uniqueBy<T>(items: readonly T[], key: Key<T>): T[] {
  const seen = new Set<string>()
  return checked(items, 'uniqueBy').filter((item) => {
    const text = keyText(readKey(item, key))
    return seen.has(text) ? false : seen.add(text) !== undefined
  })
}

/**
 * Each text, number or true/false once.
 * @example list.unique(['a', 'b', 'a']) // ['a', 'b']
 */
export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(checked(items, 'unique'))]
}

/**
 * The items of each key, as an object of lists.
 * @example list.groupBy([{ s: 'SP', n: 1 }, { s: 'RJ', n: 2 }, { s: 'SP', n: 3 }], 's') // { SP: [{ s: 'SP', n: 1 }, { s: 'SP', n: 3 }], RJ: [{ s: 'RJ', n: 2 }] }
 */
export function groupBy<T>(items: readonly T[], key: Key<T>): Record<string, T[]> {
  const groups: Record<string, T[]> = Object.create(null)
  for (const item of checked(items, 'groupBy')) {
    const text = keyText(readKey(item, key))
    const group = groups[text]
    if (group === undefined) groups[text] = [item]
    else group.push(item)
  }
  return groups
}

/**
 * How many items each key has.
 * @example list.countBy(['a', 'b', 'a'], (x) => x) // { a: 2, b: 1 }
 */
export function countBy<T>(items: readonly T[], key: Key<T>): Record<string, number> {
  const counts: Record<string, number> = Object.create(null)
  for (const item of checked(items, 'countBy')) {
    const text = keyText(readKey(item, key))
    counts[text] = (counts[text] ?? 0) + 1
  }
  return counts
}

/**
 * The last item of each key, as an object.
 * @example list.indexBy([{ id: 7, n: 'a' }], 'id') // { 7: { id: 7, n: 'a' } }
 */
export function indexBy<T>(items: readonly T[], key: Key<T>): Record<string, T> {
  const index: Record<string, T> = Object.create(null)
  for (const item of checked(items, 'indexBy')) index[keyText(readKey(item, key))] = item
  return index
}

/**
 * Sorted by one key or several; equal items keep their order. Numbers by size, texts the Brazilian way (accents and capitals do not part words, and `item 10` comes after
 * `item 9`), numbers before texts, what is missing last. A `-` before a field's name turns its order round.
 * @example list.sortBy([{ n: 'Érica' }, { n: 'zé' }, { n: 'Eva' }], 'n') // [{ n: 'Érica' }, { n: 'Eva' }, { n: 'zé' }]
 * @example list.sortBy([{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 0, b: 3 }], ['a', '-b']).map((x) => x.b) // [3, 2, 1]
 */
export function sortBy<T>(items: readonly T[], keys: Key<T> | ReadonlyArray<Key<T>>): T[] {
  const orders = (Array.isArray(keys) ? keys : [keys]).map((key: Key<T>) => {
    const isDown = typeof key === 'string' && key.startsWith('-')
    return { key: isDown ? key.slice(1) : key, isDown }
  })
  const rows = checked(items, 'sortBy').map((item) => ({ item, values: orders.map(({ key }) => readKey(item, key)) }))
  rows.sort((a, b) => {
    for (const [i, { isDown }] of orders.entries()) {
      const order = compareValues(a.values[i], b.values[i], isDown)
      if (order !== 0) return order
    }
    return 0
  })
  return rows.map(({ item }) => item)
}

/**
 * The exact sum of a field, as a number; decimal texts count as amounts do in `money`. Throws TypeError that names the item which has none.
 * @example list.sumBy([{ q: 0.1 }, { q: '0.2' }], 'q') // 0.3
 */
export function sumBy<T>(items: readonly T[], key: Key<T>): number {
  const { units, scale } = totalOf(items, key, 'sumBy')
  return Number(decimalText(units, scale))
}

/**
 * The average of a field, as a number of up to ten places; null for an empty list.
 * @example list.averageBy([{ q: 1 }, { q: 2 }], 'q') // 1.5
 */
export function averageBy<T>(items: readonly T[], key: Key<T>): number | null {
  if (checked(items, 'averageBy').length === 0) return null
  const { units, scale } = totalOf(items, key, 'averageBy')
  const divided = divideUnits(unitsAt({ units, scale }, scale + 10), BigInt(items.length) * 10n ** BigInt(scale), 'half-up')
  return Number(decimalText(divided, 10))
}

/**
 * The first item with the smallest value; null for an empty list.
 * @example list.minBy([{ p: 2 }, { p: 1 }], 'p') // { p: 1 }
 */
export function minBy<T>(items: readonly T[], key: Key<T>): T | null {
  return sortBy(items, key)[0] ?? null
}

/**
 * The first item with the largest value; null for an empty list.
 * @example list.maxBy([{ p: 2 }, { p: 1 }], 'p') // { p: 2 }
 */
export function maxBy<T>(items: readonly T[], key: Key<T>): T | null {
  const rows = checked(items, 'maxBy').map((item) => ({ item, value: readKey(item, key) }))
  const best = rows.reduce<(typeof rows)[number] | null>(
    (most, row) => (most === null || compareValues(row.value, most.value, true) < 0 ? row : most),
    null,
  )
  return best === null ? null : best.item
}

/**
 * Pieces of so many items; the last may be shorter.
 * @example list.chunk([1, 2, 3], 2) // [[1, 2], [3]]
 */
export function chunk<T>(items: readonly T[], size: number): T[][] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError('list.chunk needs a size of 1 or more')
  const chunks: T[][] = []
  for (let at = 0; at < checked(items, 'chunk').length; at += size) chunks.push(items.slice(at, at + size))
  return chunks
}

/**
 * Lists inside the list, taken out; one level unless told otherwise.
 * @example list.flatten([[1], [2, [3]]]) // [1, 2, [3]]
 */
export function flatten(items: readonly unknown[], levels = 1): unknown[] {
  return checked(items, 'flatten').flat(levels)
}

/**
 * Without null, undefined and empty texts. Zero and false stay.
 * @example list.compact([0, null, '', 'a', false]) // [0, 'a', false]
 */
export function compact<T>(items: readonly T[]): Array<Exclude<T, null | undefined | ''>> {
  return checked(items, 'compact').filter(
    (item): item is Exclude<T, null | undefined | ''> => item !== null && item !== undefined && item !== '',
  )
}

/**
 * The values of one field.
 * @example list.pluck([{ c: { n: 'a' } }, { c: null }], 'c.n') // ['a', null]
 */
export function pluck<T>(items: readonly T[], key: Key<T>): unknown[] {
  return checked(items, 'pluck').map((item) => readKey(item, key) ?? null)
}

/**
 * Two lists: the items for which it is true, and the others.
 * @example list.partition([1, 2, 3], (n) => n > 1) // [[2, 3], [1]]
 */
export function partition<T>(items: readonly T[], isIn: (item: T) => unknown): [T[], T[]] {
  const inside: T[] = []
  const outside: T[] = []
  for (const item of checked(items, 'partition')) (isIn(item) ? inside : outside).push(item)
  return [inside, outside]
}

function totalOf<T>(items: readonly T[], key: Key<T>, name: string): Decimal {
  const values = checked(items, name).map((item, i) => {
    try {
      return decimalOf(readKey(item, key))
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new TypeError(`list.${name}, item ${i}: ${error.message}`)
    }
  })
  return values.reduce(addDecimals, { units: 0n, scale: 0 })
}

let collator: Intl.Collator | undefined

/** Missing last in both orders; then numbers, then everything else as text. */
function compareValues(a: unknown, b: unknown, isDown: boolean): number {
  const [left, right] = [rankOf(a), rankOf(b)]
  if (left === 3 || right === 3) return left - right
  const order = left === right ? (left === 0 ? Number(a) - Number(b) : compareTexts(keyText(a), keyText(b))) : left - right
  return isDown ? -order : order
}

function rankOf(value: unknown): 0 | 1 | 3 {
  if (value === null || value === undefined || Number.isNaN(value)) return 3
  return typeof value === 'number' || typeof value === 'bigint' ? 0 : 1
}

function compareTexts(a: string, b: string): number {
  // Made on first use: it costs more than a visit.
  collator ??= new Intl.Collator('pt-BR', { numeric: true, sensitivity: 'base' })
  return collator.compare(a, b)
}

function checked<T>(items: readonly T[], name: string): readonly T[] {
  if (!Array.isArray(items)) throw new TypeError(`list.${name} needs a list, not ${items === null ? 'null' : `a ${typeof items}`}`)
  return items
}
