import { timingSafeEqual } from 'node:crypto'
import type { Json } from '../../sdk/flow/definition.ts'
import { bodyOf } from '../events/webhook-event.ts'
import { AppError } from '../platform/errors.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { textOf } from './dedupe-key.ts'
import type { HookRequest } from './flow-hook.service.ts'
import type { PluginWebhook } from './intake.types.ts'
import { proofHeaders } from './stored-headers.ts'

const MAX_ECHO = 1_000

/**
 * What the provider wants to hear back when it asks whether an address is ours; null when the request asks nothing of the kind. `tokens`:
 * the secrets of this address. Throws AppError `bad_signature` when a declared token is none of them.
 */
export async function challengeAnswer(
  { webhook }: PluginWebhook,
  request: HookRequest,
  tokens: () => Promise<readonly string[]>,
): Promise<string | null> {
  const { challenge } = webhook
  if (challenge === undefined || request.method !== challenge.method) return null
  const query = new URLSearchParams(request.query)
  const body = challenge.echo.startsWith('body:') ? bodyOf({ headers: proofHeaders(request.headers), body: request.body }) : null
  const echo = valueAt(challenge.echo, query, body)
  if (echo === null || echo.length > MAX_ECHO) return null
  if (challenge.tokenBy !== undefined) {
    const given = valueAt(challenge.tokenBy, query, body)
    const known = await tokens()
    if (given === null || !known.some((token) => isSame(token, given))) throw new AppError('bad_signature')
  }
  return echo
}

/** `query:<name>` or `body:<pointer>`. */
function valueAt(place: string, query: URLSearchParams, body: Json): string | null {
  const [from = '', ...rest] = place.split(':')
  const name = rest.join(':')
  return from === 'query' ? query.get(name) : textOf(atPointer(body, name))
}

function isSame(one: string, other: string): boolean {
  const left = Buffer.from(one)
  const right = Buffer.from(other)
  return left.length === right.length && timingSafeEqual(left, right)
}
