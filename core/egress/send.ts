import type { Logger } from 'pino'
import type { Clock } from '../platform/clock.ts'
import { parseAnswerJson } from './answer-json.ts'
import { ACCEPTED_ENCODINGS, readAnswer } from './answer-text.ts'
import { checkHeaders } from './check-headers.ts'
import { checkUrl } from './check-url.ts'
import type { Credential, CredentialSource, OutboundRequest, QuotaRequest, QuotaRule, QuotaSource } from './egress.types.ts'
import type { Endpoints } from './endpoints.ts'
import { exchange, NotStarted, type RawAnswer } from './exchange.ts'
import { type Hop, MAX_REDIRECTS, nextHop, redirectOf } from './hop.ts'
import { withCredential } from './outgoing.ts'
import { Permission } from './permission.ts'
import type { Permit, QuotaGate } from './quota.ts'
import { EgressRefusal } from './refusal.ts'
import { hasSettings, resolveSettings } from './resolve-settings.ts'
import { retryAfterMs } from './retry-after.ts'
import { SendFailure } from './send-failure.ts'
import type { Wire } from './wire.ts'

export interface SendDeps {
  credentials: CredentialSource
  quotas: QuotaSource
  gate: QuotaGate
  endpoints: Endpoints
  wire: Wire
  clock: Clock
  logger: Logger
}

/** What became of one call so far; read when it ends, whichever way it ends. */
export interface Trace {
  /** `maybe` from the moment before the first byte of any hop is written. */
  sent: 'no' | 'maybe'
  waitedMs: number
  /** Every one used: a refresh in between makes two. All are masked; the parts of the last one are named in the record. */
  credentials: Credential[]
  /** Quotas of the last hop. */
  rules: readonly QuotaRule[]
}

export const DEFAULT_TIMEOUT_MS = 30_000
const MAX_TIMEOUT_MS = 120_000
/** security.md 5. */
export const MAX_ANSWER_BYTES = 10_000_000
const MAX_QUOTA_WAIT_MS = 20_000
const LEASE_ROUNDS = 3
const PERMIT_ROUNDS = 3

/** Sends with the connection's credential; when the provider does not accept it, once more with a fresh one. */
export async function sendWithCredential(deps: SendDeps, request: OutboundRequest, trace: Trace): Promise<RawAnswer> {
  const { tenantId, connectionId, method, body, rules } = request
  const headers = checkHeaders(request.headers ?? {})
  // Where the address does not depend on the connection, nothing is asked for a request that may not be sent.
  const fixed = hasSettings(request.url) ? null : checkUrl(request.url, method, rules)
  const hopWith = (credential: Credential | null): Hop => {
    const settings = credential?.settings ?? request.settings ?? {}
    return { url: fixed ?? checkUrl(resolveSettings(request.url, settings), method, rules), method, headers, body, credential }
  }
  if (connectionId === null) return follow(deps, request, hopWith(null), trace)
  if (rules === 'anyPublicHost') throw new EgressRefusal('a credential goes to the hosts that its connector declares, not to any')

  const credential = await credentialFor(deps, request, connectionId, trace)
  const answer = await follow(deps, request, hopWith(credential), trace)
  if (answer.status !== 401 && !(await isOver(credential, answer, request))) return answer
  // A 401 proves that the provider did nothing: what goes wrong from here on leaves the call as good as unsent.
  trace.sent = 'no'
  if (!(await deps.credentials.rejected(tenantId, connectionId, credential.version))) return answer
  return follow(deps, request, hopWith(await credentialFor(deps, request, connectionId, trace)), trace)
}

/** Some providers say with another status, or within a 200, that a session is over. */
async function isOver(credential: Credential, answer: RawAnswer, request: OutboundRequest): Promise<boolean> {
  if (credential.isOver === undefined) return false
  const { text } = await readAnswer(answer.bytes, answer.headers, answerLimit(request))
  return credential.isOver({ status: answer.status, text, json: parseAnswerJson(text, answer.headers['content-type'] ?? '') })
}

async function credentialFor(deps: SendDeps, request: OutboundRequest, connectionId: string, trace: Trace): Promise<Credential> {
  const credential = await deps.credentials.credentialFor(request.tenantId, connectionId, request.plugin, request.isTest)
  if (credential === null) throw needsPerson()
  trace.credentials.push(credential)
  return credential
}

async function follow(deps: SendDeps, request: OutboundRequest, first: Hop, trace: Trace): Promise<RawAnswer> {
  const budget = { leftMs: Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS) }
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const answer = await sendHop(deps, request, hop, trace, budget)
    const location = redirectOf(answer)
    if (location === null) return answer
    if (redirects === MAX_REDIRECTS) throw new EgressRefusal(`the provider redirected more than ${MAX_REDIRECTS} times`)
    hop = nextHop(hop, answer.status, location, request.rules)
  }
}

