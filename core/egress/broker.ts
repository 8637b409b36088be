import type { Logger } from 'pino'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { parseAnswerJson } from './answer-json.ts'
import { AnswerTooLarge, AnswerUnreadable, readAnswer } from './answer-text.ts'
import { type CallFacts, startRecord, visibleHeaders } from './call-record.ts'
import { type Dialer, systemDialer } from './dialer.ts'
import type {
  Broker,
  CallRecord,
  CredentialSource,
  JudgedAnswer,
  OutboundRequest,
  OutboundResult,
  QuotaRule,
  QuotaSource,
} from './egress.types.ts'
import { type Endpoints, type EndpointTable, openEndpoints } from './endpoints.ts'
import type { RawAnswer } from './exchange.ts'
import { workMail } from './mail/work-mail.ts'
import { type Masker, maskerOf } from './mask.ts'
import { openQuotaGate } from './quota.ts'
import { openRecentReads, type RecentReads } from './recent-reads.ts'
import { EgressRefusal } from './refusal.ts'
import { answerLimit, type SendDeps, sendWithCredential, type Trace } from './send.ts'
import { SendFailure } from './send-failure.ts'
import { openWire } from './wire.ts'

export interface BrokerOptions {
  credentials: CredentialSource
  quotas: QuotaSource
  clock: Clock
  logger: Logger
  /** PROVIDER_ENDPOINTS, or what `openEndpoints` made of it, when others need to look or to add as well. */
  endpoints: EndpointTable | Endpoints
  dialer?: Dialer
  db: Pick<Database, 'app' | 'forTenant'>
  /** `host:port` of mail servers with a private address that workspaces may use; none unless the operator named them. */
  privateMailHosts?: readonly string[]
}

/**
 * The only way out of the product (security.md C14 to C17). A call that cannot be made, or whose answer cannot be used, is a
 * result and not an exception; what the caller sees of it is masked and is exactly what is recorded.
 */
export function openBroker(options: BrokerOptions): Broker {
  const { credentials, quotas, clock, logger, db } = options
  const dialer = options.dialer ?? systemDialer
  const wire = openWire(dialer)
  const gate = openQuotaGate({ db: db.app, clock, logger })
  const endpoints = isOpen(options.endpoints) ? options.endpoints : openEndpoints(options.endpoints)
  const deps: SendDeps = { credentials, quotas, gate, endpoints, wire, clock, logger }
  const privateHosts = new Set(options.privateMailHosts)
  const reads = openRecentReads({ db, quotas, clock, logger })
  return {
    send: (request) => around(reads, deps, request),
    mail: (request) => workMail({ dialer, endpoints, privateHosts, credentials, quotas, gate, clock, logger }, request),
    async close() {
      await wire.close()
      await gate.close()
    },
  }
}

function isOpen(endpoints: EndpointTable | Endpoints): endpoints is Endpoints {
  return typeof endpoints['originFor'] === 'function'
}

/** What the look for a recent answer cannot do is a result too. */
async function around(reads: RecentReads, deps: SendDeps, request: OutboundRequest): Promise<OutboundResult> {
  const end = startRecord(deps.clock, request)
  try {
    return await reads.around(request, () => send(deps, request))
  } catch (error) {
    return failed(asFailure(error), { sent: 'no', waitedMs: 0, credentials: [], rules: [] }, end)
  }
}

type EndRecord = (facts: CallFacts) => CallRecord

async function send(deps: SendDeps, request: OutboundRequest): Promise<OutboundResult> {
  const end = startRecord(deps.clock, request)
  const trace: Trace = { sent: 'no', waitedMs: 0, credentials: [], rules: [] }
  try {
    const answer = await sendWithCredential(deps, request, trace)
    const result = await succeeded(request, answer, trace, end)
    if (result.ok) await tellBreakers(deps, request, result, trace.rules)
    return result
  } catch (error) {
    const failure = asFailure(error)
    const isSilent = failure.code === 'network' || (failure.code === 'timeout' && request.signal?.aborted !== true)
    if (isSilent) await deps.gate.judged(trace.rules, request.tenantId, 'silent')
    const cause = failure.cause instanceof Error ? { causeName: failure.cause.name, causeCode: codeOf(failure.cause) } : {}
    // Not the error itself: a parser's error holds bytes of the answer.
    deps.logger.info(
      {
        tenantId: request.tenantId,
        plugin: request.plugin,
        connectionId: request.connectionId,
        code: failure.code,
        sent: trace.sent,
        ...cause,
      },
      'outbound call failed',
    )
    return failed(failure, trace, end)
  }
}

