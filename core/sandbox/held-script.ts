import type { CompiledFlow } from './sandbox.types.ts'

/** Where a script's own part begins: before it stands the runtime that scripts of one program version share. */
const OWN_PART = '(function ($libraries)'
/** As many runtimes as versions of the program that published flows come from. */
const MAX_HEADS = 50

const heads: string[] = []

/**
 * A script to be kept in memory. Nine tenths of it are the runtime, which thousands of flows share: that part is held once. The
 * whole text is put together where it is asked for, which costs nothing before somebody reads it.
 */
export function heldScript({ script, hash }: CompiledFlow): CompiledFlow {
  const at = script.indexOf(OWN_PART)
  if (at <= 0) return { script, hash }
  const head = headOf(script, at)
  if (head === null) return { script, hash }
  const own = copyOf(script.slice(at))
  return {
    hash,
    get script() {
      return head + own
    },
  }
}

function headOf(script: string, length: number): string | null {
  const known = heads.find((head) => head.length === length && script.startsWith(head))
  if (known !== undefined) return known
  if (heads.length === MAX_HEADS) return null
  const head = copyOf(script.slice(0, length))
  heads.push(head)
  return head
}

/** A slice is a view that keeps the whole text alive. A text that is no well-formed Unicode stays one. */
function copyOf(slice: string): string {
  const copy = Buffer.from(slice, 'utf8').toString('utf8')
  return copy === slice ? copy : slice
}
