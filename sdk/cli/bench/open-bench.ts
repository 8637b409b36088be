import { openActions } from '../../../core/actions/actions.service.ts'
import type { ActionResult } from '../../../core/actions/actions.types.ts'
import { openBroker } from '../../../core/egress/broker.ts'
import type { Broker } from '../../../core/egress/egress.types.ts'
import { openEndpoints } from '../../../core/egress/endpoints.ts'
import { systemClock } from '../../../core/platform/clock.ts'
import { openDatabase } from '../../../core/platform/db.ts'
import { createLogger } from '../../../core/platform/logger.ts'
import { createRegistry } from '../../../core/registry/registry.service.ts'
import type { LoadedPlugin, Registry } from '../../../core/registry/registry.types.ts'
import { runTriggerHandler } from '../../../core/registry/run-trigger-handler.ts'
import { openResourceOperations } from '../../../core/resources/operations/operations.service.ts'
import type { ListPageRequest, ListPageResult, RecordRequest, RecordResult } from '../../../core/resources/operations/operations.types.ts'
import { openWebhookCalls, type WebhookCalls } from '../../../core/resources/operations/webhook-calls.ts'
import { openSandbox } from '../../../core/sandbox/pool.ts'
import type { Sandbox } from '../../../core/sandbox/sandbox.types.ts'
import type { Json } from '../../flow/definition.ts'
import { type BenchAccount, type BenchConnection, benchConnection } from './bench-account.ts'
import { benchVariables } from './bench-settings.ts'

export const BENCH_TENANT = '00000000-0000-4000-8000-00000000000a'
const CONNECTION = 'con_bench'
const REF = { tenantId: BENCH_TENANT, connectionId: CONNECTION }
const FIRST_PAGE = { checkpoint: null, since: null, until: null, limit: 50, parent: null, priority: 'live' as const }

/** One connector's capabilities, run by the host's own code: the sandbox, the broker with its rules, the checks of input and output. */
export interface Bench {
  plugin: LoadedPlugin
  registry: Registry
  broker: Broker
  connection: BenchConnection
  /** `effectKey`: the same for every try of one wish. `now`: what handlers take for it, milliseconds since the epoch. */
  run(action: string, input: Json, more?: { effectKey?: string; timeoutMs?: number; now?: number }): Promise<ActionResult>
  /** What a former try left at the provider, by the declared look-up. */
  lookup(action: string, input: Json, more?: { effectKey?: string }): Promise<ActionResult>
  list(resource: string, more?: Partial<ListPageRequest>): Promise<ListPageResult>
  read(resource: string, key: string, more?: Partial<RecordRequest>): Promise<RecordResult>
  missed(webhook: string, checkpoint: Json, signal?: AbortSignal): ReturnType<WebhookCalls['missed']>
  /** The event's data that a trigger makes of a delivery; null: none. */
  eventOf(trigger: string, delivery: Json): Promise<Json>
  close(): Promise<void>
}

export interface BenchOptions {
  plugin: LoadedPlugin
  account: BenchAccount
  /** Declared origin → where it is called. */
  endpoints: Readonly<Record<string, string>>
  /** An open one; without it the bench has its own. */
  sandbox?: Sandbox
}

export async function openBench({ plugin, account, endpoints, sandbox: given }: BenchOptions): Promise<Bench> {
  const logger = createLogger({ level: 'silent' })
  const sandbox = given ?? (await openSandbox({ clock: systemClock, logger }))
  const registry = createRegistry([plugin], benchVariables(plugin))
  const connection = benchConnection(account)
  // Without quotas nothing is ever asked of it: a bench needs no database, and this one is never connected to.
  const db = openDatabase({ url: 'postgres://127.0.0.1:1/none', poolSize: 1 })
  const parts = { clock: systemClock, logger, endpoints: openEndpoints(endpoints), db }
  const broker = openBroker({ ...parts, credentials: connection.credentials, quotas: { quotasFor: () => [] } })
  const connections = {
    async findForAction(_tenantId: string, id: string) {
      const { id: accountId, appId, settings } = connection.current()
      return id === CONNECTION ? { plugin: plugin.name, accountId, appId, settings } : null
    },
  }
  const deps = { registry, sandbox, broker, clock: systemClock, logger, connections }
  const actions = openActions(deps)
  const operations = openResourceOperations(deps)
  const webhooks = openWebhookCalls(deps)
  const mapDelivery = runTriggerHandler(sandbox, systemClock)
  const request = (action: string, input: Json, effectKey = 'run_bench/step') => ({
    ...REF,
    plugin: plugin.name,
    action,
    input,
    effectKey,
    now: systemClock.now(),
    seed: '00',
  })
  return {
    plugin,
    registry,
    broker,
    connection,
    run: (action, input, { effectKey, timeoutMs, now } = {}) =>
      actions.execute({
        ...request(action, input, effectKey),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(now === undefined ? {} : { now }),
      }),
    lookup: (action, input, { effectKey } = {}) => actions.lookup(request(action, input, effectKey)),
    list: (resource, more) => operations.listPage({ ...FIRST_PAGE, ...REF, plugin: plugin.name, resource, ...more }),
    read: (resource, key, more) => operations.read({ ...REF, plugin: plugin.name, resource, key, priority: 'live', ...more }),
    missed: (webhook, checkpoint, signal) =>
      webhooks.missed(
        { ...REF, plugin: plugin.name, webhook, ...(signal === undefined ? {} : { signal }) },
        { since: 0, checkpoint, limit: 100 },
      ),
    async eventOf(trigger, delivery) {
      const tier = plugin.triggers.get(trigger)?.tier
      if (tier === undefined) throw new Error(`there is no trigger ${trigger}`)
      if (tier.kind === 'mapping') return tier.mapping.apply(delivery)?.data ?? null
      return mapDelivery(plugin, tier.entry, delivery, 'job')
    },
    async close() {
      await broker.close()
      if (given === undefined) await sandbox.close()
      await db.close()
    },
  }
}

/** Every origin that the connector may call, all at one place. Wildcards cannot be sent elsewhere. */
export function allOriginsAt(plugin: LoadedPlugin, url: string): Record<string, string> {
  const declared = plugin.manifest.permissions.egress.flatMap(({ host, scheme = 'https', port }) =>
    host.includes('*') ? [] : [`${scheme}://${host}${port === undefined ? '' : `:${port}`}`],
  )
  const origins = [...declared, ...Object.values(benchVariables(plugin))]
  return Object.fromEntries(origins.map((origin) => [origin, url]))
}
