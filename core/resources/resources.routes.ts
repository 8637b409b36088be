import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import { exportCsv } from './export-records.ts'
import { readQuery } from './record-query.ts'
import { showRecord, showResource } from './resource-views.ts'
import type { ExportQuery, RecordHistoryQuery, RecordQueryText, ResourceStatsQuery } from './resources.gen.ts'
import schemas from './resources.schema.json' with { type: 'json' }
import type { ResourcesService } from './resources.service.ts'

const TAG = 'resources'
const DEFAULT_LIMIT = 50
const NAME: JsonSchema = { type: 'string', minLength: 1, maxLength: 63 }
const OF_RESOURCE: JsonSchema = {
  type: 'object',
  required: ['plugin', 'resource'],
  additionalProperties: false,
  properties: { plugin: NAME, resource: NAME },
}
const OF_RECORD: JsonSchema = {
  type: 'object',
  required: ['plugin', 'resource', 'connectionId', 'key'],
  additionalProperties: false,
  properties: { plugin: NAME, resource: NAME, connectionId: NAME, key: { type: 'string', minLength: 1, maxLength: 300 } },
}

interface ResourceParams {
  plugin: string
  resource: string
}
type OfResource<Q = Record<string, unknown>> = RouteRequest<ResourceParams & Record<string, string>, Q, undefined>
type OfRecord<Q = Record<string, unknown>> = RouteRequest<
  ResourceParams & { connectionId: string; key: string } & Record<string, string>,
  Q,
  undefined
>

/** What connectors synchronised, as people and programs read it. */
export function resourcesRoutes(resources: ResourcesService): Route[] {
  return [...listRoutes(resources), ...recordRoutes(resources), ...figureRoutes(resources)]
}

function listRoutes(resources: ResourcesService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/resources',
      operationId: 'listResources',
      summary: 'What connectors keep in step here, and how many records there are of each',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'ResourceList'),
      handler: async (request: RouteRequest) => {
        const totals = await resources.totals(requireCaller(request).tenantId)
        return { body: { items: totals.map((total) => showResource(total, request.locale)), nextCursor: null } }
      },
    },
    {
      method: 'GET',
      path: '/api/resources/:plugin/:resource',
      operationId: 'listRecords',
      summary: 'Records of a resource, filtered, searched and sorted',
      tag: TAG,
      auth: 'viewer',
      params: OF_RESOURCE,
      query: schemaFrom(schemas, 'RecordQueryText'),
      response: schemaFrom(schemas, 'RecordList'),
      handler: async (request: OfResource<RecordQueryText>) => {
        const { plugin, resource } = request.params
        const plan = resources.planOf(plugin, resource)
        const { cursor, limit = DEFAULT_LIMIT, ...query } = request.query
        const asked = { ...readQuery({ plugin, resource }, query), limit, ...(cursor === undefined ? {} : { cursor }) }
        const { items, nextCursor } = await resources.list(requireCaller(request).tenantId, asked)
        return { body: { items: items.map((record) => showRecord(plan, record)), nextCursor } }
      },
    },
  ]
}

function recordRoutes(resources: ResourcesService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/resources/:plugin/:resource/:connectionId/:key',
      operationId: 'getRecord',
      summary: 'One record, with its fields and as the provider gave it',
      tag: TAG,
      auth: 'viewer',
      params: OF_RECORD,
      response: schemaFrom(schemas, 'RecordView'),
      handler: async (request: OfRecord) => {
        const { plugin, resource } = request.params
        const plan = resources.planOf(plugin, resource)
        return { body: showRecord(plan, await resources.read(requireCaller(request).tenantId, request.params)) }
      },
    },
    {
      method: 'GET',
      path: '/api/resources/:plugin/:resource/:connectionId/:key/history',
      operationId: 'listRecordHistory',
      summary: 'How a record changed, newest first',
      tag: TAG,
      auth: 'viewer',
      params: OF_RECORD,
      query: schemaFrom(schemas, 'RecordHistoryQuery'),
      response: schemaFrom(schemas, 'RecordHistory'),
      handler: async (request: OfRecord<RecordHistoryQuery>) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query
        const at = { ...request.params, limit, ...(cursor === undefined ? {} : { cursor }) }
        return { body: await resources.history(requireCaller(request).tenantId, at) }
      },
    },
  ]
}

function figureRoutes(resources: ResourcesService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/resources/:plugin/:resource/stats',
      operationId: 'getResourceStats',
      summary: 'Figures of a resource by value and by local day, kept with each page',
      tag: TAG,
      auth: 'viewer',
      params: OF_RESOURCE,
      query: schemaFrom(schemas, 'ResourceStatsQuery'),
      response: schemaFrom(schemas, 'ResourceStatsView'),
      handler: async (request: OfResource<ResourceStatsQuery>) => {
        const { plugin, resource } = request.params
        const { timezone } = resources.planOf(plugin, resource).stats
        const figures = await resources.stats(requireCaller(request).tenantId, { plugin, resource, ...request.query })
        return { body: { ...figures, timezone } }
      },
    },
    {
      method: 'GET',
      path: '/api/resources/:plugin/:resource/export.csv',
      operationId: 'exportRecords',
      summary: 'The list as CSV, all of it',
      tag: TAG,
      auth: 'operator',
      params: OF_RESOURCE,
      query: schemaFrom(schemas, 'ExportQuery'),
      handler: async (request: OfResource<ExportQuery>) => {
        const { plugin, resource } = request.params
        const plan = resources.planOf(plugin, resource)
        const { tenantId } = requireCaller(request)
        const query = readQuery({ plugin, resource }, request.query)
        // What is wrong with the question is answered before the first byte: later there is no status to say it with.
        await resources.list(tenantId, { ...query, limit: 1 })
        return {
          body: exportCsv(resources, plan, { tenantId, query, locale: request.locale }),
          type: 'text/csv; charset=utf-8',
          headers: { 'content-disposition': `attachment; filename="${plugin}-${resource}.csv"` },
        }
      },
    },
  ]
}
