import type { Json } from '../../sdk/flow/definition.ts'
import type { Broker, CallRecord, EgressRules, OutboundRequest, OutboundResult } from '../egress/egress.types.ts'
import type { MailFailureCode, MailOperation, MailResult } from '../egress/mail/mail.types.ts'
import { Permission } from '../egress/permission.ts'
import type { Clock } from '../platform/clock.ts'
import type { ActionFailure } from './actions.types.ts'
import type { Classifier, ProviderAnswer } from './answer-failure.ts'

/** What every call of one execution shares. */
export interface SessionOptions {
  broker: Broker
  clock: Clock
  plugin: string
  rules: EgressRules
  classify: Classifier
  tenantId: string
  /** Null: the calls carry no credential. */
  connectionId: string | null
  /** Whether the capability only reads: then no call of it has an effect, whatever its method. */
  isRead: boolean
  signal: AbortSignal
  /** Backfills stand behind live calls in the line for the provider's quota; `live` unless said. */
  priority?: 'live' | 'backfill'
  maySend?: () => Promise<boolean>
  /** A person tests the connection. */
  isTest?: boolean
}

export type SessionAnswer = { ok: true; answer: ProviderAnswer } | { ok: false; failure: ActionFailure; sent: 'no' | 'maybe' }

/**
 * The calls of one execution of one action: sends them, classifies their answers by the manifest, keeps their records, and knows
 * whether anything may have happened at the provider by now.
 */
export class CallSession {
  readonly calls: CallRecord[] = []
  readonly failures: ActionFailure[] = []
  readonly #options: SessionOptions
  #underWay = 0
  #writesUnderWay = 0
  #effect: 'no' | 'maybe' = 'no'

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** `maybe` from the moment a writing call leaves until its answer proves that nothing was done. */
  get effect(): 'no' | 'maybe' {
    return this.#effect === 'maybe' || this.#writesUnderWay > 0 ? 'maybe' : 'no'
  }

  get isIdle(): boolean {
    return this.#underWay === 0
  }

  async send({
    reads,
    ...request
  }: Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body' | 'timeoutMs' | 'maxAnswerBytes' | 'keepBinary'> & {
    /** The call only reads, whatever its method and whatever the capability does. */
    reads?: boolean
  }): Promise<SessionAnswer> {
    const isRead = this.#options.isRead || reads === true
    const isWrite = !isRead && request.method !== 'GET' && request.method !== 'HEAD'
    this.#underWay++
    if (isWrite) this.#writesUnderWay++
    try {
      const { broker, plugin, rules, tenantId, connectionId, signal, maySend, priority = 'live' } = this.#options
      const result = await broker.send({
        ...request,
        plugin,
        rules,
        tenantId,
        connectionId,
        signal,
        priority,
        isRead: !isWrite,
        ...(this.#options.isTest === true ? { isTest: true } : {}),
        ...(maySend === undefined ? {} : { maySend }),
      })
      this.calls.push(result.call)
      return this.#judged(result, isRead, isWrite)
    } finally {
      this.#underWay--
      if (isWrite) this.#writesUnderWay--
    }
  }

  /** One dialogue with the connection's mail server. */
  async mail(operation: MailOperation, effectKey: string): Promise<{ ok: true; output: Json } | { ok: false; failure: ActionFailure }> {
    const isWrite = operation.kind === 'send'
    const { broker, plugin, tenantId, connectionId, signal, maySend } = this.#options
    if (connectionId === null) throw new Error('mail needs a connection')
    this.#underWay++
    if (isWrite) this.#writesUnderWay++
    try {
      const request = { tenantId, plugin, connectionId, operation, effectKey, signal }
      const result = await broker.mail({ ...request, ...(maySend === undefined ? {} : { maySend }) })
      this.calls.push(result.call)
      if (isWrite && (result.ok || result.sent === 'maybe')) this.#effect = 'maybe'
      if (result.ok) return { ok: true, output: result.output }
      const failure = brokerFailure(result, !isWrite)
      this.failures.push(failure)
      return { ok: false, failure }
    } finally {
      this.#underWay--
      if (isWrite) this.#writesUnderWay--
    }
  }

  /** What the connector's driver does in its session: no request of the broker, and counted like one. */
  async native(
    work: () => Promise<{ ok: true; output: Json } | { ok: false; failure: ActionFailure }>,
  ): Promise<{ ok: true; output: Json } | { ok: false; failure: ActionFailure }> {
    const { isRead, clock, maySend } = this.#options
    if (!(await new Permission(clock, maySend).askFresh())) {
      const message = 'this process may not act for the run any more'
      return { ok: false, failure: { code: 'lease_lost', message, class: 'retry', effect: 'no' } }
    }
    this.#underWay++
    if (!isRead) this.#writesUnderWay++
    try {
      const result = await work()
      if (!isRead && (result.ok || result.failure.effect === 'maybe')) this.#effect = 'maybe'
      if (!result.ok) this.failures.push(result.failure)
      return result
    } finally {
      this.#underWay--
      if (!isRead) this.#writesUnderWay--
    }
  }

  #judged(result: OutboundResult, isRead: boolean, isWrite: boolean): SessionAnswer {
    if (!result.ok) {
      if (isWrite && result.sent === 'maybe') this.#effect = 'maybe'
      return this.#failed(brokerFailure(result, isRead), result.sent)
    }
    const verdict = this.#options.classify(result, this.#options.clock.now())
    if (verdict === null || verdict === 'empty') {
      if (isWrite) this.#effect = 'maybe'
      return { ok: true, answer: verdict === 'empty' ? { ...result, json: null, text: 'null' } : result }
    }
    if (isWrite && verdict.effect === 'maybe') this.#effect = 'maybe'
    return this.#failed({ ...verdict, effect: isWrite ? verdict.effect : 'no' }, 'maybe')
  }

  #failed(failure: ActionFailure, sent: 'no' | 'maybe'): SessionAnswer {
    this.failures.push(failure)
    return { ok: false, failure, sent }
  }
}

type BrokerFailure = Extract<OutboundResult | MailResult, { ok: false }>

const CLASS_OF: Record<BrokerFailure['code'] | MailFailureCode, ActionFailure['class']> = {
  egress_refused: 'permanent',
  timeout: 'retry',
  network: 'retry',
  too_large: 'permanent',
  reauthorise: 'reauthorise',
  quota: 'rateLimited',
  lease_lost: 'retry',
  mail_refused: 'permanent',
  mail_later: 'retry',
}

function brokerFailure(result: BrokerFailure, isRead: boolean): ActionFailure {
  return {
    code: result.code === 'quota' ? 'rate_limited' : result.code,
    message: result.message,
    class: CLASS_OF[result.code],
    effect: isRead ? 'no' : result.sent,
    ...(result.code === 'quota' ? { isOurLimit: true } : {}),
    ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
  }
}
