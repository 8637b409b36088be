import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { Json, WebhookTrigger } from '../../sdk/flow/definition.ts'
import { webhookEvent } from '../events/webhook-event.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { within } from '../platform/within.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowAnswer, FlowSource, HookFlow } from '../runs/engine.types.ts'
import type { NewDelivery } from '../runs/run-write.types.ts'
import { flowDedupeKey, safeKey, WEEK_SECONDS } from './dedupe-key.ts'
import type { DraftHook, FlowCaptures } from './flow-captures.service.ts'
import { methodsOf, paramsIn } from './hook-path.ts'
import { type FirstCopy, RecentDeliveries } from './recent-deliveries.ts'
import { proofHeaders, storedHeaders } from './stored-headers.ts'
import { storing } from './storing.ts'
import { isProven } from './verify-delivery.ts'

/** A request to a hook, its body read and size-checked. */
export interface HookRequest {
  method: string
  /** Without the question mark. */
  query: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** `answer`: what the flow's respond step says. `accepted`: stored; the run goes on by itself. */
export type HookAnswer = { kind: 'answer'; answer: FlowAnswer } | { kind: 'accepted'; runId: string | null }

export interface FlowHookDeps {
  engine: Pick<Engine, 'accept' | 'answerOf'>
  flows: Pick<FlowSource, 'publishedByToken'>
  captures: Pick<FlowCaptures, 'waitingAt' | 'take'>
  clock: Clock
}

/** How long a caller waits for a respond step (architecture 4, synchronous answers). */
export const ANSWER_WITHIN_MS = 25_000

/** What lives at an address: a published flow, or a draft that somebody waits for an event of. */
export interface FoundHook {
  /** Methods that it takes. */
  methods: readonly string[]
  params: { [name: string]: Json } | null
  target: { kind: 'flow'; flow: HookFlow } | { kind: 'draft'; draft: DraftHook }
}

export interface FlowHooks {
  /** Who is behind a token and the path after it, before the body is read. Throws AppError `not_found`. */
  find(token: string, path: string): Promise<FoundHook>
  /** The published flow behind a token with a path that it takes; null when there is none. */
  addressed(token: string): Promise<FoundHook | null>
  /**
   * Verifies, deduplicates, stores and starts. Throws AppError `bad_signature`, what a bad body gets, or `unavailable` when the
   * delivery could not be stored; then nothing of it was. A draft's event is kept as a sample and starts nothing.
   */
  receive(hook: FoundHook, request: HookRequest): Promise<HookAnswer>
}

export function createFlowHooks(deps: FlowHookDeps): FlowHooks {
  const recent = new RecentDeliveries(deps.clock)
  return {
    async find(token, path) {
      const flow = await deps.flows.publishedByToken(token)
      if (flow?.definition.trigger.kind === 'webhook') {
        const params = paramsIn(flow.definition.trigger, path)
        if (params !== undefined) return { methods: methodsOf(flow.definition.trigger), params, target: { kind: 'flow', flow } }
      }
      const draft = await deps.captures.waitingAt(token)
      const params = draft === null ? undefined : paramsIn(draft.trigger, path)
      if (draft === null || params === undefined) throw new AppError('not_found')
      return { methods: methodsOf(draft.trigger), params, target: { kind: 'draft', draft } }
    },
    async addressed(token) {
      const flow = await deps.flows.publishedByToken(token)
      if (flow?.definition.trigger.kind !== 'webhook') return null
      const { trigger } = flow.definition
      // A test has to say something for each part that is named.
      const path = (trigger.path ?? '').replaceAll(/:([^/]+)/g, '$1')
      return { methods: methodsOf(trigger), params: paramsIn(trigger, path) ?? null, target: { kind: 'flow', flow } }
    },
    async receive({ target, params }, request) {
      if (target.kind === 'draft') {
        const { tenantId, flowId, trigger } = target.draft
        await deps.captures.take(tenantId, flowId, eventOf(trigger, request, params).data)
        return { kind: 'accepted', runId: null }
      }
      const { flow } = target
      const { trigger } = flow.definition
      if (trigger.kind !== 'webhook') throw new AppError('not_found')
      prove(flow, trigger, request, deps.clock.now())
      const event = eventOf(trigger, request, params)
      const key = dedupeKeyOf(trigger, request, event.data)
      const recentKey = key === null ? null : `${flow.tenantId} ${flow.flowId} ${key}`
      const { first } = await recent.once(recentKey, WEEK_SECONDS, () => store({ flow, trigger, request, event, key }, deps))
      if (flow.captureUntil !== undefined && flow.captureUntil > deps.clock.now()) {
        await deps.captures.take(flow.tenantId, flow.flowId, event.data)
      }
      return first.answer === null ? { kind: 'accepted', runId: first.runIds[0] ?? null } : { kind: 'answer', answer: first.answer }
    },
  }
}

interface HookEvent {
  headers: Record<string, string>
  /** What expressions see as `trigger`. */
  data: Json
  /** The stored delivery alone does not say what the path held. */
  hasParams: boolean
}

function eventOf(trigger: WebhookTrigger, request: HookRequest, params: FoundHook['params']): HookEvent {
  const headers = storedHeaders(request.headers, 'header' in trigger.verification ? trigger.verification.header : null)
  const data = webhookEvent({ method: request.method, query: request.query, headers, body: request.body })
  if (params === null || typeof data !== 'object' || data === null || Array.isArray(data)) return { headers, data, hasParams: false }
  return { headers, data: { ...data, params }, hasParams: true }
}

function prove(flow: HookFlow, { verification }: WebhookTrigger, request: HookRequest, nowMs: number): void {
  if (verification.scheme === 'none') return
  const proof = { headers: proofHeaders(request.headers), body: request.body, nowMs }
  if (!isProven(verification, flow.secrets, proof)) throw new AppError('bad_signature')
}

function dedupeKeyOf(trigger: WebhookTrigger, request: HookRequest, data: Json): string | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null
  const key = flowDedupeKey(trigger, { headers: request.headers, query: data['query'] ?? null, body: data['body'] ?? null })
  return key === null ? null : safeKey(key)
}

