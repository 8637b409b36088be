import type { Json } from '../../sdk/flow/definition.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { CreateDataTable, DataRowQuery, SaveDataRow } from './data-store.gen.ts'
import schemas from './data-store.schema.json' with { type: 'json' }
import type { DataStoreService } from './data-store.service.ts'
import type { DataRow, DataTable } from './data-store.types.ts'

const TAG = 'data-store'
const TABLE: JsonSchema = { type: 'string', maxLength: 63 }
const TABLE_PARAMS: JsonSchema = { type: 'object', required: ['tableName'], additionalProperties: false, properties: { tableName: TABLE } }
const ROW_PARAMS: JsonSchema = {
  type: 'object',
  required: ['tableName', 'rowKey'],
  additionalProperties: false,
  properties: { tableName: TABLE, rowKey: { type: 'string', maxLength: 200 } },
}

type TableRequest<Q = Record<string, unknown>, B = undefined> = RouteRequest<{ tableName: string }, Q, B>
type RowRequest<B = undefined> = RouteRequest<{ tableName: string; rowKey: string }, Record<string, unknown>, B>

export function dataStoreRoutes(store: DataStoreService): Route[] {
  return [...tableRoutes(store), ...rowRoutes(store)]
}

function tableRoutes(store: DataStoreService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/data-tables',
      operationId: 'listDataTables',
      summary: 'Tables of the data store',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'DataTableList'),
      handler: async (request: RouteRequest) => {
        const tables = await store.tables(requireCaller(request))
        return { body: { items: tables.map(showTable), nextCursor: null } }
      },
    },
    {
      method: 'POST',
      path: '/api/data-tables',
      operationId: 'createDataTable',
      summary: 'A new, empty table',
      tag: TAG,
      auth: 'editor',
      body: schemaFrom(schemas, 'CreateDataTable'),
      response: schemaFrom(schemas, 'DataTable'),
      successStatus: 201,
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, CreateDataTable>) => ({
        status: 201,
        body: showTable(await store.createTable(requireCaller(request), request.body.name)),
      }),
    },
    {
      method: 'DELETE',
      path: '/api/data-tables/:tableName',
      operationId: 'deleteDataTable',
      summary: 'Delete a table and all its rows',
      tag: TAG,
      auth: 'admin',
      params: TABLE_PARAMS,
      successStatus: 204,
      handler: async (request: TableRequest) => {
        await store.removeTable(requireCaller(request), request.params.tableName)
        return { status: 204 }
      },
    },
  ]
}

function rowRoutes(store: DataStoreService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/data-tables/:tableName/rows',
      operationId: 'listDataRows',
      summary: 'Rows of a table; what has expired is not among them',
      tag: TAG,
      auth: 'viewer',
      params: TABLE_PARAMS,
      query: schemaFrom(schemas, 'DataRowQuery'),
      response: schemaFrom(schemas, 'DataRowList'),
      handler: async (request: TableRequest<DataRowQuery>) => {
        const { rows, nextCursor } = await store.rows(requireCaller(request), request.params.tableName, request.query)
        return { body: { items: rows.map(showRow), nextCursor } }
      },
    },
    {
      method: 'PUT',
      path: '/api/data-tables/:tableName/rows/:rowKey',
      operationId: 'saveDataRow',
      summary: 'Make or replace a row',
      tag: TAG,
      auth: 'editor',
      params: ROW_PARAMS,
      body: schemaFrom(schemas, 'SaveDataRow'),
      response: schemaFrom(schemas, 'DataRow'),
      handler: async (request: RowRequest<SaveDataRow & { value: Json }>) => {
        const { tableName, rowKey } = request.params
        return { body: showRow(await store.saveRow(requireCaller(request), tableName, rowKey, request.body)) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/data-tables/:tableName/rows/:rowKey',
      operationId: 'deleteDataRow',
      summary: 'Delete a row',
      tag: TAG,
      auth: 'editor',
      params: ROW_PARAMS,
      successStatus: 204,
      handler: async (request: RowRequest) => {
        await store.removeRow(requireCaller(request), request.params.tableName, request.params.rowKey)
        return { status: 204 }
      },
    },
  ]
}

function showTable({ createdAt, ...table }: DataTable) {
  return { ...table, createdAt: createdAt.toISOString() }
}

function showRow({ expiresAt, createdAt, updatedAt, ...row }: DataRow) {
  return { ...row, expiresAt: expiresAt?.toISOString() ?? null, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
