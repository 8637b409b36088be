import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ExistingRecords } from './existing-records.service.ts'
import type { ChooseSync, StartExisting, StartSync, SyncHintQuery, SyncHintStatsQuery, SyncLogQuery } from './sync.gen.ts'
import schemas from './sync.schema.json' with { type: 'json' }
import type { SyncService } from './sync.types.ts'

const TAG = 'sync'
const ID: JsonSchema = { type: 'string', maxLength: 40 }
const NAME: JsonSchema = { type: 'string', maxLength: 63 }

function paramsOf(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties }
}

type ConnectionRequest<B = undefined> = RouteRequest<{ connectionId: string }, Record<string, unknown>, B>
type QueryRequest<Q> = RouteRequest<Record<string, string>, Q>

export function syncRoutes(sync: SyncService, existing: ExistingRecords): Route[] {
  return [...connectionRoutes(sync), ...logRoutes(sync), ...hintRoutes(sync), ...recordRoutes(sync, existing)]
}

function connectionRoutes(sync: SyncService): Route[] {
  const params = paramsOf({ connectionId: ID })
  return [
    {
      method: 'POST',
      path: '/api/connections/:connectionId/sync',
      operationId: 'startSync',
      summary: 'Start a sync; while one of the same scope runs, that one is answered',
      tag: TAG,
      auth: 'operator',
      params,
      body: schemaFrom(schemas, 'StartSync'),
      response: schemaFrom(schemas, 'StartedSync'),
      successStatus: 202,
      handler: async (request: ConnectionRequest<StartSync>) => {
        const { tenantId, userId } = requireCaller(request)
        const { connectionId } = request.params
        return { status: 202, body: await sync.start(tenantId, { ...request.body, connectionId }, null, userId) }
      },
    },
    {
      method: 'GET',
      path: '/api/connections/:connectionId/sync',
      operationId: 'getSyncStatus',
      summary: 'Syncs under way and the newest that are over, with their progress, and what is chosen',
      tag: TAG,
      auth: 'viewer',
      params,
      response: schemaFrom(schemas, 'SyncStatus'),
      handler: async (request: ConnectionRequest) => {
        const { tenantId } = requireCaller(request)
        const { connectionId } = request.params
        const [items, resources] = await Promise.all([sync.status(tenantId, connectionId), sync.settings(tenantId, connectionId)])
        return { body: { items, resources } }
      },
    },
    {
      method: 'PUT',
      path: '/api/connections/:connectionId/sync/settings',
      operationId: 'chooseSync',
      summary: 'Choose which records are synced, and how far back they are loaded at first',
      tag: TAG,
      auth: 'editor',
      params,
      body: schemaFrom(schemas, 'ChooseSync'),
      response: schemaFrom(schemas, 'SyncSettings'),
      handler: async (request: ConnectionRequest<ChooseSync>) => {
        const { tenantId, userId } = requireCaller(request)
        return { body: { resources: await sync.choose(tenantId, request.params.connectionId, request.body.resources, userId) } }
      },
    },
    {
      method: 'DELETE',
      path: '/api/sync/:jobId',
      operationId: 'cancelSync',
      summary: 'Cancel a sync; what it stored stays',
      tag: TAG,
      auth: 'operator',
      params: paramsOf({ jobId: ID }),
      response: schemaFrom(schemas, 'SyncJob'),
      handler: async (request: RouteRequest<{ jobId: string }>) => ({
        body: await sync.cancel(requireCaller(request).tenantId, request.params.jobId, null, requireCaller(request).userId),
      }),
    },
  ]
}