interface ProvenDelivery {
  flow: HookFlow
  trigger: WebhookTrigger
  request: HookRequest
  event: HookEvent
  key: string | null
}

async function store({ flow, trigger, request, event, key }: ProvenDelivery, deps: FlowHookDeps): Promise<FirstCopy> {
  // Nobody can say when a paused flow answers.
  const waits = trigger.answer === 'flow' && flow.isPaused !== true
  const arrivedAt = deps.clock.monotonicMs()
  const left = () => Math.max(0, ANSWER_WITHIN_MS - (deps.clock.monotonicMs() - arrivedAt))
  const delivery = deliveryOf(flow, request, event.headers, key, deps.clock.now())
  const accepted = await storing(
    deps.engine.accept({
      tenantId: flow.tenantId,
      delivery,
      dedupe: key === null ? null : { scope: `flow:${flow.flowId}`, key, windowSeconds: WEEK_SECONDS },
      starts: [{ flow, trigger: 'webhook', data: event.data, storeData: event.hasParams, isKept: flow.isPaused === true }],
      answerWithinMs: waits ? ANSWER_WITHIN_MS : null,
    }),
  )
  if (accepted.duplicateOf === null) {
    const answer = waits ? (accepted.answered ?? (await within(accepted.answer, left()))) : null
    return { deliveryId: delivery.id, runIds: accepted.runIds, answer }
  }
  const { deliveryId, runId } = accepted.duplicateOf
  const answer = waits && runId !== null ? await deps.engine.answerOf(flow.tenantId, runId, left()) : null
  return { deliveryId, runIds: runId === null ? [] : [runId], answer }
}

function deliveryOf(flow: HookFlow, request: HookRequest, headers: Record<string, string>, key: string | null, now: number): NewDelivery {
  return {
    tenantId: flow.tenantId,
    id: newId('dlv', now),
    receivedAt: now,
    source: `flow:${flow.flowId}`,
    flowId: flow.flowId,
    verdict: 'accepted',
    dedupeKey: key,
    topic: null,
    method: request.method,
    query: request.query,
    headers: JSON.stringify(headers),
    body: storableBody(request.body),
  }
}

/** Text where PostgreSQL can keep it as text, else the bytes. */
export function storableBody(body: Buffer): string | Buffer {
  return isUtf8(body) && !body.includes(0) ? body.toString('utf8') : body
}
