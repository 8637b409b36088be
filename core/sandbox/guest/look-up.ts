import { GuestFault } from './faults.ts'

/**
 * Follows `keys` through own properties only. Throws a GuestFault that names the path where it finds nothing; from key
 * `optionalFrom` on (-1: nowhere) that gives undefined instead.
 */
export function look(root: unknown, label: string, keys: readonly unknown[], optionalFrom: number): unknown {
  let value = root
  for (let i = 0; i < keys.length; i++) {
    if (value === null || value === undefined) {
      if (optionalFrom >= 0 && (i > optionalFrom || i === 0)) return undefined
      throw new GuestFault('expression', `${nameOf(label, keys, i)} is ${String(value)}, so ${nameOf(label, keys, i + 1)} cannot be read`)
    }
    const key = String(keys[i])
    const holder: object = Object(value)
    if (!Object.hasOwn(holder, key)) {
      if (optionalFrom >= 0 && i >= optionalFrom) return undefined
      throw new GuestFault('expression', `${nameOf(label, keys, i + 1)} does not exist${suggestion(holder, key)}`)
    }
    value = Reflect.get(holder, key)
  }
  return value
}

function nameOf(label: string, keys: readonly unknown[], count: number): string {
  return keys
    .slice(0, count)
    .reduce<string>(
      (name, key) => `${name}${/^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${String(key)}` : `[${String(key).slice(0, 40)}]`}`,
      label,
    )
}

/** A key that differs by case or by `_` only is what the author meant. */
function suggestion(holder: object, key: string): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '')
  const close = Object.keys(holder).find((candidate) => plain(candidate) === plain(key))
  return close === undefined ? '' : ` (did you mean ${close.slice(0, 60)}?)`
}

/** JSON values only, so a walk is enough; an own `__proto__` key stays a key (C29). */
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  const made: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const item = copyOf(Reflect.get(value, key))
    if (key === '__proto__') Object.defineProperty(made, key, { value: item, enumerable: true, configurable: true, writable: true })
    else made[key] = item
  }
  return made
}
