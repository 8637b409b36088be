import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { AppError } from '../platform/errors.ts'

export interface BodyLimits {
  /** Cap in bytes, as sent and again after decompression. */
  maxBytes: number
}

export const DEFAULT_BODY_BYTES = 1024 * 1024

/** How long and how much of a refused body is still taken, so that the client gets to read why it was refused. */
const DRAIN_MS = 2000
const DRAIN_BYTES = 64 * 1024 * 1024

const DECODERS: ReadonlyMap<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map([
  ['gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['x-gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['deflate', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)],
  ['br', promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)],
])

/**
 * The request's body as bytes, decompressed. Throws AppError `body_too_large` (as sent or unpacked),
 * `unsupported_media_type` for an unknown encoding, `bad_request` when the client went away or the packing is broken.
 * Time is capped by the server (`createHttpServer`). Signatures are checked over what this returns.
 */
export async function readRawBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const bytes = await readBytes(request, limits.maxBytes)
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return bytes
  return unpack(bytes, encoding.trim().toLowerCase(), limits.maxBytes)
}

/** Whether the request announces a body at all (RFC 9112 6). */
export function hasBody(request: IncomingMessage): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true
  const length = request.headers['content-length']
  return length !== undefined && length !== '0'
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const announced = Number(request.headers['content-length'] ?? 0)
    if (announced > maxBytes) {
      drain(request, () => reject(tooLarge(maxBytes)))
      return
    }
    const chunks: Buffer[] = []
    let received = 0
    const onData = (chunk: Buffer) => {
      received += chunk.length
      if (received > maxBytes) {
        settle()
        drain(request, () => reject(tooLarge(maxBytes)))
      } else chunks.push(chunk)
    }
    const onEnd = () => {
      settle()
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, received))
    }
    const onGone = () => {
      settle()
      reject(new AppError('bad_request'))
    }
    const settle = () => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone)
    }
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone)
    if (request.destroyed) onGone()
  })
}

/** Reads on without keeping anything: closing while the client still sends would reset its connection before our answer. */
function drain(request: IncomingMessage, done: () => void): void {
  let drained = 0
  const finish = () => {
    clearTimeout(timer)
    request.off('data', onData).off('end', finish).off('close', finish).off('error', finish)
    request.on('error', ignoreAfterRefusal)
    request.resume()
    done()
  }
  const onData = (chunk: Buffer) => {
    drained += chunk.length
    if (drained > DRAIN_BYTES) finish()
  }
  const timer = setTimeout(finish, DRAIN_MS)
  request.on('data', onData).on('end', finish).on('close', finish).on('error', finish)
  if (request.destroyed) finish()
}

/** The request is already refused; that its sender then hangs up is expected and changes nothing. */
function ignoreAfterRefusal(): void {}

async function unpack(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const decode = DECODERS.get(encoding)
  if (decode === undefined) throw new AppError('unsupported_media_type')
  try {
    return await decode(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new AppError('bad_request', { cause: error })
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('body_too_large', { params: { max: maxBytes } })
}
