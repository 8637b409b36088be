import { GuestFault } from './faults.ts'

/** Bytes of one step's output (security.md 5), unless the operator says otherwise. */
export const MAX_OUTPUT_BYTES = 4 * 1024 * 1024
let maxOutputBytes = MAX_OUTPUT_BYTES

/** From here on in this context. */
export function limitOutput(bytes: number): void {
  maxOutputBytes = bytes
}

/** Deeper than any accepted input can be once wrapped. */
export const MAX_OUTPUT_DEPTH = 128

const stringify = JSON.stringify

/**
 * A value as JSON text: the only way out of the guest (C08). `undefined` is null. Throws GuestFault when it is circular or holds
 * a BigInt, is larger than the limit, or is deeper than 128 levels.
 */
export function toJsonText(value: unknown): string {
  const text = stringified(value)
  if (text.length > maxOutputBytes / 3 && utf8Length(text) > maxOutputBytes) {
    throw new GuestFault('output_too_large', `the output is larger than ${Math.floor(maxOutputBytes / 1024 / 1024)} MB`)
  }
  if (depthOf(text) > MAX_OUTPUT_DEPTH)
    throw new GuestFault('output_too_large', `the output is nested deeper than ${MAX_OUTPUT_DEPTH} levels`)
  return text
}

function stringified(value: unknown): string {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return 'null'
  try {
    return stringify(value) ?? 'null'
  } catch (error) {
    if (error instanceof RangeError) throw new GuestFault('output_too_large', 'the output is too large to be written as JSON')
    if (error instanceof TypeError && /circular|BigInt/.test(error.message)) {
      throw new GuestFault(
        'output',
        error.message.includes('BigInt') ? 'the output holds a BigInt, which JSON does not know' : 'the output refers to itself',
      )
    }
    throw error
  }
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A surrogate pair is 4 bytes for 2 units, so each half adds one.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

/** Levels of a JSON text, counted without parsing it. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 34) i = endOfString(text, i)
    else if (unit === 91 || unit === 123) {
      if (++depth > deepest) deepest = depth
    } else if (unit === 93 || unit === 125) depth--
  }
  return deepest
}

function endOfString(text: string, from: number): number {
  for (let i = from + 1; ; i++) {
    i = text.indexOf('"', i)
    if (i < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(i - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return i
  }
}
