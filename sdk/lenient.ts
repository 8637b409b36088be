import type { Json } from './flow/definition.ts'

/**
 * Readers for what providers really send: numbers in quotes, fields left out, lists that are null. None of them throws; what
 * cannot be read is null, so one odd field does not fail a whole record.
 */

/** The member at `path`; null when it is not there. Own members only. */
export function at(value: Json | undefined, ...path: Array<string | number>): Json {
  let node: Json | undefined = value
  for (const part of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return null
    node = Array.isArray(node) ? node[Number(part)] : node[part]
  }
  return node ?? null
}

/** Text of a text, number or boolean; null for anything else and for empty text. */
export function textOf(value: Json): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

/** Decimal text with two places at least, of a number or a quoted one: `499` → `499.00`. */
export function decimalOf(value: Json): string | null {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  if (!/^-?[0-9]{1,30}(\.[0-9]{1,30})?$/.test(text)) return null
  const [whole = '0', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

export function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : []
}

/** Digits of a text: documents, postal codes and phones come with and without punctuation. */
export function digitsOf(value: Json): string | null {
  const digits = (textOf(value) ?? '').replace(/[^0-9]/g, '')
  return digits === '' ? null : digits
}

/** Where an integer may lose digits: 17 digits and more, 16 that begin with a 9, an exponent. Also in texts: then only time is lost. */
const MAY_LOSE_DIGITS = /[1-9][0-9]{16}|9[0-9]{15}|[0-9][eE][+]?[0-9]/

/** Whether JSON.parse might round one of its integers. */
export function mayLoseDigits(text: string): boolean {
  return MAY_LOSE_DIGITS.test(text)
}

/** JSON whose integers beyond 2^53 come out as text, digit by digit, instead of rounded. Throws SyntaxError. */
export function parseExact(text: string): Json {
  // A reviver makes parsing some ten times slower; most answers hold no such number.
  if (!mayLoseDigits(text)) return JSON.parse(text)
  return JSON.parse(text, (_key: string, value: Json, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value,
  )
}
