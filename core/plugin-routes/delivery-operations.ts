import type { Json } from '../../sdk/flow/definition.ts'
import type { Settings } from '../connections/settings.ts'
import type { JsonSchema } from '../http/route.ts'
import deliverySchemas from '../intake/deliveries.schema.json' with { type: 'json' }
import type { DeliveriesService } from '../intake/deliveries.service.ts'
import type { HookRoute } from '../intake/intake.types.ts'
import type { TakenIn } from '../intake/plugin-hook.service.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { Registry } from '../registry/registry.types.ts'
import type { SyncService } from '../sync/sync.types.ts'
import { type AccountSource, CONNECTION_PARAM, requireAccount } from './accounts.ts'
import type { Operation } from './operation.types.ts'

export interface DeliveryOperationDeps {
  deliveries: Pick<DeliveriesService, 'list' | 'figures' | 'unmapped'>
  sync: Pick<SyncService, 'hints' | 'hintStats'>
  clock: Clock
  registry: Pick<Registry, 'webhookEntries'>
  connections: AccountSource
  /** Settings of a connection with what holds where it says nothing. */
  settingsOf(tenantId: string, connectionId: string): Promise<Settings>
  takeIn(webhook: { plugin: string; name: string }, body: Json, route: HookRoute): Promise<TakenIn>
}

const DAYS: JsonSchema = { type: 'integer', minimum: 1, maximum: 90 }
const WEEK = 7
const PAGE = 50
const LIMIT: JsonSchema = { type: 'integer', minimum: 1, maximum: 200 }

export function deliveryOperation(plugin: string, name: string, deps: DeliveryOperationDeps): Operation | null {
  switch (name) {
    case 'list':
      return listOperation(plugin, deps)
    case 'stats':
      return statsOperation(plugin, deps)
    case 'receive':
      return receiveOperation(plugin, deps)
    case 'pending':
      return pendingOperation(plugin, deps)
    default:
      return null
  }
}

function listOperation(plugin: string, { deliveries }: DeliveryOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'What the connector received, newest first',
    params: { cursor: { type: 'string', maxLength: 40 }, limit: LIMIT },
    response: schemaFrom(deliverySchemas, 'DeliveryList'),
    async run({ caller, input }) {
      const { cursor, limit } = input
      const page = { ...(typeof cursor === 'string' ? { before: cursor } : {}), ...(typeof limit === 'number' ? { limit } : {}) }
      return { body: await deliveries.list(caller, { plugin, ...page }) }
    },
  }
}

/** Deliveries by topic, and what became of the records that they said to read again. */
/**
 * A message that a signed-in system hands in for its own account, as if the provider had delivered it: stored once, and whatever listens
 * to that webhook starts. The manifest fixes `webhook`.
 */
function receiveOperation(plugin: string, deps: DeliveryOperationDeps): Operation {
  return {
    role: 'operator',
    summary: 'Takes in a message: stored, and the flows that listen to it start',
    params: { connectionId: CONNECTION_PARAM, webhook: { type: 'string', maxLength: 63 } },
    required: ['webhook'],
    body: { type: 'object', properties: {}, additionalProperties: true },
    response: RECEIVED,
    rateLimit: { quota: 600, windowSeconds: 60 },
    async run(request) {
      const { tenantId } = request.caller
      const account = await requireAccount(deps.connections, plugin, request)
      if (account.statusReason === 'deactivated') throw new AppError('switched_off')
      const name = String(request.input['webhook'])
      const { body } = request.given
      const bodies = deps.registry.webhookEntries(plugin, name)?.bodies ?? []
      const settings = await deps.settingsOf(tenantId, account.id)
      const accepted = bodies.find(({ when }) => when === null || settings[when.setting] === when.equals)
      accepted?.schema.validator.parse(body, request.locale)
      const { deliveryId, runIds, isCopy } = await deps.takeIn({ plugin, name }, body, { tenantId, connectionId: account.id })
      return { body: { deliveryId, runIds: [...runIds], isCopy } }
    },
  }
}

function statsOperation(plugin: string, { deliveries, sync }: DeliveryOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'Deliveries by topic and state, copies, and the time from delivery to stored record',
    params: { days: DAYS },
    response: STATS,
    async run({ caller, input }) {
      const { days = WEEK } = input
      const within = typeof days === 'number' ? days : WEEK
      const [received, records] = await Promise.all([
        deliveries.figures(caller, plugin, within),
        sync.hintStats(caller.tenantId, { days: within }, [plugin]),
      ])
      const names = [...new Set([...received, ...records.topics].map((each) => each.topic))]
      const topics = names.map((topic) => {
        const { received: count = 0, duplicates = 0, unmatched = 0, quarantined = 0 } = received.find((each) => each.topic === topic) ?? {}
        const { pending = 0, done = 0, failed = 0 } = records.topics.find((each) => each.topic === topic) ?? {}
        return { topic, received: count, duplicates, unmatched, quarantined, pending, processed: done, failed }
      })
      const total = (of: Exclude<keyof (typeof topics)[number], 'topic'>) => topics.reduce((sum, each) => sum + each[of], 0)
      const states = Object.fromEntries(COUNTS.map((name) => [name, total(name)]))
      return { body: { days: within, ...states, joined: records.joined, topics, lagSeconds: records.lagSeconds } }
    },
  }
}

