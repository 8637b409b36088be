import { createHmac, timingSafeEqual } from 'node:crypto'

/** How a delivery proves who sent it. Flow webhooks and connectors' webhooks share these. */
export type Verification =
  | { scheme: 'none' }
  | { scheme: 'token'; header: string; prefix?: string }
  | { scheme: 'hmac'; header: string; prefix?: string; encoding: 'hex' | 'base64'; algorithm?: 'sha256' | 'sha512' }
  | { scheme: 'standardWebhooks' }

export interface Proof {
  headers: Readonly<Record<string, string>>
  /** Exactly the bytes that were sent. */
  body: Buffer
  nowMs: number
}

/** Seconds by which a signed timestamp may be off, either way (C26). */
const WINDOW_SECONDS = 300

/** Whether any of the secrets proves the delivery. More than one secret holds while a rotation overlaps. */
export function isProven(verification: Verification, secrets: readonly string[], proof: Proof): boolean {
  return verification.scheme === 'none' || secrets.some((secret) => provesWith(verification, secret, proof))
}

function provesWith(verification: Exclude<Verification, { scheme: 'none' }>, secret: string, proof: Proof): boolean {
  if (secret === '') return false
  switch (verification.scheme) {
    case 'token':
      return equalText(withoutPrefix(headerOf(proof, verification.header), verification.prefix), secret)
    case 'hmac': {
      const given = withoutPrefix(headerOf(proof, verification.header), verification.prefix)
      const expected = createHmac(verification.algorithm ?? 'sha256', secret)
        .update(proof.body)
        .digest(verification.encoding)
      // Hexadecimal is the same in either case; base64 is not.
      return equalText(verification.encoding === 'hex' ? given?.toLowerCase() : given, expected)
    }
    case 'standardWebhooks':
      return provesByStandard(secret, proof)
    default:
      return verification satisfies never
  }
}

/** standardwebhooks.com: `v1,<base64>` of HMAC-SHA256 over `id.timestamp.body`, several apart by blanks. */
function provesByStandard(secret: string, proof: Proof): boolean {
  const id = headerOf(proof, 'webhook-id')
  const timestamp = headerOf(proof, 'webhook-timestamp')
  const signatures = headerOf(proof, 'webhook-signature')
  if (id === undefined || id === '' || timestamp === undefined || signatures === undefined) return false
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(proof.nowMs / 1000 - Number(timestamp)) > WINDOW_SECONDS) return false
  const key = Buffer.from(secret.startsWith('whsec_') ? secret.slice(6) : secret, 'base64')
  if (key.length === 0) return false
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(proof.body).digest('base64')
  return signatures.split(' ').some((each) => equalText(withoutPrefix(each, 'v1,'), expected))
}

function headerOf(proof: Proof, name: string): string | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(proof.headers, lower) ? proof.headers[lower] : undefined
}

/** Undefined when the prefix is not there. */
function withoutPrefix(text: string | undefined, prefix: string | undefined): string | undefined {
  if (text === undefined || prefix === undefined) return text
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}

/** Constant time for any length: both sides are hashed to one length first. */
function equalText(given: string | undefined, expected: string): boolean {
  const a = createHmac('sha256', COMPARE_KEY)
    .update(given ?? '')
    .digest()
  const b = createHmac('sha256', COMPARE_KEY).update(expected).digest()
  return timingSafeEqual(a, b) && given !== undefined
}

const COMPARE_KEY = 'compare'
