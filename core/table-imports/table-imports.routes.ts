import { Readable } from 'node:stream'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ImportPlan, PreviewImport, UploadImport } from './table-imports.gen.ts'
import schemas from './table-imports.schema.json' with { type: 'json' }
import type { TableImportsService } from './table-imports.service.ts'

const TAG = 'data-store'
const OF_TABLE: JsonSchema = {
  type: 'object',
  required: ['tableName'],
  additionalProperties: false,
  properties: { tableName: { type: 'string', maxLength: 63 } },
}
const ONE: JsonSchema = {
  type: 'object',
  required: ['importId'],
  additionalProperties: false,
  properties: { importId: { type: 'string', minLength: 1, maxLength: 63 } },
}
/** Around the file in its request: quotes, names, and a little more than a file that is just too large, so that it is told so. */
const AROUND_BYTES = 1024 * 1024

type OfImport<B = undefined> = RouteRequest<{ importId: string }, Record<string, unknown>, B>

export interface TableImports {
  service: TableImportsService
  /** Largest file that is taken. */
  maxBytes: number
}

/** Files that become rows of own tables: each person's own. */
export function tableImportsRoutes({ service, maxBytes }: TableImports): Route[] {
  return [...collectionRoutes(service, maxBytes), ...draftRoutes(service), ...oneRoutes(service)]
}

function collectionRoutes(imports: TableImportsService, maxBytes: number): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/table-imports',
      operationId: 'listTableImports',
      summary: 'My imports into own tables, newest first, and how large a file may be',
      tag: TAG,
      auth: 'editor',
      response: schemaFrom(schemas, 'TableImportList'),
      handler: async (request: RouteRequest) => {
        const items = await imports.list(requireCaller(request), request.locale)
        return { body: { items, nextCursor: null, maxBytes } }
      },
    },
    {
      method: 'POST',
      path: '/api/data-tables/:tableName/imports',
      operationId: 'uploadTableImport',
      summary:
        'Look at a CSV or XLSX file: what it holds, what its columns may become, what would be refused. Nothing is stored in the table',
      tag: TAG,
      auth: 'editor',
      params: OF_TABLE,
      body: schemaFrom(schemas, 'UploadImport'),
      response: schemaFrom(schemas, 'ImportPreview'),
      successStatus: 201,
      maxBodyBytes: Math.ceil((maxBytes * 4) / 3) + AROUND_BYTES,
      handler: async (request: RouteRequest<{ tableName: string }, Record<string, unknown>, UploadImport>) => ({
        status: 201,
        body: await imports.upload(requireCaller(request), request.params.tableName, request.body, request.locale),
      }),
    },
  ]
}

function draftRoutes(imports: TableImportsService): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/table-imports/:importId/preview',
      operationId: 'previewTableImport',
      summary: 'The same file read another way, or with other uses of its columns',
      tag: TAG,
      auth: 'editor',
      params: ONE,
      body: schemaFrom(schemas, 'PreviewImport'),
      response: schemaFrom(schemas, 'ImportPreview'),
      handler: async (request: OfImport<PreviewImport>) => ({
        body: await imports.preview(requireCaller(request), request.params.importId, request.body, request.locale),
      }),
    },
    {
      method: 'POST',
      path: '/api/table-imports/:importId/start',
      operationId: 'startTableImport',
      summary: 'Take the rows into the table, in the background; what cannot be stored is refused row by row',
      tag: TAG,
      auth: 'editor',
      params: ONE,
      body: schemaFrom(schemas, 'ImportPlan'),
      response: schemaFrom(schemas, 'TableImport'),
      successStatus: 202,
      handler: async (request: OfImport<ImportPlan>) => ({
        status: 202,
        body: await imports.start(requireCaller(request), request.params.importId, request.body, request.locale),
      }),
    },
  ]
}

function oneRoutes(imports: TableImportsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/table-imports/:importId',
      operationId: 'getTableImport',
      summary: 'How far an import is',
      tag: TAG,
      auth: 'editor',
      params: ONE,
      response: schemaFrom(schemas, 'TableImport'),
      handler: async (request: OfImport) => ({
        body: await imports.read(requireCaller(request), request.params.importId, request.locale),
      }),
    },
    {
      method: 'POST',
      path: '/api/table-imports/:importId/cancel',
      operationId: 'cancelTableImport',
      summary: 'Stop an import; the rows that were stored stay',
      tag: TAG,
      auth: 'editor',
      params: ONE,
      successStatus: 204,
      handler: async (request: OfImport) => {
        await imports.cancel(requireCaller(request), request.params.importId)
        return { status: 204 }
      },
    },
    {
      method: 'GET',
      path: '/api/table-imports/:importId/refused.csv',
      operationId: 'downloadRefusedRows',
      summary: 'The refused rows with their reasons, as CSV',
      tag: TAG,
      auth: 'editor',
      params: ONE,
      handler: async (request: OfImport) => {
        const lines = await imports.refused(requireCaller(request), request.params.importId, request.locale)
        return {
          body: Readable.from(lines, { objectMode: false }),
          type: 'text/csv; charset=utf-8',
          headers: { 'content-disposition': `attachment; filename="${request.params.importId}.csv"` },
        }
      },
    },
    {
      method: 'DELETE',
      path: '/api/table-imports/:importId',
      operationId: 'deleteTableImport',
      summary: 'Delete an import with its file and its report; the rows stay',
      tag: TAG,
      auth: 'editor',
      params: ONE,
      successStatus: 204,
      handler: async (request: OfImport) => {
        await imports.remove(requireCaller(request), request.params.importId)
        return { status: 204 }
      },
    },
  ]
}
