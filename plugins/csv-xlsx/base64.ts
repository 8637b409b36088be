import { PermanentError } from '@tomada/sdk'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Map([...ALPHABET].map((character, index) => [character.charCodeAt(0), index]))

/** The sandbox has no atob. Throws PermanentError for what is not base64. */
export function fromBase64(text: string): Uint8Array {
  const length = text.replace(/=+$/, '').length
  const bytes = new Uint8Array(Math.floor((length * 3) / 4))
  let buffer = 0
  let bits = 0
  let at = 0
  for (let index = 0; index < length; index++) {
    const value = VALUES.get(text.charCodeAt(index))
    if (value === undefined) throw new PermanentError('the content is not base64')
    buffer = ((buffer << 6) | value) & 0xffffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at] = (buffer >> bits) & 0xff
    at += 1
  }
  return bytes
}

const CHUNK = 3 * 4_096

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += CHUNK) parts.push(encodeChunk(bytes.subarray(start, start + CHUNK)))
  return parts.join('')
}

function encodeChunk(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b, c] = bytes.subarray(index, index + 3)
    const value = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    text += ALPHABET.charAt(value >> 18) + ALPHABET.charAt((value >> 12) & 63)
    text += b === undefined ? '=' : ALPHABET.charAt((value >> 6) & 63)
    text += c === undefined ? '=' : ALPHABET.charAt(value & 63)
  }
  return text
}
