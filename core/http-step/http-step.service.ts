import type { HttpStep, Json } from '../../sdk/flow/definition.ts'
import type { ErrorRule } from '../../sdk/manifest.gen.ts'
import type { ActionFacts, ActionFailure, ActionResult, Repeatable } from '../actions/actions.types.ts'
import { answerClassifier } from '../actions/answer-failure.ts'
import { CallSession } from '../actions/call-session.ts'
import { startDeadline } from '../actions/deadline.ts'
import { declaresHost } from '../egress/check-url.ts'
import type { Broker, EgressRules } from '../egress/egress.types.ts'
import type { Clock } from '../platform/clock.ts'
import { toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { Registry } from '../registry/registry.types.ts'
import { isTooLarge, outputOf } from './answer-output.ts'
import { type BuiltRequest, buildRequest, HttpInputError } from './build-request.ts'
import { collectPages, type PagesResult } from './collect-pages.ts'
import type { HttpStepPerformer, HttpStepRequest } from './http-step.types.ts'
import { type OwnLinks, useOwnLink } from './own-links.ts'

export interface HttpStepDeps {
  broker: Broker
  registry: Pick<Registry, 'egressRules'>
  connections: { findForAction(tenantId: string, connectionId: string): Promise<{ plugin: string } | null> }
  clock: Clock
  logger: Pick<Logger, 'error'>
  /** Absent: every address is outside. */
  ownLinks?: OwnLinks
}

const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_RETRY = { attempts: 5, backoffMs: 1_000, maxBackoffMs: 300_000 }
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])
/** No connector can have this name: its calls have nobody's quotas and nobody's credential. */
const NO_CONNECTOR = 'core:http'

const wait = { header: 'retry-after' }
/** A server may say when to come back with any of these, not only with 429. */
const PASSING: ErrorRule[] = [
  { when: { status: ['408', '425'] }, class: 'retry', effect: 'no', wait },
  { when: { status: ['5xx'] }, class: 'retry', wait },
]
const withConnection = answerClassifier(PASSING)
/** Nobody can connect again what is no connection. */
const withoutConnection = answerClassifier([{ when: { status: ['401'] }, class: 'permanent' }, ...PASSING])

/** Where the request may go and whose credential it carries. */
interface Target {
  plugin: string
  rules: EgressRules
  connectionId: string | null
}

export function createHttpStep(deps: HttpStepDeps): HttpStepPerformer {
  return {
    facts: factsOf,
    async execute(request) {
      try {
        const built = buildRequest(request.step, request.input, request.effectKey)
        const token = request.step.method === 'POST' ? (deps.ownLinks?.tokenOf(built.url) ?? null) : null
        if (deps.ownLinks !== undefined && token !== null) return await useOwnLink(deps.ownLinks, deps.clock, token, built)
        const target = await targetOf(deps, request, built.url)
        return await send(deps, request, built, target)
      } catch (error) {
        if (error instanceof RefusedStep) return refused(error.failure)
        if (error instanceof HttpInputError) return refused({ ...permanent('invalid_input', error.message), at: error.at })
        deps.logger.error({ err: toError(error) }, 'http step broke')
        return refused({ ...permanent('internal', 'Something failed on our side'), class: 'retry' })
      }
    },
  }
}

function factsOf(step: HttpStep): ActionFacts {
  return {
    plugin: 'http',
    action: step.method,
    version: '1',
    effect: effectOf(step.method),
    repeatable: repeatableOf(step),
    timeoutMs: step.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    defaultRetry: DEFAULT_RETRY,
  }
}

function effectOf(method: HttpStep['method']): ActionFacts['effect'] {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return 'read'
    case 'POST':
      return 'create'
    case 'PUT':
    case 'PATCH':
      return 'update'
    case 'DELETE':
      return 'delete'
  }
}

function repeatableOf({ method, repeatable }: HttpStep): Repeatable {
  if (typeof repeatable === 'object') return { mode: 'idempotencyKey' }
  return { mode: repeatable === 'natural' || READS.has(method) ? 'natural' : 'never' }
}

