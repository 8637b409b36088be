import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Json, WebhookTrigger } from '../../sdk/flow/definition.ts'
import type { Dedupe } from '../../sdk/manifest.gen.ts'
import { atPointer } from '../registry/json-pointer.ts'

export const WEEK_SECONDS = 7 * 24 * 60 * 60

/** Printable and short keys stay readable; anything else becomes its hash, so that no byte of it can hurt (C30). */
export function safeKey(key: string): string {
  return /^[\x21-\x7e]{1,120}$/.test(key) ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`
}

/** The sender's id of a message to a flow's own webhook; null when the flow declares none, or the message has none. */
export function flowDedupeKey(trigger: WebhookTrigger, event: { headers: IncomingHttpHeaders; query: Json; body: Json }): string | null {
  const { dedupe, verification } = trigger
  // Standard Webhooks sign their message id: a replay within the window is the same message.
  if (dedupe === undefined) return verification.scheme === 'standardWebhooks' ? headerText(event.headers, 'webhook-id') : null
  switch (dedupe.in) {
    case 'header':
      return headerText(event.headers, dedupe.name.toLowerCase())
    case 'query':
      return textOf(atPointer(event.query, `/${dedupe.name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    case 'body':
      return textOf(atPointer(event.body, dedupe.name.startsWith('/') ? dedupe.name : `/${dedupe.name}`))
    default:
      return dedupe.in satisfies never
  }
}

function headerText(headers: IncomingHttpHeaders, name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return textOf(Array.isArray(value) ? value.join(', ') : value)
}

/** The key of a connector's delivery. Without any of the declared ids the whole body is the key. */
export function pluginDedupe(declared: Dedupe | undefined, body: Json, raw: Buffer): { key: string; windowSeconds: number } | null {
  if (declared === undefined) return null
  if (declared.by === 'pointers') {
    for (const pointer of declared.pointers) {
      const key = textOf(atPointer(body, pointer))
      if (key !== null) return { key: safeKey(key), windowSeconds: Math.max(declared.windowSeconds, WEEK_SECONDS) }
    }
  }
  return { key: `body:${createHash('sha256').update(raw).digest('hex')}`, windowSeconds: declared.windowSeconds }
}

/** Numbers and texts compare by their text; anything else is no id. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' ? String(value) : null
}
