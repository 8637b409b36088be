import { sha256 as digest } from './texts-sha256.ts'

/** Encodings and hashes for expressions, as `text.…`. Texts are UTF-8. */

/**
 * @example text.toBase64('São Paulo') // 'U8OjbyBQYXVsbw=='
 * @example text.toBase64('a?>b', { url: true }) // 'YT8-Yg'
 */
export function toBase64(value: unknown, options: { url?: boolean } = {}): string {
  const bytes = utf8Bytes(asText(value))
  return options.url === true ? bytes.toBase64({ alphabet: 'base64url', omitPadding: true }) : bytes.toBase64()
}

/**
 * The text that was encoded, in either alphabet. Throws TypeError when it is no base64 or the bytes are no UTF-8.
 * @example text.fromBase64('U8OjbyBQYXVsbw==') // 'São Paulo'
 */
export function fromBase64(value: unknown): string {
  const text = asText(value).replaceAll('-', '+').replaceAll('_', '/')
  return utf8Text(decoded(() => Uint8Array.fromBase64(text), 'base64'))
}

/**
 * @example text.toHex('Olá') // '4f6cc3a1'
 */
export function toHex(value: unknown): string {
  return utf8Bytes(asText(value)).toHex()
}

/**
 * The text that was encoded. Throws TypeError when it is no hexadecimal or the bytes are no UTF-8.
 * @example text.fromHex('4f6cc3a1') // 'Olá'
 */
export function fromHex(value: unknown): string {
  return utf8Text(decoded(() => Uint8Array.fromHex(asText(value)), 'hexadecimal'))
}

/**
 * The SHA-256 of the text, hexadecimal: for comparing and for keys, not for passwords.
 * @example text.sha256('abc') // 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 */
export function sha256(value: unknown): string {
  return digest(utf8Bytes(asText(value))).toHex()
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

function decoded(decode: () => Uint8Array, what: string): Uint8Array {
  try {
    return decode()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new TypeError(`the text is not ${what}`)
  }
}

/** There is no TextEncoder in the sandbox. A lone surrogate becomes U+FFFD, as it does there. */
function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return Uint8Array.from(bytes)
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f)
}

function utf8Text(bytes: Uint8Array): string {
  try {
    // decodeURIComponent is the one UTF-8 decoder of the language, and a strict one.
    return decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw new TypeError('the bytes are not text in UTF-8')
  }
}
