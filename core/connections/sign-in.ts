import type { AuthSession, SignIn } from '../../sdk/manifest.gen.ts'
import type { Broker, OutboundResult } from '../egress/egress.types.ts'
import { maskerFor } from '../egress/mask.ts'
import { retryAfterMs } from '../egress/retry-after.ts'
import type { Clock } from '../platform/clock.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { answerMatcher } from './answer-match.ts'
import type { ConnectorAuthSource } from './connections.types.ts'
import { fill } from './credential-parts.ts'
import type { Renewal } from './renewal.types.ts'
import { TOKEN_TIMEOUT_MS, wordsOf } from './token-client.ts'

export interface SessionRequest {
  tenantId: string
  plugin: string
  auth: AuthSession
  fields: Readonly<Record<string, unknown>>
  settings: Readonly<Record<string, string>>
  /** Never part of a message. */
  secrets: readonly string[]
}

interface Deps {
  broker: () => Pick<Broker, 'send'>
  connectors: Pick<ConnectorAuthSource, 'egressRules'>
  clock: Clock
}

/** Answers that are about the moment, not about the credential. A 500 is not among them: some providers reject with it. */
const LATER = new Set([408, 425, 429, 502, 503, 504])
const MAX_TOKEN_CHARS = 16_384
const MAX_MESSAGE_CHARS = 300

/** Signs in by a declared call. An answer without a token is a rejected sign-in, unless it is known to be about something else. */
export async function signIn({ broker, connectors, clock }: Deps, request: SessionRequest): Promise<Renewal> {
  const { auth, fields, tenantId, plugin, settings, secrets } = request
  const { method, url, headers = {}, json, form, token, expires, later = [] } = auth.signIn
  const filled = (templates: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, fill(template, fields)]))
  const result = await broker().send({
    tenantId,
    plugin,
    rules: connectors.egressRules(plugin),
    connectionId: null,
    settings,
    method,
    url,
    headers: { accept: 'application/json', ...headers },
    ...(json !== undefined ? { body: { json: filled(json) } } : form !== undefined ? { body: { form: filled(form) } } : {}),
    timeoutMs: TOKEN_TIMEOUT_MS,
    maxAnswerBytes: 200_000,
    confidential: true,
  })
  if (!result.ok) return { ok: false, fault: 'later', message: result.message, retryAfterMs: result.retryAfterMs ?? null }
  const found = result.status < 400 ? tokenIn(token, result) : null
  if (found !== null)
    return { ok: true, tokens: null, signedIn: { token: found }, expiresInSeconds: secondsOf(expires, result.json, clock.now()) }
  const message = maskerFor(secrets)
    .text(wordsOf(result.json) ?? `HTTP ${result.status}`)
    .slice(0, MAX_MESSAGE_CHARS)
  const isLater = LATER.has(result.status) || answerMatcher(later)(result)
  return {
    ok: false,
    fault: isLater ? 'later' : 'credential',
    message,
    retryAfterMs: retryAfterMs(result.headers['retry-after'], clock.now()),
  }
}

function tokenIn(place: SignIn['token'], answer: Extract<OutboundResult, { ok: true }>): string | null {
  const value = valueIn(place, answer)
  return typeof value === 'string' && value !== '' && value.length <= MAX_TOKEN_CHARS && !/\p{Cc}/u.test(value) ? value : null
}

function valueIn(place: SignIn['token'], { headers, json }: Extract<OutboundResult, { ok: true }>): unknown {
  switch (place.in) {
    case 'body': {
      const value = atPointer(json ?? undefined, place.pointer)
      return typeof value === 'number' ? String(value) : value
    }
    case 'header':
      return headers[place.name.toLowerCase()]
    case 'cookie':
      return cookieIn(headers['set-cookie'] ?? '', place.name)
  }
}

/** Several cookies come joined by `, `; a date among their attributes holds one too, but never `name=`. */
function cookieIn(header: string, name: string): string | null {
  for (const part of header.split(/[,;]\s*/)) if (part.startsWith(`${name}=`)) return part.slice(name.length + 1)
  return null
}

/** Seconds from now that the answer or the manifest gives; null when neither does. */
export function secondsOf(expires: SignIn['expires'], answer: unknown, nowMs: number): number | null {
  const said = expires?.pointer === undefined ? undefined : atPointer(JSON.parse(JSON.stringify(answer ?? null)), expires.pointer)
  const seconds = typeof said === 'string' && /^\d{4}-/.test(said) ? (Date.parse(said) - nowMs) / 1000 : Number(said ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : (expires?.seconds ?? null)
}
