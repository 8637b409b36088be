import { promisify } from 'node:util'
import zlib from 'node:zlib'

const unzippers = {
  gzip: promisify(zlib.gunzip),
  'x-gzip': promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  br: promisify(zlib.brotliDecompress),
} as const

/** What the broker asks for, and so what it can read. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br'

/** The decompressed answer is larger than allowed. */
export class AnswerTooLarge extends Error {}
/** The answer's compression is broken, or not one we asked for. */
export class AnswerUnreadable extends Error {}

/**
 * The answer's text. Decompresses up to `maxBytes` (a bomb stops there; security.md C16) and decodes the declared charset,
 * UTF-8 when it names none we know. Throws AnswerTooLarge or AnswerUnreadable.
 */
export async function readAnswerText(bytes: Buffer, headers: Readonly<Record<string, string>>, maxBytes: number): Promise<string> {
  const plain = await decompress(bytes, headers['content-encoding'] ?? '', maxBytes)
  return decoderFor(headers['content-type'] ?? '').decode(plain)
}

async function decompress(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity' || bytes.length === 0) return bytes
  if (!isKnown(name)) throw new AnswerUnreadable('the answer uses a compression that was not asked for')
  try {
    return await unzippers[name](bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw new AnswerTooLarge(`the decompressed answer is larger than ${maxBytes} bytes`)
    throw new AnswerUnreadable('the compressed answer is broken', { cause: error })
  }
}

function isKnown(name: string): name is keyof typeof unzippers {
  return Object.hasOwn(unzippers, name)
}

function decoderFor(contentType: string): TextDecoder {
  const label = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder() // A charset nobody knows: the reading that loses least.
  }
}
