export interface JsonLimits {
  depth: number
  keys: number
}

export const JSON_LIMITS: JsonLimits = { depth: 100, keys: 20_000 }

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c

/**
 * Whether JSON text nests deeper or holds more keys than `limits`, found in one pass over the bytes before
 * JSON.parse is given them (security.md C27): a megabyte of `[` or `{"a":1,…` costs the parser far more than this scan.
 * Says nothing about whether the text is valid JSON. It takes about half as long as JSON.parse.
 */
export function exceedsJsonLimits(bytes: Buffer, limits: JsonLimits = JSON_LIMITS): boolean {
  let depth = 0
  let keys = 0
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case QUOTE:
        i = endOfText(bytes, i + 1)
        break
      case 0x5b: // [
      case 0x7b: // {
        depth++
        if (depth > limits.depth) return true
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth--
        break
      case COLON:
        keys++
        if (keys > limits.keys) return true
        break
    }
  }
  return false
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
