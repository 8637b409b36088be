export type Encoding = 'utf-8' | 'windows-1252'

/** UTF-8 unless the bytes are not: then what older Brazilian systems write. */
export function guessEncoding(bytes: Buffer): Encoding {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252' // Not UTF-8: every byte has a meaning there.
  }
}

export function decodeText(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes)
}