/** Throws RefusedStep. */
async function targetOf({ connections, registry }: HttpStepDeps, { tenantId, step }: HttpStepRequest, url: string): Promise<Target> {
  if (step.paging !== undefined && !READS.has(step.method) && !(step.method === 'POST' && step.repeatable === 'natural'))
    throw new RefusedStep(permanent('invalid_input', 'Only reading can be paged: GET, or POST marked as harmless to repeat'))
  if (step.connectionId === undefined) return { plugin: NO_CONNECTOR, rules: 'anyPublicHost', connectionId: null }
  const connection = await connections.findForAction(tenantId, step.connectionId)
  if (connection === null) throw new RefusedStep(permanent('connection_missing', 'The connection of this step is not there any more'))
  const { plugin } = connection
  const rules = registry.egressRules(plugin)
  const host = URL.parse(url)?.hostname ?? ''
  // The broker would refuse it too; here the author is told what to do about it.
  if (host !== '' && !declaresHost(rules, host)) {
    const message = `The connection's credential is not sent to ${host}: the connector ${plugin} does not declare that host`
    throw new RefusedStep(permanent('host_not_declared', message))
  }
  return { plugin, rules, connectionId: step.connectionId }
}

async function send(deps: HttpStepDeps, request: HttpStepRequest, built: BuiltRequest, target: Target): Promise<ActionResult> {
  const { step, tenantId, maySend } = request
  const timeoutMs = request.timeoutMs ?? step.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const deadline = startDeadline(timeoutMs, request.signal)
  const session = new CallSession({
    broker: deps.broker,
    clock: deps.clock,
    ...target,
    classify: target.connectionId === null ? withoutConnection : withConnection,
    tenantId,
    isRead: READS.has(step.method),
    signal: deadline.signal,
    ...(maySend === undefined ? {} : { maySend }),
  })
  const logs: string[] = []
  const result = await sendAll({ step, built, session, timeoutMs, logs })
    .catch((error: unknown): PagesResult => {
      deps.logger.error({ err: toError(error) }, 'http step broke')
      return { ok: false, failure: { code: 'internal', message: 'Something failed on our side', class: 'retry', effect: session.effect } }
    })
    .finally(() => deadline.end())
  const { calls, effect } = session
  if (result.ok) return { ok: true, output: result.output, calls, logs }
  if (!deadline.hasPassed()) return { ok: false, failure: result.failure, calls, logs }
  const message = `The step took longer than ${Math.round(timeoutMs / 1000)} s`
  return { ok: false, failure: { code: 'timeout', message, class: 'retry', effect }, calls, logs }
}

interface Sending {
  step: HttpStep
  built: BuiltRequest
  session: CallSession
  timeoutMs: number
  logs: string[]
}

async function sendAll({ step, built, session, timeoutMs, logs }: Sending): Promise<PagesResult> {
  if (step.paging !== undefined) {
    const { paging } = step
    return collectPages({
      paging,
      url: built.url,
      send: (url) => session.send({ ...built, url, timeoutMs }),
      effect: () => session.effect,
      log: (line) => void logs.push(line),
    })
  }
  const sent = await session.send({ ...built, timeoutMs, keepBinary: true })
  if (!sent.ok) return { ok: false, failure: sent.failure }
  const output: Json = outputOf(sent.answer)
  if (!isTooLarge(output)) return { ok: true, output }
  const message = 'The answer is larger than the 4 MB that a step may hand on'
  return { ok: false, failure: { code: 'output_too_large', message, class: 'permanent', effect: session.effect } }
}

/** Found out before anything was sent. */
class RefusedStep extends Error {
  readonly failure: ActionFailure
  constructor(failure: ActionFailure) {
    super(failure.message)
    this.name = 'RefusedStep'
    this.failure = failure
  }
}

function permanent(code: string, message: string): ActionFailure {
  return { code, message, class: 'permanent', effect: 'no' }
}

function refused(failure: ActionFailure): ActionResult {
  return { ok: false, failure, calls: [], logs: [] }
}
