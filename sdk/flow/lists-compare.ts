import { type Key, keyText, readKey } from './lists-paths.ts'

/** Two lists at once for expressions, as `list.…`. Items are matched by key, or as themselves without one. */

/** `keepLeft`: what finds nothing on the right stays, with null there. */
export interface JoinOptions {
  keepLeft?: boolean
}

/**
 * Pairs of items whose keys are the same, in the order of the left list; several matches give several pairs. The right key is the left one unless given.
 * @example list.join([{ id: 1 }, { id: 2 }], [{ order: '1', t: 9 }], 'id', 'order') // [{ left: { id: 1 }, right: { order: '1', t: 9 } }]
 * @example list.join([{ id: 2 }], [], 'id', 'id', { keepLeft: true }) // [{ left: { id: 2 }, right: null }]
 */
export function join<L, R>(
  left: readonly L[],
  right: readonly R[],
  leftKey: Key<L>,
  rightKey?: Key<R>,
  options: JoinOptions = {},
): Array<{ left: L; right: R | null }> {
  const other = rightKey ?? (typeof leftKey === 'string' ? leftKey : undefined)
  if (other === undefined) throw new TypeError('list.join needs the key of the right list, too')
  const found = new Map<string, R[]>()
  for (const item of checked(right, 'join')) {
    const text = keyText(readKey(item, other))
    const same = found.get(text)
    if (same === undefined) found.set(text, [item])
    else same.push(item)
  }
  return checked(left, 'join').flatMap((item): Array<{ left: L; right: R | null }> => {
    const text = keyText(readKey(item, leftKey))
    // A missing key is the same as no other.
    const matches = text === '' ? [] : (found.get(text) ?? [])
    if (matches.length === 0) return options.keepLeft === true ? [{ left: item, right: null }] : []
    return matches.map((match) => ({ left: item, right: match }))
  })
}

/**
 * The items of the first list that the second does not have.
 * @example list.difference([{ id: 1 }, { id: 2 }], [{ id: 2 }], 'id') // [{ id: 1 }]
 */
export function difference<T>(items: readonly T[], others: readonly T[], key?: Key<T>): T[] {
  const known = keysOf(others, key, 'difference')
  return checked(items, 'difference').filter((item) => !known.has(keyOf(item, key)))
}

/**
 * The items of the first list that the second has, too.
 * @example list.intersection([1, 2, 3], [2, 3, 4]) // [2, 3]
 */
export function intersection<T>(items: readonly T[], others: readonly T[], key?: Key<T>): T[] {
  const known = keysOf(others, key, 'intersection')
  return checked(items, 'intersection').filter((item) => known.has(keyOf(item, key)))
}

/**
 * What was added, removed and kept from one state of a list to the next; `kept` are pairs.
 * @example list.changes([{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 3 }], 'id') // { added: [{ id: 3 }], removed: [{ id: 1 }], kept: [{ before: { id: 2 }, after: { id: 2 } }] }
 */
export function changes<T>(
  before: readonly T[],
  after: readonly T[],
  key: Key<T>,
): { added: T[]; removed: T[]; kept: Array<{ before: T; after: T }> } {
  const kept = join(before, after, key, key).flatMap(({ left, right }) => (right === null ? [] : [{ before: left, after: right }]))
  return { added: difference(after, before, key), removed: difference(before, after, key), kept }
}

function keysOf<T>(items: readonly T[], key: Key<T> | undefined, name: string): Set<string> {
  return new Set(checked(items, name).map((item) => keyOf(item, key)))
}

function keyOf<T>(item: T, key: Key<T> | undefined): string {
  return keyText(key === undefined ? item : readKey(item, key))
}

function checked<T>(items: readonly T[], name: string): readonly T[] {
  if (!Array.isArray(items)) throw new TypeError(`list.${name} needs two lists, not ${items === null ? 'null' : `a ${typeof items}`}`)
  return items
}
