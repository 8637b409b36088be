import type { Json } from './definition.ts'

/** RFC 6902, the three operations that a keyed value needs. Arrays are replaced whole: no patch ever holds an index. */
export type Patch = { op: 'add'; path: string; value: Json } | { op: 'replace'; path: string; value: Json } | { op: 'remove'; path: string }

type JsonObject = { [key: string]: Json }

/**
 * Parts of a flow that are there only while they hold something. They come and go with their first and last member: no patch takes or
 * gives one whole, so that undoing my first note leaves the ones that somebody else wrote meanwhile.
 */
const PASSING_PARTS: ReadonlySet<string> = new Set(['/notes', '/groups'])

/** Whether a patch may reach into what is not there. */
export function isPassingPart(pointer: string): boolean {
  return PASSING_PARTS.has(pointer)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** RFC 6901: `~` and `/` in a key. */
export function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

export function keysOf(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}

/**
 * The patches that turn `before` into `after`, and nothing else. Parts that are the same object cost nothing,
 * so values built with structural sharing are compared in the size of the change.
 */
export function diff(before: Json, after: Json, path = ''): Patch[] {
  if (before === after) return []
  if (!isObject(before) || !isObject(after)) return sameJson(before, after) ? [] : [{ op: 'replace', path, value: after }]
  const patches: Patch[] = []
  for (const [key, old] of Object.entries(before)) {
    const at = `${path}/${escapeKey(key)}`
    if (Object.hasOwn(after, key)) continue
    if (isPassingPart(at)) patches.push(...diff(old, {}, at))
    else patches.push({ op: 'remove', path: at })
  }
  for (const [key, value] of Object.entries(after)) {
    const at = `${path}/${escapeKey(key)}`
    const old = Object.hasOwn(before, key) ? before[key] : isPassingPart(at) ? {} : undefined
    if (old === undefined) patches.push({ op: 'add', path: at, value })
    else patches.push(...diff(old, value, at))
  }
  return patches
}

/** A patch whose target is gone; undo skips such an entry and says so. */
export class PatchTargetGone extends Error {
  readonly path: string

  constructor(path: string) {
    super(`Nothing at ${path} to change.`)
    this.name = 'PatchTargetGone'
    this.path = path
  }
}

function applyAt(value: Json, keys: readonly string[], patch: Patch, path = ''): Json {
  const [key, ...rest] = keys
  if (key === undefined) {
    if (patch.op === 'remove') throw new PatchTargetGone(patch.path)
    return patch.value
  }
  if (!isObject(value)) throw new PatchTargetGone(patch.path)
  const at = `${path}/${escapeKey(key)}`
  const exists = Object.hasOwn(value, key)
  if (rest.length === 0) {
    if (patch.op !== 'add' && !exists) throw new PatchTargetGone(patch.path)
    if (patch.op === 'remove') return withoutKey(value, key)
    return withKey(value, key, patch.value)
  }
  const child = exists ? value[key] : isPassingPart(at) ? {} : undefined
  if (child === undefined) throw new PatchTargetGone(patch.path)
  const changed = applyAt(child, rest, patch, at)
  return isPassingPart(at) && sameJson(changed, {}) ? withoutKey(value, key) : withKey(value, key, changed)
}

// defineProperty and not assignment: a key named `__proto__` is a key like any other.
function withKey(value: JsonObject, key: string, child: Json): JsonObject {
  const copy = { ...value }
  Object.defineProperty(copy, key, { value: child, enumerable: true, configurable: true, writable: true })
  return copy
}

function withoutKey(value: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
}

/** Applies in order; the argument is not touched. Throws PatchTargetGone and changes nothing when a target is missing. */
export function applyPatches(value: Json, patches: readonly Patch[]): Json {
  return patches.reduce((current, patch) => applyAt(current, keysOf(patch.path), patch), value)
}

/** True when one of the two patches reaches into what the other changes. */
export function overlaps(a: Patch, b: Patch): boolean {
  return a.path === b.path || a.path.startsWith(`${b.path}/`) || b.path.startsWith(`${a.path}/`)
}
