/**
 * The one redaction list. A log line loses the value of every field whose name says it is a secret, at any depth, and every
 * text that looks like a credential, wherever it stands. Names are compared in lower case without `-` and `_`.
 */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'credentials',
  'fields',
  'passwd',
  'senha',
  'jwt',
  'codeverifier',
  'xsignature',
  'rawbody',
])
const SECRET_ENDINGS = [
  'password',
  'passwordhash',
  'secret',
  'token',
  'apikey',
  'encryptionkey',
  'privatekey',
  'secretkey',
  'credential',
  'cipher',
]

const SECRET_TEXTS = [
  /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g,
  /\b(access_token|refresh_token|client_secret|code|api_?key|token|password)=[^&\s"']+/gi,
  /(\w+:\/\/[^/\s:@]*:)[^/\s@]+@/g,
]

const MAX_DEPTH = 8
const MAX_TEXT_CHARS = 8 * 1024
export const REDACTED = '[redacted]'

export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '')
  return SECRET_NAMES.has(plain) || SECRET_ENDINGS.some((ending) => plain.endsWith(ending))
}

/** A copy of `fields` that may be logged. Errors become type, message, stack and cause; other classes are taken as plain objects. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0)
}

export function redactText(text: string): string {
  let clean = text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}… [cut]` : text
  for (const pattern of SECRET_TEXTS) clean = clean.replace(pattern, (match, kept) => keptPart(match, kept) + REDACTED)
  return clean
}

function keptPart(match: string, kept: unknown): string {
  if (typeof kept !== 'string') return ''
  if (kept.endsWith(':')) return kept
  return kept + (match.includes('=') && !/\s/.test(match) ? '=' : ' ')
}

function redactObject(value: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    copy[name] = member !== undefined && member !== null && isSecretName(name) ? REDACTED : redactValue(member, depth + 1)
  }
  return copy
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value
  if (depth > MAX_DEPTH) return '[too deep]'
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redactValue(item, depth + 1))
  return redactObject(value, depth)
}

/** Only what is known to be harmless: drivers hang queries, parameters and whole requests on their errors. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = { type: error.name, message: redactText(error.message), stack: redactText(error.stack ?? '') }
  if ('code' in error && typeof error.code === 'string') copy['code'] = error.code
  if (error.cause !== undefined) copy['cause'] = redactValue(error.cause, depth + 1)
  return copy
}
