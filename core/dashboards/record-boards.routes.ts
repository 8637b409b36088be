import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { AnswersQuery, StockQuery } from './record-boards.gen.ts'
import schemas from './record-boards.schema.json' with { type: 'json' }
import type { RecordBoards } from './record-boards.service.ts'

const TAG = 'dashboards'
const OF_RESOURCE: JsonSchema = {
  type: 'object',
  required: ['plugin', 'resource'],
  additionalProperties: false,
  properties: { plugin: { type: 'string', maxLength: 64 }, resource: { type: 'string', maxLength: 63 } },
}

type OfResource<Query> = RouteRequest<{ plugin: string; resource: string }, Query>

export function recordBoardsRoutes(boards: RecordBoards): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/dashboards/answers/:plugin/:resource',
      operationId: 'getAnswersDashboard',
      summary: 'How soon what came in was answered: by local day, what was late or still waits, and what it is about',
      tag: TAG,
      auth: 'viewer',
      params: OF_RESOURCE,
      query: schemaFrom(schemas, 'AnswersQuery'),
      response: schemaFrom(schemas, 'Answers'),
      handler: async (request: OfResource<AnswersQuery>) => ({
        body: await boards.answers(requireCaller(request).tenantId, { ...request.params, ...request.query }),
      }),
    },
    {
      method: 'GET',
      path: '/api/dashboards/stock/:plugin/:resource',
      operationId: 'getStockDashboard',
      summary: 'Items that are sold out or nearly so, and for how many days the rest lasts',
      tag: TAG,
      auth: 'viewer',
      params: OF_RESOURCE,
      query: schemaFrom(schemas, 'StockQuery'),
      response: schemaFrom(schemas, 'Stock'),
      handler: async (request: OfResource<StockQuery>) => ({
        body: await boards.stock(requireCaller(request).tenantId, { ...request.params, ...request.query }),
      }),
    },
  ]
}
