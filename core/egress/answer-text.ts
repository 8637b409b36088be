import { isUtf8 } from 'node:buffer'
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

export interface ReadAnswer {
  text: string
  /** Set when the bytes are no text: then `text` is what a decoder makes of them, for the search for secrets only. */
  binary: Buffer | null
}

/**
 * The answer's text, and its bytes when they are none. Decompresses up to `maxBytes` (a bomb stops there; security.md C16) and decodes the declared charset,
 * UTF-8 when it names none we know. Throws AnswerTooLarge or AnswerUnreadable.
 */
export async function readAnswer(bytes: Buffer, headers: Readonly<Record<string, string>>, maxBytes: number): Promise<ReadAnswer> {
  const plain = await decompress(bytes, headers['content-encoding'] ?? '', maxBytes)
  const contentType = headers['content-type'] ?? ''
  return { text: decoderFor(contentType).decode(plain), binary: isText(plain, contentType) ? null : plain }
}

const TEXT_TYPES =
  /^(text\/|message\/|application\/(json|xml|javascript|ecmascript|x-www-form-urlencoded|graphql|yaml|x-yaml|sql|toml)\b|[\w.+/-]+\+(json|xml|yaml)\b)/i

/** By the declared type; where none is declared, by the bytes. */
function isText(bytes: Buffer, contentType: string): boolean {
  const type = contentType.trim()
  if (type === '') return isUtf8(bytes) && !bytes.includes(0)
  return TEXT_TYPES.test(type) || /charset\s*=/i.test(type)
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
