import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import type { BulkService } from './bulk-runs.service.ts'
import type { FailuresService } from './failures.service.ts'
import type { FailureQuery, StartBulk } from './runs.gen.ts'
import schemas from './runs.schema.json' with { type: 'json' }
import type { RunCaller } from './runs.service.ts'

const TAG = 'runs'
const BULK_PARAMS: JsonSchema = {
  type: 'object',
  required: ['bulkId'],
  additionalProperties: false,
  properties: { bulkId: { type: 'string', maxLength: 40 } },
}

function schemaOf(name: keyof typeof schemas.$defs): JsonSchema {
  return { $ref: `#/$defs/${name}`, $defs: schemas.$defs }
}

type OfBulk = RouteRequest<{ bulkId: string }>

export function bulkRunsRoutes(bulks: BulkService, failures: FailuresService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/runs/failures',
      operationId: 'listFailures',
      summary: 'Failed runs that wait for somebody, grouped by what went wrong',
      tag: TAG,
      auth: 'viewer',
      query: schemaOf('FailureQuery'),
      response: schemaOf('FailureGroupList'),
      handler: async (request: RouteRequest<Record<string, string>, FailureQuery>) => ({
        body: { items: await failures.list(callerOf(request), request.query), nextCursor: null },
      }),
    },
    {
      method: 'POST',
      path: '/api/runs/bulk',
      operationId: 'startBulk',
      summary: 'Retry, cancel or resolve up to 1,000 runs',
      tag: TAG,
      auth: 'operator',
      body: schemaOf('StartBulk'),
      response: schemaOf('Bulk'),
      successStatus: 202,
      rateLimit: { quota: 30, windowSeconds: 60 },
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, StartBulk>) => ({
        body: await bulks.start(callerOf(request), request.body),
      }),
    },
    {
      method: 'GET',
      path: '/api/runs/bulk',
      operationId: 'listBulks',
      summary: 'Work on many runs: what goes on, and what ended within a day',
      tag: TAG,
      auth: 'viewer',
      response: schemaOf('BulkList'),
      handler: async (request: RouteRequest) => ({ body: { items: await bulks.recent(callerOf(request)), nextCursor: null } }),
    },
    {
      method: 'GET',
      path: '/api/runs/bulk/:bulkId',
      operationId: 'getBulk',
      summary: 'How far work on many runs is',
      tag: TAG,
      auth: 'viewer',
      params: BULK_PARAMS,
      response: schemaOf('Bulk'),
      handler: async (request: OfBulk) => ({ body: await bulks.read(callerOf(request), request.params.bulkId) }),
    },
    {
      method: 'GET',
      path: '/api/runs/bulk/:bulkId/items',
      operationId: 'listBulkItems',
      summary: 'What became of each run',
      tag: TAG,
      auth: 'viewer',
      params: BULK_PARAMS,
      response: schemaOf('BulkItemList'),
      handler: async (request: OfBulk) => ({
        body: { items: await bulks.items(callerOf(request), request.params.bulkId), nextCursor: null },
      }),
    },
    {
      method: 'POST',
      path: '/api/runs/bulk/:bulkId/cancel',
      operationId: 'cancelBulk',
      summary: 'Leave the runs alone that were not worked on yet',
      tag: TAG,
      auth: 'operator',
      params: BULK_PARAMS,
      successStatus: 204,
      handler: async (request: OfBulk) => {
        await bulks.stop(callerOf(request), request.params.bulkId)
        return {}
      },
    },
  ]
}

function callerOf({ caller }: Pick<RouteRequest<unknown, unknown>, 'caller'>): RunCaller {
  if (caller === null) throw new AppError('unauthenticated')
  return { tenantId: caller.tenantId, userId: caller.userId }
}
