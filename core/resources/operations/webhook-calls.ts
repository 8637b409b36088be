import type { Json } from '../../../sdk/flow/definition.ts'
import { parseExact } from '../../../sdk/lenient.ts'
import type { ActionFailure } from '../../actions/actions.types.ts'
import {
  type CapabilityConnections,
  createExecutor,
  type Executed,
  type Execution,
  type ExecutorDeps,
  type Worked,
} from '../../actions/execution.ts'
import { runHandler } from '../../actions/run-entry.ts'
import { runTier } from '../../actions/run-tier.ts'
import { toIso } from '../../platform/clock.ts'
import { atPointer } from '../../registry/json-pointer.ts'
import type { ListTier, LoadedPlugin, Registry, WebhookEntries } from '../../registry/registry.types.ts'
import { readInstant } from './instants.ts'
import { askPage } from './list-template-page.ts'

/** A webhook of the connector of one connection. */
export interface WebhookRef {
  tenantId: string
  connectionId: string
  plugin: string
  webhook: string
  signal?: AbortSignal
}

export interface Subscribed {
  id: string
  /** Milliseconds since the epoch; null: it does not expire. */
  expiresAt: number | null
}

export interface MissedDeliveries {
  deliveries: Json[]
  checkpoint: Json
  done: boolean
}

/** What a connector does at its provider about its webhooks. Made by `openWebhookCalls()`. Never throws for provider faults. */
export interface WebhookCalls {
  /** `id`: what the last call gave, null at first. Declared to be idempotent. */
  subscribe(ref: WebhookRef, input: { address: string; topics: readonly string[]; id: string | null }): Promise<Executed<Subscribed>>
  /** A subscription that is gone already (class `notFound`) is a success. */
  unsubscribe(ref: WebhookRef, input: { address: string; id: string }): Promise<Executed<null>>
  /** One page of what did not arrive since then (milliseconds since the epoch); again with its checkpoint until `done`. */
  missed(ref: WebhookRef, input: { since: number; checkpoint: Json; limit: number }): Promise<Executed<MissedDeliveries>>
}

export interface WebhookCallsDeps extends ExecutorDeps {
  registry: Pick<Registry, 'egressRules' | 'plugin' | 'webhookEntries'>
  connections: CapabilityConnections
}

const TIMEOUT_MS = 60_000

export function openWebhookCalls(deps: WebhookCallsDeps): WebhookCalls {
  const executor = createExecutor(deps)
  return {
    subscribe: (ref, input) =>
      run(ref, false, (execution, { subscribe }) => {
        const { address, topics, id } = input
        return subscribe === null
          ? nothingDeclared('subscribe')
          : asSubscribed(call(execution, ref, subscribe, { address, topics: [...topics], id }))
      }),
    unsubscribe: (ref, { address, id }) =>
      run(ref, false, async (execution, { unsubscribe }) => {
        if (unsubscribe === null) return nothingDeclared('unsubscribe')
        const result = await call(execution, ref, unsubscribe, { address, id })
        return result.ok || result.failure.class === 'notFound' ? { ok: true, output: null } : result
      }),
    missed: (ref, input) =>
      run(ref, true, (execution, { missed }) => (missed === null ? nothingDeclared('missed') : missedPage(execution, ref, missed, input))),
  }

  async function run<T>(
    ref: WebhookRef,
    isRead: boolean,
    work: (execution: Execution, entries: WebhookEntries) => Promise<Worked<T>> | Worked<T>,
  ): Promise<Executed<T>> {
    const plugin = deps.registry.plugin(ref.plugin)
    const entries = deps.registry.webhookEntries(ref.plugin, ref.webhook)
    const connection = await deps.connections.findForAction(ref.tenantId, ref.connectionId)
    if (plugin === null || entries === null) return refused('webhook_missing', `The connector ${ref.plugin} has no webhook ${ref.webhook}`)
    if (connection?.plugin !== ref.plugin) return refused('connection_missing', 'The connection is not there any more')
    return executor({ ...request(ref, plugin), connection, isRead, now: deps.clock.now() }, async (execution) => work(execution, entries))
  }
}

function request({ tenantId, connectionId, webhook, signal }: WebhookRef, plugin: LoadedPlugin) {
  const fixed = { capability: webhook, priority: 'live' as const, timeoutMs: TIMEOUT_MS, seed: '00' }
  return { ...fixed, tenantId, connectionId, plugin, ...(signal === undefined ? {} : { signal }) }
}

function call(
  execution: Execution,
  { webhook }: WebhookRef,
  tier: NonNullable<WebhookEntries['subscribe']>,
  input: Json,
): Promise<Worked<Json>> {
  return runTier(execution, tier, { input, context: { webhook } })
}

async function asSubscribed(calling: Promise<Worked<Json>>): Promise<Worked<Subscribed>> {
  const result = await calling
  if (!result.ok) return result
  const id = atPointer(result.output, '/id')
  if (typeof id !== 'string' && typeof id !== 'number') return { ok: false, failure: unreadable('subscribe gives {id, expiresAt?}') }
  return { ok: true, output: { id: String(id), expiresAt: readInstant(atPointer(result.output, '/expiresAt')) } }
}

async function missedPage(
  execution: Execution,
  ref: WebhookRef,
  tier: ListTier,
  { since, checkpoint, limit }: { since: number; checkpoint: Json; limit: number },
): Promise<Worked<MissedDeliveries>> {
  if (tier.kind === 'template') {
    const page = await askPage(tier.template, execution, { since: toIso(since), until: null, parent: null, checkpoint, limit })
    if (!page.ok) return page
    const { texts, done } = page.output
    return { ok: true, output: { deliveries: texts.map((text) => parseExact(text)), checkpoint: page.output.checkpoint, done } }
  }
  const result = await runHandler(execution, { entry: tier.entry, input: { since, checkpoint, limit }, context: { webhook: ref.webhook } })
  if (!result.ok) return result
  const deliveries = atPointer(result.output, '/deliveries')
  if (!Array.isArray(deliveries)) return { ok: false, failure: unreadable('missed gives {deliveries}') }
  const next = atPointer(result.output, '/checkpoint') ?? null
  return { ok: true, output: { deliveries, checkpoint: next, done: next === null || atPointer(result.output, '/done') === true } }
}

function nothingDeclared(entry: string): { ok: false; failure: ActionFailure } {
  return { ok: false, failure: { code: 'not_declared', message: `The webhook declares no ${entry}`, class: 'permanent', effect: 'no' } }
}

function unreadable(message: string): ActionFailure {
  return { code: 'invalid_output', message, class: 'permanent', effect: 'maybe' }
}

function refused(code: string, message: string): Executed<never> {
  return { ok: false, failure: { code, message, class: 'permanent', effect: 'no' }, calls: [], logs: [], effect: 'no' }
}
