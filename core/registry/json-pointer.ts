import type { Json } from '../../sdk/flow/definition.ts'

/** The parts of a JSON Pointer (RFC 6901), decoded. `''` is the whole value. */
export function pointerParts(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at `parts`, own members only (security.md C29); undefined when it is not there. */
export function valueAt(value: Json | undefined, parts: readonly string[]): Json | undefined {
  let node = value
  for (const part of parts) {
    if (typeof node !== 'object' || node === null) return undefined
    if (Array.isArray(node)) node = /^(0|[1-9][0-9]{0,8})$/.test(part) ? node[Number(part)] : undefined
    else node = Object.hasOwn(node, part) ? node[part] : undefined
  }
  return node
}

export function atPointer(value: Json | undefined, pointer: string): Json | undefined {
  return valueAt(value, pointerParts(pointer))
}
