import type { FlowDefinition, Json, WebhookTrigger } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { FlowHooks, HookRequest } from './flow-hook.service.ts'
import { methodsOf } from './hook-path.ts'
import { signedHeaders } from './sign-delivery.ts'

export interface TestEventsDeps {
  hooks: FlowHooks
  clock: Clock
  /** Token of the flow's address. Throws `not_found`. */
  flows: { read(caller: Caller, flowId: string): Promise<{ hookToken: string }> }
}

export interface SentTestEvent {
  /** As a sender would have been answered. */
  status: number
  /** Null when the flow answered by itself, or keeps what comes while it is paused. */
  runId: string | null
}

interface Caller {
  tenantId: string
  userId: string
}

export type TestEvents = ReturnType<typeof createTestEvents>

/** "Send a test event": a message as its sender would send it, signed, through the same door. What it starts is real. */
export function createTestEvents({ hooks, clock, flows }: TestEventsDeps) {
  return {
    /** `body`: absent, that of the trigger's sample. Throws AppError `conflict` when no published flow listens there. */
    async send(caller: Caller, flowId: string, body?: Json): Promise<SentTestEvent> {
      const { hookToken } = await flows.read(caller, flowId)
      const hook = await listening(hookToken)
      const { flow } = hook.target
      const { trigger } = flow.definition
      const message = messageOf(trigger, body, clock.now())
      const proof = { id: message.id, body: message.request.body, nowMs: clock.now() }
      const signed = signedHeaders(trigger.verification, flow.secrets[0] ?? '', proof)
      const answer = await hooks.receive(hook, { ...message.request, headers: { ...message.request.headers, ...signed } })
      return answer.kind === 'accepted' ? { status: 202, runId: answer.runId } : { status: answer.answer.status, runId: null }
    },
  }

  async function listening(token: string) {
    const found = await hooks.addressed(token)
    const flow = found?.target.kind === 'flow' ? found.target.flow : null
    if (found === null || flow === null || !isWebhook(flow.definition)) {
      throw new AppError('conflict', {
        params: { what: 'no published flow listens at this address / nenhum fluxo publicado ouve este endereço' },
      })
    }
    return { ...found, target: { kind: 'flow' as const, flow: { ...flow, definition: flow.definition } } }
  }
}

function isWebhook(definition: FlowDefinition): definition is FlowDefinition & { trigger: WebhookTrigger } {
  return definition.trigger.kind === 'webhook'
}

/** With an id of its own where the trigger looks for one: the same test event sent twice is two messages. */
function messageOf(trigger: WebhookTrigger, asked: Json | undefined, nowMs: number): { id: string; request: HookRequest } {
  const id = newId('evt', nowMs)
  const { dedupe } = trigger
  const sample = trigger.sample
  const sampled = typeof sample === 'object' && sample !== null && !Array.isArray(sample) ? sample['body'] : undefined
  const body = asked ?? sampled ?? { test: true }
  const sent = dedupe?.in === 'body' ? withValueAt(body, dedupe.name, id) : body
  const [method = 'POST'] = methodsOf(trigger)
  return {
    id,
    request: {
      method,
      query: dedupe?.in === 'query' ? new URLSearchParams({ [dedupe.name]: id }).toString() : '',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Tomada/test-event',
        ...(dedupe?.in === 'header' ? { [dedupe.name.toLowerCase()]: id } : {}),
      },
      body: Buffer.from(JSON.stringify(sent)),
    },
  }
}

/** A copy with the value at the pointer, where the way there exists. */
function withValueAt(body: Json, pointer: string, value: string): Json {
  const copy: Json = structuredClone(body)
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = path.pop()
  let at: Json | undefined = copy
  for (const part of path)
    at = typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, part) ? at[part] : undefined
  if (last !== undefined && typeof at === 'object' && at !== null && !Array.isArray(at))
    Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true })
  return copy
}