async function sendHop(deps: SendDeps, request: OutboundRequest, hop: Hop, trace: Trace, budget: { leftMs: number }): Promise<RawAnswer> {
  for (let round = 0; ; round++) {
    try {
      return await sendUnderQuota(deps, request, hop, trace, budget)
    } catch (error) {
      if (!(error instanceof StalePermit)) throw error
      if (round === PERMIT_ROUNDS) throw new SendFailure('quota', 'this process is too busy to keep to the limit', undefined, 1_000)
    }
  }
}

async function sendUnderQuota(
  deps: SendDeps,
  request: OutboundRequest,
  hop: Hop,
  trace: Trace,
  budget: { leftMs: number },
): Promise<RawAnswer> {
  const rules = deps.quotas.quotasFor(quotaRequest(request, hop))
  trace.rules = rules
  const permit = await deps.gate.take(rules, {
    priority: request.priority ?? 'live',
    budgetMs: MAX_QUOTA_WAIT_MS,
    holdMs: budget.leftMs + 5_000,
    tenantId: request.tenantId,
    signal: request.signal,
  })
  trace.waitedMs += permit.waitedMs
  const started = deps.clock.monotonicMs()
  try {
    await requireAccepted(deps, request, hop)
    const answer = await exchangeUnderLease(deps, request, hop, trace, permit, budget.leftMs)
    permit.answered()
    await tellRefusal(deps, request, hop, answer)
    if (answer.status === 429) await deps.gate.slowDown(rules, retryAfterMs(answer.headers['retry-after'], deps.clock.now()))
    return answer
  } finally {
    permit.release()
    budget.leftMs = Math.max(1, budget.leftMs - (deps.clock.monotonicMs() - started))
  }
}

/** Under the permit: whoever stood in line behind the call that was refused does not send the same credential again. */
async function requireAccepted({ credentials }: SendDeps, { tenantId, connectionId, isTest }: OutboundRequest, hop: Hop): Promise<void> {
  if (connectionId === null || hop.credential?.isFinal !== true || isTest === true) return
  const standing = await credentials.standing?.(tenantId, connectionId, hop.credential.version)
  if (standing === 'refused') throw needsPerson()
  // Sent now it might be the wrong sign-in that locks the account: the next try takes the new one.
  if (standing === 'replaced') throw new SendFailure('network', 'the credential was replaced while the call stood in line')
}

/** Before the permit goes to the next one in line. */
async function tellRefusal({ credentials }: SendDeps, request: OutboundRequest, { credential }: Hop, answer: RawAnswer): Promise<void> {
  if (request.connectionId === null || credential?.isFinal !== true) return
  if (answer.status !== 401 && !(await isOver(credential, answer, request))) return
  await credentials.rejected(request.tenantId, request.connectionId, credential.version)
}

function needsPerson(): SendFailure {
  return new SendFailure('reauthorise', 'the connection has to be connected again by a person')
}

function quotaRequest({ plugin, connectionId, tenantId, isRead }: OutboundRequest, { method, url, body, credential }: Hop): QuotaRequest {
  const { settings, appId } = credential ?? {}
  return {
    plugin,
    connectionId,
    tenantId,
    method,
    url: url.href,
    ...(isRead === undefined ? {} : { isRead }),
    ...(body === undefined ? {} : { body }),
    ...(settings === undefined ? {} : { settings }),
    ...(appId === undefined ? {} : { appId }),
  }
}

/** G9: who may not act any more is asked, and asked again when opening the connection took long. */
async function exchangeUnderLease(
  deps: SendDeps,
  request: OutboundRequest,
  hop: Hop,
  trace: Trace,
  permit: Permit,
  timeoutMs: number,
): Promise<RawAnswer> {
  const outgoing = withCredential(hop.url, hop.headers, hop.body, hop.credential)
  const mapped = deps.endpoints.originFor(request.tenantId, outgoing.url)
  const headers = { ...outgoing.headers, 'accept-encoding': ACCEPTED_ENCODINGS, ...(mapped === null ? {} : { host: outgoing.url.host }) }
  const permission = new Permission(deps.clock, request.maySend)
  for (let round = 0; round < LEASE_ROUNDS; round++) {
    if (!(await permission.ask())) throw leaseLost()
    try {
      return await exchange({
        agent: mapped === null ? deps.wire.toPublic : deps.wire.toMapped,
        origin: (mapped ?? outgoing.url).origin,
        method: hop.method,
        path: outgoing.url.pathname + outgoing.url.search,
        headers,
        body: outgoing.body,
        maxBytes: answerLimit(request),
        timeoutMs,
        signal: request.signal,
        mayStart: () => permit.isFresh() && permission.isFresh(),
        onStart: () => {
          trace.sent = 'maybe'
          permit.written()
        },
      })
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error
      if (!permit.isFresh()) throw new StalePermit()
    }
  }
  throw leaseLost()
}

/** Too much time went by between the quota's token and the first byte: nothing was written. */
class StalePermit extends Error {}

export function answerLimit(request: OutboundRequest): number {
  return Math.min(request.maxAnswerBytes ?? MAX_ANSWER_BYTES, MAX_ANSWER_BYTES)
}

function leaseLost(): SendFailure {
  return new SendFailure('lease_lost', 'this process may not act for the run any more')
}
