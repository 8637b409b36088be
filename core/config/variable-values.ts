import { createHash } from 'node:crypto'
import { isIP } from 'node:net'

/** Readers of single variables. Each returns the value or throws a RangeError that says what is wanted, never the value. */

export interface EncryptionKey {
  /** Eight hex characters that tell keys apart in stored ciphertexts; nothing about the key follows from them. */
  id: string
  /** 32 bytes. */
  key: Buffer
}

/** 32 characters of text, or the base64 of 32 bytes. */
export function readEncryptionKey(text: string): EncryptionKey {
  const key = keyBytes(text.trim())
  return { id: createHash('sha256').update('tomada key id').update(key).digest('hex').slice(0, 8), key }
}

function keyBytes(text: string): Buffer {
  if (Buffer.byteLength(text) === 32) return Buffer.from(text)
  const decoded = Buffer.from(text, 'base64')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text) && decoded.length === 32) return decoded
  throw new RangeError(`must be exactly 32 characters, or 32 bytes in base64 (it has ${text.length} characters)`)
}

export function readList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `https://host[:port]` without path, query or user. Returns it in its normal form. */
export function readOrigin(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new RangeError('must be an http or https address')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    throw new RangeError('must be scheme, host and port only')
  }
  return url.origin
}

export function isLoopback(origin: string): boolean {
  const host = new URL(origin).hostname
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

/** An address or a network in CIDR form. */
export function readNetwork(text: string): string {
  const [address = '', prefix, more] = text.split('/')
  const family = isIP(address)
  const bits = prefix === undefined ? 0 : Number(prefix)
  if (family === 0 || more !== undefined || !Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) {
    throw new RangeError('must hold addresses or networks such as 10.0.0.0/8')
  }
  return text
}

/** Bytes, from `5242880`, `512KB` or `5MB`. */
export function readSizeBytes(text: string): number {
  const found = /^([1-9][0-9]{0,12})\s*(B|KB|MB|GB)?$/i.exec(text.trim())
  if (found === null) throw new RangeError('must be a number of bytes, or a number with KB or MB')
  const unit = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[found[2]?.toLowerCase() ?? 'b'] ?? 1
  return Number(found[1]) * unit
}

/** The same within bounds, both allowed. */
export function readSizeWithin(text: string, least: string, most: string): number {
  const bytes = readSizeBytes(text)
  if (bytes < readSizeBytes(least) || bytes > readSizeBytes(most)) throw new RangeError(`must be from ${least} to ${most}`)
  return bytes
}

/** `host:port` in lower case. Throws RangeError. */
export function readHostPort(text: string): string {
  const found = /^([a-z0-9.-]{1,253}):([0-9]{1,5})$/.exec(text.toLowerCase())
  if (found === null || Number(found[2]) > 65_535) throw new RangeError(`${text} is not host:port`)
  return found[0]
}

/** JSON object from declared origin to the origin that is called instead. */
export function readProviderEndpoints(text: string): Record<string, string> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new RangeError('must be a JSON object from origin to origin', { cause })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new RangeError('must be a JSON object from origin to origin')
  return Object.fromEntries(
    Object.entries(parsed).map(([from, to]: [string, unknown]) => {
      if (typeof to !== 'string') throw new RangeError('must be a JSON object from origin to origin')
      return [readEndpoint(from), readEndpoint(to)]
    }),
  )
}

/** An origin of HTTP, or `smtp://host:port` and `imap://host:port` of a mail server, with `+plain` where it has no TLS. */
function readEndpoint(text: string): string {
  return /^(smtp|imap)(\+plain)?:\/\/[a-z0-9.-]+:[0-9]{1,5}$/.test(text) ? text : readOrigin(text)
}

/** A PostgreSQL URL with a host and a database name. */
export function readDatabaseUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new RangeError('must look like postgres://user:password@host:5432/database')
  if (url.hostname === '') throw new RangeError('names no host')
  if (url.pathname.length < 2) throw new RangeError('names no database after the host, as in postgres://user:password@host:5432/database')
  return text
}
