import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import { schemaFrom } from '../platform/validate.ts'
import callSchemas from '../queue/calls.schema.json' with { type: 'json' }
import type { CallsService } from '../queue/calls.service.ts'
import queueSchemas from '../queue/queue.schema.json' with { type: 'json' }
import type { QueueService } from '../queue/queue.service.ts'
import type { QueueState } from '../queue/queue.types.ts'
import syncSchemas from '../sync/sync.schema.json' with { type: 'json' }
import type { SyncService } from '../sync/sync.types.ts'
import { CONNECTION_PARAM, requireAccount } from './accounts.ts'
import { type ConnectionOperationDeps, connectionOperation } from './connection-operations.ts'
import { type DeliveryOperationDeps, deliveryOperation } from './delivery-operations.ts'
import type { Operation, OperationRequest } from './operation.types.ts'
import { startedSchema } from './resource-operations.ts'

export interface PlatformOperationDeps extends ConnectionOperationDeps, DeliveryOperationDeps {
  registry: ConnectionOperationDeps['registry'] & DeliveryOperationDeps['registry']
  sync: SyncService
  queue: Pick<QueueService, 'list' | 'stats' | 'process' | 'retry'>
  calls: Pick<CallsService, 'list'>
}

const CURSOR = { type: 'string', maxLength: 200 }
const LIMIT = { type: 'integer', minimum: 1, maximum: 200 }
const KINDS = ['backfill', 'incremental', 'fullScan'] as const
const STATES: readonly QueueState[] = ['pending', 'processing', 'retrying', 'waiting', 'uncertain', 'done', 'failed', 'cancelled']

/** `platform:<operation>`, limited to the connector whose route it is. Null: there is no such operation. */
export function platformOperation(plugin: string, route: ManifestRoute, deps: PlatformOperationDeps): Operation | null {
  const [area = '', name = ''] = route.bind.slice('platform:'.length).split('.')
  if (area === 'connections') return connectionOperation(plugin, name, route, deps)
  if (area === 'deliveries') return deliveryOperation(plugin, name, deps)
  const made = OPERATIONS[`${area}.${name}`]
  return made === undefined ? null : made(plugin, deps)
}

type Made = (plugin: string, deps: PlatformOperationDeps) => Operation

const OPERATIONS: Readonly<Record<string, Made | undefined>> = {
  'sync.start': syncStart,
  'sync.status': syncStatus,
  'sync.process': queueProcess,
  'sync.retry': queueRetry,
  'queue.list': queueList,
  'queue.stats': queueStats,
  'logs.list': logsList,
}

function syncStart(plugin: string, { sync, connections }: PlatformOperationDeps): Operation {
  return {
    role: 'operator',
    summary: 'Starts a sync; while one of the same scope runs, that one is answered',
    params: {
      connectionId: CONNECTION_PARAM,
      scope: { type: 'string', minLength: 1, maxLength: 63 },
      days: { type: 'integer', minimum: 1, maximum: 36_500 },
      kind: { enum: [...KINDS] },
    },
    rateLimit: { quota: 120, windowSeconds: 60 },
    response: startedSchema(),
    successStatus: 202,
    async run(request) {
      const { tenantId, userId } = request.caller
      const { id: connectionId } = await requireAccount(connections, plugin, request)
      const { scope, days } = request.input
      const kind = KINDS.find((each) => each === request.input['kind'])
      const asked = {
        connectionId,
        ...(typeof scope === 'string' ? { scope } : {}),
        ...(typeof days === 'number' ? { days } : {}),
        ...(kind === undefined ? {} : { kind }),
      }
      const { job, alreadyRunning } = await sync.start(tenantId, asked, [plugin], userId)
      return { status: 202, body: { jobId: job.id, job, alreadyRunning } }
    },
  }
}

function syncStatus(plugin: string, { sync, connections }: PlatformOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'Syncs under way and the newest that are over, with their progress, and what is chosen',
    params: { connectionId: CONNECTION_PARAM },
    response: schemaFrom(syncSchemas, 'SyncStatus'),
    async run(request) {
      const { tenantId } = request.caller
      const { id } = await requireAccount(connections, plugin, request)
      const [items, resources] = await Promise.all([sync.status(tenantId, id, [plugin]), sync.settings(tenantId, id)])
      return { body: { items, resources } }
    },
  }
}

function queueList(plugin: string, { queue }: PlatformOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'Work of the flows that use this connector, newest first',
    params: {
      state: { enum: [...STATES] },
      action: { type: 'string', maxLength: 140 },
      text: { type: 'string', maxLength: 200 },
      cursor: CURSOR,
      limit: LIMIT,
    },
    response: schemaFrom(queueSchemas, 'QueueItemList'),
    async run({ caller, input }) {
      const state = STATES.find((each) => each === input['state'])
      const { action, text } = input
      const filter = {
        plugin,
        ...(state === undefined ? {} : { state }),
        ...(typeof action === 'string' ? { action } : {}),
        ...(typeof text === 'string' ? { text } : {}),
      }
      return { body: await queue.list(caller, { ...filter, ...pageOf(input) }) }
    },
  }
}

function queueStats(plugin: string, { queue }: PlatformOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'How much work of the flows that use this connector stands how',
    params: { since: { type: 'string', format: 'date' } },
    response: schemaFrom(queueSchemas, 'QueueStats'),
    run: async ({ caller, input }) => {
      const { since } = input
      return { body: await queue.stats(caller, { plugin, ...(typeof since === 'string' ? { since } : {}) }) }
    },
  }
}

function queueProcess(plugin: string, { queue }: PlatformOperationDeps): Operation {
  return {
    role: 'operator',
    summary: 'Has due work of the flows that use this connector worked on now, and waits for what becomes of it',
    params: { limit: { type: 'integer', minimum: 1, maximum: 1000 } },
    rateLimit: { quota: 60, windowSeconds: 60 },
    response: schemaFrom(queueSchemas, 'Drained'),
    run: async ({ caller, input }) => {
      const { limit } = input
      return { body: await queue.process(caller, { plugin, ...(typeof limit === 'number' ? { limit } : {}) }) }
    },
  }
}

function queueRetry(plugin: string, { queue }: PlatformOperationDeps): Operation {
  return {
    role: 'operator',
    summary: 'Runs a failed item again with what it was started with',
    params: { runId: { type: 'string', maxLength: 300 } },
    required: ['runId'],
    response: schemaFrom(queueSchemas, 'Retried'),
    successStatus: 202,
    run: async ({ caller, input }) => ({ status: 202, body: { runId: await queue.retry(caller, String(input['runId']), { plugin }) } }),
  }
}

function logsList(plugin: string, { calls }: PlatformOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: 'Every call to the provider, newest first',
    params: { runId: { type: 'string', maxLength: 40 }, flowId: { type: 'string', maxLength: 40 }, cursor: CURSOR, limit: LIMIT },
    response: schemaFrom(callSchemas, 'CallList'),
    run: async ({ caller, input }) => {
      const { runId, flowId } = input
      const filter = {
        plugin,
        ...(typeof runId === 'string' ? { runId } : {}),
        ...(typeof flowId === 'string' ? { flowId } : {}),
      }
      return { body: await calls.list(caller, { ...filter, ...pageOf(input) }) }
    },
  }
}

export function pageOf({ cursor, limit }: OperationRequest['input']): { cursor?: string; limit?: number } {
  return { ...(typeof cursor === 'string' ? { cursor } : {}), ...(typeof limit === 'number' ? { limit } : {}) }
}
