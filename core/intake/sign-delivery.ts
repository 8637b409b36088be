import { createHmac } from 'node:crypto'
import type { Verification } from './verify-delivery.ts'

/** The headers that prove a message as its sender would: the other side of `isProven`. */
export function signedHeaders(
  verification: Verification,
  secret: string,
  message: { id: string; body: Buffer; nowMs: number },
): Record<string, string> {
  switch (verification.scheme) {
    case 'none':
      return {}
    case 'token':
      return { [verification.header.toLowerCase()]: `${verification.prefix ?? ''}${secret}` }
    case 'hmac': {
      const mac = createHmac(verification.algorithm ?? 'sha256', secret)
        .update(message.body)
        .digest(verification.encoding)
      return { [verification.header.toLowerCase()]: `${verification.prefix ?? ''}${mac}` }
    }
    case 'standardWebhooks': {
      const timestamp = String(Math.floor(message.nowMs / 1000))
      const key = Buffer.from(secret.startsWith('whsec_') ? secret.slice(6) : secret, 'base64')
      const mac = createHmac('sha256', key).update(`${message.id}.${timestamp}.`).update(message.body).digest('base64')
      return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
    }
    default:
      return verification satisfies never
  }
}
