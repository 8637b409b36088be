import { defineAction, PermanentError } from '@tomada/sdk'
import { gunzipSync } from 'fflate'
import { fromBase64, toBase64 } from '../base64.ts'

const MAX_BYTES = 20_000_000
/** Header and trailer of a member without content (RFC 1952). */
const MIN_BYTES = 18

/** A gzip file unpacked. Its claimed size is looked at first, and it gets no more room than that. */
export default defineAction<{ contentBase64: string }, { contentBase64: string; sizeBytes: number }>(async (input) => {
  const packed = fromBase64(input.contentBase64)
  if (packed.length < MIN_BYTES || packed[0] !== 0x1f || packed[1] !== 0x8b) throw new PermanentError('the file is not gzip')
  const claimed = new DataView(packed.buffer, packed.byteOffset + packed.length - 4).getUint32(0, true)
  if (claimed > MAX_BYTES) throw new PermanentError('the file is larger than 20 MB when unpacked')
  try {
    const bytes = gunzipSync(packed, { out: new Uint8Array(claimed) })
    return { contentBase64: toBase64(bytes), sizeBytes: bytes.length }
  } catch {
    // fflate tells apart ways of being broken that nobody can act on.
    throw new PermanentError('the gzip file is broken')
  }
})