function logRoutes(sync: SyncService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/sync/log',
      operationId: 'listSyncLog',
      summary: 'Pages, single records, deletes, alerts and errors of syncs, newest first',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'SyncLogQuery'),
      response: schemaFrom(schemas, 'SyncLog'),
      handler: async (request: QueryRequest<SyncLogQuery>) => ({ body: await sync.log(requireCaller(request).tenantId, request.query) }),
    },
    {
      method: 'GET',
      path: '/api/sync/log/:entryId/records',
      operationId: 'listSyncLogRecords',
      summary: 'What became of each record of one line of the log',
      tag: TAG,
      auth: 'viewer',
      params: paramsOf({ entryId: ID }),
      response: schemaFrom(schemas, 'SyncedRecords'),
      handler: async (request: RouteRequest<{ entryId: string }>) => ({
        body: await sync.logRecords(requireCaller(request).tenantId, request.params.entryId),
      }),
    },
  ]
}

function hintRoutes(sync: SyncService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/sync/hints',
      operationId: 'listSyncHints',
      summary: 'Records that webhooks said to read again; those not yet read unless said otherwise',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'SyncHintQuery'),
      response: schemaFrom(schemas, 'SyncHintList'),
      handler: async (request: QueryRequest<SyncHintQuery>) => ({ body: await sync.hints(requireCaller(request).tenantId, request.query) }),
    },
    {
      method: 'GET',
      path: '/api/sync/hints/stats',
      operationId: 'getSyncHintStats',
      summary: 'Webhooks by topic and state, and the time from delivery to stored record',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'SyncHintStatsQuery'),
      response: schemaFrom(schemas, 'SyncHintStats'),
      handler: async (request: QueryRequest<SyncHintStatsQuery>) => ({
        body: await sync.hintStats(requireCaller(request).tenantId, request.query),
      }),
    },
    {
      method: 'POST',
      path: '/api/sync/hints/:hintId/retry',
      operationId: 'retrySyncHint',
      summary: 'Read it again now',
      tag: TAG,
      auth: 'operator',
      params: paramsOf({ hintId: ID }),
      response: schemaFrom(schemas, 'SyncHint'),
      successStatus: 202,
      handler: async (request: RouteRequest<{ hintId: string }>) => ({
        status: 202,
        body: await sync.retryHint(requireCaller(request).tenantId, request.params.hintId),
      }),
    },
  ]
}

function recordRoutes(sync: SyncService, existing: ExistingRecords): Route[] {
  const flow = paramsOf({ flowId: ID })
  return [
    {
      method: 'POST',
      path: '/api/resources/:plugin/:resource/:connectionId/:key/sync',
      operationId: 'syncRecord',
      summary: 'Read one record at its provider now and store it',
      tag: TAG,
      auth: 'operator',
      params: paramsOf({ plugin: NAME, resource: NAME, connectionId: ID, key: { type: 'string', maxLength: 300 } }),
      response: schemaFrom(schemas, 'SyncRecordOutcome'),
      handler: async (request: RouteRequest<{ plugin: string; resource: string; connectionId: string; key: string }>) => ({
        body: { outcome: await sync.syncRecord(requireCaller(request).tenantId, request.params) },
      }),
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/existing-records',
      operationId: 'countExistingRecords',
      summary: 'Records that were there before, each of which this flow could be started for',
      tag: TAG,
      auth: 'viewer',
      params: flow,
      response: schemaFrom(schemas, 'ExistingRecords'),
      handler: async (request: RouteRequest<{ flowId: string }>) => ({
        body: await existing.count(requireCaller(request).tenantId, request.params.flowId),
      }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/existing-records',
      operationId: 'startExistingRecords',
      summary: 'Start this flow for each record that is there, confirmed with their count',
      tag: TAG,
      auth: 'editor',
      params: flow,
      body: schemaFrom(schemas, 'StartExisting'),
      response: schemaFrom(schemas, 'ExistingRecords'),
      successStatus: 202,
      handler: async (request: RouteRequest<{ flowId: string }, Record<string, unknown>, StartExisting>) => ({
        status: 202,
        body: await existing.start(requireCaller(request), request.params.flowId, request.body.count),
      }),
    },
  ]
}
