import { PermanentError } from '@tomada/sdk'
import { strFromU8, strToU8 } from 'fflate'

/** Windows-1252 where it differs from Latin-1. Source: WHATWG Encoding Standard, index-windows-1252. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

export type Encoding = 'auto' | 'utf-8' | 'windows-1252'

/** Bytes of a file as text. `auto`: UTF-8 unless the bytes are not, then what older Brazilian systems write. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'windows-1252' || (encoding === 'auto' && !isUtf8(bytes))) return fromWindows(bytes)
  if (encoding === 'utf-8' && !isUtf8(bytes)) throw new PermanentError('the file is not UTF-8')
  return strFromU8(bytes)
}

export function encodeText(text: string, withMark: boolean): Uint8Array {
  return strToU8(withMark ? `\ufeff${text}` : text)
}

function fromWindows(bytes: Uint8Array): string {
  const latin = strFromU8(bytes, true)
  return latin.replace(/[\u0080-\u009f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80] ?? character)
}

/** Whether every sequence is one that UTF-8 has (RFC 3629, without looking for surrogates). */
function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0
    const more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : -1
    if (more === -1) return false
    for (let index = 1; index <= more; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return false
    at += more + 1
  }
  return true
}
