import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { StartExport } from './exports.gen.ts'
import schemas from './exports.schema.json' with { type: 'json' }
import type { ExportsService } from './exports.service.ts'

const TAG = 'exports'
const ONE: JsonSchema = {
  type: 'object',
  required: ['exportId'],
  additionalProperties: false,
  properties: { exportId: { type: 'string', minLength: 1, maxLength: 63 } },
}

type OfExport = RouteRequest<{ exportId: string }, Record<string, unknown>, undefined>

/** Files made in the background: each person's own. */
export function exportsRoutes(exports: ExportsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/exports',
      operationId: 'listExports',
      summary: 'My exports, newest first, those that are made now among them',
      tag: TAG,
      auth: 'operator',
      response: schemaFrom(schemas, 'ExportList'),
      handler: async (request: RouteRequest) => ({
        body: { items: await exports.list(requireCaller(request), request.locale), nextCursor: null },
      }),
    },
    {
      method: 'POST',
      path: '/api/exports',
      operationId: 'startExport',
      summary: 'Export a list, a table or a board as CSV, XLSX or PDF, in the background',
      tag: TAG,
      auth: 'operator',
      body: schemaFrom(schemas, 'StartExport'),
      response: schemaFrom(schemas, 'Export'),
      successStatus: 202,
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, StartExport>) => ({
        status: 202,
        body: await exports.start(requireCaller(request), request.body, request.locale),
      }),
    },
    ...oneExport(exports),
  ]
}

function oneExport(exports: ExportsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/exports/:exportId',
      operationId: 'getExport',
      summary: 'How far an export is',
      tag: TAG,
      auth: 'operator',
      params: ONE,
      response: schemaFrom(schemas, 'Export'),
      handler: async (request: OfExport) => ({
        body: await exports.read(requireCaller(request), request.params.exportId, request.locale),
      }),
    },
    {
      method: 'POST',
      path: '/api/exports/:exportId/cancel',
      operationId: 'cancelExport',
      summary: 'Stop an export; nothing of it is kept',
      tag: TAG,
      auth: 'operator',
      params: ONE,
      successStatus: 204,
      handler: async (request: OfExport) => {
        await exports.cancel(requireCaller(request), request.params.exportId)
        return { status: 204 }
      },
    },
    {
      method: 'GET',
      path: '/api/exports/:exportId/file',
      operationId: 'downloadExport',
      summary: 'The file of an export that is done',
      tag: TAG,
      auth: 'operator',
      params: ONE,
      handler: async (request: OfExport) => {
        const file = await exports.open(requireCaller(request), request.params.exportId)
        return { body: file.content, type: file.type, headers: { 'content-disposition': file.disposition } }
      },
    },
    {
      method: 'DELETE',
      path: '/api/exports/:exportId',
      operationId: 'deleteExport',
      summary: 'Delete an export and its file; one that is being made is stopped',
      tag: TAG,
      auth: 'operator',
      params: ONE,
      successStatus: 204,
      handler: async (request: OfExport) => {
        await exports.remove(requireCaller(request), request.params.exportId)
        return { status: 204 }
      },
    },
  ]
}
