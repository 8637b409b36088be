export interface JsonLimits {
  depth: number
  keys: number
}

export const JSON_LIMITS: JsonLimits = { depth: 100, keys: 20_000 }

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c
const COMMA = 0x2c
/** Characters; a double holds any number of 308 digits. */
const LONG_NUMBER = 300

export interface JsonShape {
  /** Deeper, or with more keys, than the limits allow. */
  exceeds: boolean
  /** A number may be larger than a double holds: one has an exponent, or is very long. */
  mayOverflow: boolean
}

/**
 * What can be told of JSON text in one pass over the bytes before JSON.parse is given them (security.md C27): a megabyte of `[`
 * or `{"a":1,…` costs the parser far more than this scan. Says nothing about whether the text is valid JSON. It takes about
 * half as long as JSON.parse.
 */
export function jsonShape(bytes: Buffer, limits: JsonLimits = JSON_LIMITS): JsonShape {
  let depth = 0
  let keys = 0
  let mayOverflow = false
  /** Where what is no text, bracket, comma or colon began: a number, a word or space. */
  let since = 0
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case QUOTE:
        i = endOfText(bytes, i + 1)
        since = i
        break
      case 0x45: // E
      case 0x65: // e
        // The letter is also in true and false, after others.
        mayOverflow ||= isDigit(bytes[i - 1])
        break
      case COMMA:
        mayOverflow ||= i - since >= LONG_NUMBER
        since = i
        break
      case 0x5b: // [
      case 0x7b: // {
        depth++
        if (depth > limits.depth) return { exceeds: true, mayOverflow }
        since = i
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth--
        mayOverflow ||= i - since >= LONG_NUMBER
        since = i
        break
      case COLON:
        keys++
        if (keys > limits.keys) return { exceeds: true, mayOverflow }
        since = i
        break
    }
  }
  return { exceeds: false, mayOverflow: mayOverflow || bytes.length - since >= LONG_NUMBER }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** Index of the quote that closes the text beginning at `from`; past the end when none does (JSON.parse will say so). */
function endOfText(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === QUOTE) return at
    at += byte === BACKSLASH ? 2 : 1
  }
  return bytes.length
}