/** Everything that is not through yet: records to be read again, and deliveries of which no events were made. */
function pendingOperation(plugin: string, { deliveries, sync, clock }: DeliveryOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'Deliveries that are not processed yet, with their age and how to try again',
    params: { cursor: { type: 'string', maxLength: 40 }, limit: LIMIT },
    response: PENDING,
    async run({ caller, input }) {
      const limit = typeof input['limit'] === 'number' ? input['limit'] : PAGE
      const { cursor } = input
      const { tenantId } = caller
      const page = { status: 'open' as const, limit, ...(typeof cursor === 'string' ? { cursor } : {}) }
      const [open, failed, unmapped] = await Promise.all([
        sync.hints(tenantId, page, [plugin]),
        cursor === undefined ? sync.hints(tenantId, { status: 'failed', limit }, [plugin]) : NO_HINTS,
        cursor === undefined ? deliveries.unmapped(caller, { plugin, limit }) : [],
      ])
      const records = [...open.items, ...failed.items].map((hint) => ({
        id: hint.id,
        kind: 'record',
        topic: hint.topic,
        resource: hint.resource,
        key: hint.key,
        state: hint.status,
        tries: hint.tries,
        error: hint.error,
        receivedAt: hint.receivedAt,
        ageSeconds: hint.lagSeconds,
        deliveryIds: hint.deliveryIds,
        retry: { method: 'POST', path: `/api/sync/hints/${hint.id}/retry` },
      }))
      const events = unmapped.map((row) => ({
        id: row.deliveryId,
        kind: 'events',
        topic: row.topic,
        resource: null,
        key: null,
        state: row.status === 'failed' ? 'failed' : 'pending',
        tries: row.tries,
        error: row.error,
        receivedAt: row.receivedAt.toISOString(),
        ageSeconds: Math.max(0, (clock.now() - row.receivedAt.getTime()) / 1000),
        deliveryIds: [row.deliveryId],
        retry: row.status === 'failed' ? { method: 'POST', path: `/api/deliveries/${row.deliveryId}/map` } : null,
      }))
      return { body: { items: [...records, ...events], nextCursor: open.nextCursor } }
    },
  }
}

const NO_HINTS: Awaited<ReturnType<SyncService['hints']>> = { items: [], nextCursor: null }

const RECEIVED: JsonSchema = {
  type: 'object',
  required: ['deliveryId', 'runIds', 'isCopy'],
  additionalProperties: false,
  properties: {
    deliveryId: { type: 'string' },
    runIds: { type: 'array', items: { type: 'string' }, description: 'Items of the queue.' },
    isCopy: { type: 'boolean', description: 'The same message came a moment ago: nothing new was started.' },
  },
}

const COUNTS = ['received', 'duplicates', 'unmatched', 'quarantined', 'pending', 'processed', 'failed'] as const
const COUNT: JsonSchema = { type: 'integer', minimum: 0 }
const TEXT_OR_NULL: JsonSchema = { type: ['string', 'null'] }
const counts = Object.fromEntries(COUNTS.map((name) => [name, COUNT]))

const STATS: JsonSchema = objectOf({
  days: COUNT,
  ...counts,
  joined: { ...COUNT, description: 'Deliveries about a record that was waiting to be read already.' },
  topics: { type: 'array', items: objectOf({ topic: TEXT_OR_NULL, ...counts }) },
  lagSeconds: objectOf(Object.fromEntries(['p50', 'p95', 'p99'].map((name) => [name, { type: ['number', 'null'] }]))),
})

const PENDING: JsonSchema = objectOf({
  items: {
    type: 'array',
    items: objectOf({
      id: { type: 'string' },
      kind: { enum: ['record', 'events'] },
      topic: TEXT_OR_NULL,
      resource: TEXT_OR_NULL,
      key: TEXT_OR_NULL,
      state: { enum: ['pending', 'reading', 'failed', 'done'] },
      tries: COUNT,
      error: TEXT_OR_NULL,
      receivedAt: { type: 'string' },
      ageSeconds: { type: 'number' },
      deliveryIds: { type: 'array', items: { type: 'string' } },
      retry: { anyOf: [{ type: 'null' }, objectOf({ method: { const: 'POST' }, path: { type: 'string' } })] },
    }),
  },
  nextCursor: TEXT_OR_NULL,
})

function objectOf(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties }
}
