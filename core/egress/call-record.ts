import { type Clock, toIso } from '../platform/clock.ts'
import type { CallRecord, Credential, OutboundRequest } from './egress.types.ts'
import { MASK, type Masker } from './mask.ts'
import { bodyText } from './outgoing.ts'

/** The inspector shows this much of a body; the journal keeps the whole answer as the step's output anyway. */
const MAX_BODY_CHARS = 16_384
const MAX_VALUE_CHARS = 4_096
const SENSITIVE = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'api-key', 'x-auth-token'])

export interface CallFacts {
  masker: Masker
  credential: Credential | null
  waitedMs: number
  answer: { status: number; headers: Readonly<Record<string, string>>; text: string } | null
  error: string | null
}

/** Starts the record of a call; the returned function ends it. What the answer holds must be masked already. */
export function startRecord(clock: Clock, request: OutboundRequest): (facts: CallFacts) => CallRecord {
  const startedAt = toIso(clock.now())
  const started = clock.monotonicMs()
  return ({ masker, credential, waitedMs, answer, error }) => {
    const shown = request.confidential !== true
    return {
      startedAt,
      durationMs: Math.round(clock.monotonicMs() - started),
      waitedMs: Math.round(waitedMs),
      method: request.method,
      url: cut(masker.text(shown ? request.url : withoutQuery(request.url)), MAX_VALUE_CHARS),
      requestHeaders: shown ? sentHeaders(request, credential, masker) : {},
      requestBody: shown ? cutBody(bodyText(request.body), masker) : null,
      status: answer?.status ?? null,
      answerHeaders: shown && answer !== null ? cutValues(answer.headers) : {},
      answerBody: shown && answer !== null ? cut(answer.text, MAX_BODY_CHARS) : null,
      error: error === null ? null : masker.text(error),
    }
  }
}

/** Header values as a guest and a record may see them. */
export function visibleHeaders(headers: Readonly<Record<string, string>>, masker: Masker): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [masker.text(name), SENSITIVE.has(name.toLowerCase()) ? MASK : masker.text(value)]),
  )
}

/** The caller's own headers, the manifest's fixed ones, and that a credential was added, but not which. */
function sentHeaders(request: OutboundRequest, credential: Credential | null, masker: Masker): Record<string, string> {
  const headers = cutValues(visibleHeaders(request.headers ?? {}, masker))
  for (const { in: place, name, value, isPublic } of credential?.inject ?? []) {
    if (place !== 'header') continue
    const header = name.toLowerCase()
    headers[header] = isPublic === true ? (cutValues(visibleHeaders({ [header]: value }, masker))[header] ?? MASK) : MASK
  }
  return headers
}

function cutValues(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, cut(value, MAX_VALUE_CHARS)]))
}

function cutBody(body: string | null, masker: Masker): string | null {
  return body === null ? null : cut(masker.text(body), MAX_BODY_CHARS)
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars
    ? text
    : `${text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '')}… [${text.length - maxChars} more characters]`
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