/** The provider counts faults, and may say itself that it takes no more calls: then nothing is sent until it does again. */
async function tellBreakers(deps: SendDeps, { plugin, tenantId }: OutboundRequest, answer: JudgedAnswer, rules: readonly QuotaRule[]) {
  const { quotas, gate, clock } = deps
  const breakers = rules.filter((rule) => rule.breaker !== undefined)
  if (breakers.length === 0) return
  for (const rule of breakers) {
    if (rule.breaker?.openOn?.some((range) => isIn(range, answer.status)) !== true) continue
    await gate.slowDown([rule], quotas.pauseMsOf?.(plugin, answer, clock.now()) ?? rule.breaker.pauseSeconds * 1000)
  }
  const isFaulty = quotas.isFaulty?.(plugin, answer) ?? answer.status >= 400
  await gate.judged(rules, tenantId, isFaulty ? 'faulty' : 'good')
}

function isIn(range: string, status: number): boolean {
  return range.endsWith('xx') ? Math.floor(status / 100) === Number(range.charAt(0)) : status === Number(range)
}

async function succeeded(request: OutboundRequest, answer: RawAnswer, trace: Trace, end: EndRecord): Promise<OutboundResult> {
  const masker = maskerOf(trace.credentials)
  // Only the host's own code asks confidentially: it is after the token or cookie that others may not see.
  const headers = request.confidential === true ? answer.headers : visibleHeaders(answer.headers, masker)
  const visible = { status: answer.status, headers }
  const read = await readAnswer(answer.bytes, answer.headers, answerLimit(request))
  const source = masker.text(read.text)
  const ended = (text: string) =>
    end({
      masker,
      credential: trace.credentials.at(-1) ?? null,
      waitedMs: trace.waitedMs,
      answer: { ...visible, text },
      error: null,
    })
  if (request.keepBinary === true && read.binary !== null) {
    // A file that holds a secret of ours is spoiled rather than handed on.
    const bytes = source === read.text ? read.binary : Buffer.from(source, 'utf8')
    return { ok: true, ...visible, text: '', json: null, base64: bytes.toString('base64'), call: ended(`[${bytes.length} bytes]`) }
  }
  const { json, text } = readJson(source, answer.headers['content-type'] ?? '', masker)
  return { ok: true, ...visible, text, json, call: ended(text) }
}

/** An escape (`\u0041PP_USR…`) hides a secret from the look at the text; then the masked value is written anew. */
function readJson(source: string, contentType: string, masker: Masker) {
  const parsed = parseAnswerJson(source, contentType)
  if (parsed === null || !source.includes('\\')) return { json: parsed, text: source }
  const { value, changed } = masker.json(parsed)
  return { json: value, text: changed ? JSON.stringify(value) : source }
}

function failed(failure: SendFailure, trace: Trace, end: EndRecord): OutboundResult {
  const masker = maskerOf(trace.credentials)
  const message = masker.text(failure.message)
  const call = end({ masker, credential: trace.credentials.at(-1) ?? null, waitedMs: trace.waitedMs, answer: null, error: message })
  const retry = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }
  return { ok: false, code: failure.code, message, sent: trace.sent, ...retry, call }
}

function asFailure(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error
  if (error instanceof EgressRefusal) return new SendFailure('egress_refused', error.message)
  if (error instanceof AnswerTooLarge) return new SendFailure('too_large', error.message)
  if (error instanceof AnswerUnreadable) return new SendFailure('network', error.message, error.cause)
  return new SendFailure('network', 'the call could not be made', error)
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
