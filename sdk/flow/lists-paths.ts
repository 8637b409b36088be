/** A field of an item: its name, a path (`"customer.city"`), or a function of the item. */
export type Key<T> = string | ((item: T) => unknown)

/** The value at a dotted path, own properties only; undefined when there is none. */
export function readPath(value: unknown, path: string): unknown {
  let at = value
  for (const key of path.split('.')) {
    if (at === null || at === undefined || !Object.hasOwn(Object(at), key)) return undefined
    at = Reflect.get(Object(at), key)
  }
  return at
}

export function readKey<T>(item: T, key: Key<T>): unknown {
  if (typeof key === 'function') return key(item)
  if (typeof key !== 'string') throw new TypeError('a key is the name of a field, or a function')
  return readPath(item, key)
}

/**
 * What two keys are compared by: `5` and `"5"` are the same, since providers write ids in both ways; null and a missing field are the
 * empty text. Throws TypeError for objects and lists.
 */
export function keyText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`a key must be a text, a number or true/false, not ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`)
  }
  return String(value)
}
