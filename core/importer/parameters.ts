import type { Json } from '../../sdk/flow/definition.ts'

/** Reading values of unknown shape: whatever is not what was asked for counts as absent. */

/** The value at a path of own keys and list places, or undefined: `read(parameters, 'rules.values.0.outputKey')`. */
export function read(value: Json | undefined, path: string): Json | undefined {
  let at = value
  for (const key of path.split('.')) {
    if (at === undefined || at === null || typeof at !== 'object') return undefined
    if (Array.isArray(at)) at = /^\d+$/.test(key) ? at[Number(key)] : undefined
    else at = Object.hasOwn(at, key) ? at[key] : undefined
  }
  return at
}

export function readText(value: Json | undefined, path: string, otherwise = ''): string {
  const found = read(value, path)
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : otherwise
}

export function readNumber(value: Json | undefined, path: string, otherwise: number): number {
  const found = read(value, path)
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise
}

export function readFlag(value: Json | undefined, path: string, otherwise = false): boolean {
  const found = read(value, path)
  return typeof found === 'boolean' ? found : otherwise
}

export function readList(value: Json | undefined, path: string): Json[] {
  const found = read(value, path)
  return Array.isArray(found) ? found : []
}

/** Names in a text or list: `"a, b"` or `["a", "b"]`. */
export function readNames(value: Json | undefined, path: string): string[] {
  const found = read(value, path)
  const parts =
    typeof found === 'string' ? found.split(',') : Array.isArray(found) ? found.map((part) => (typeof part === 'string' ? part : '')) : []
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** A list or resource that n8n lets people pick: the value, whichever way it was picked. */
export function readPicked(value: Json | undefined, path: string): string {
  return readText(value, `${path}.value`) || readText(value, path)
}

export function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
