import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { toIso } from '../platform/clock.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ChangeConnection, Connection, CreateConnection } from './connections.gen.ts'
import schemas from './connections.schema.json' with { type: 'json' }
import type { ConnectionsService } from './connections.service.ts'
import type { ConnectionRow, Locale } from './connections.types.ts'
import { statusSentence } from './status-texts.ts'

const TAG = 'connections'
/** Any text: an id that is none is unknown, like one that nobody has (C21). */
const PARAMS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 40 } },
}

type Request<B> = RouteRequest<{ id: string }, Record<string, unknown>, B>

/** Connections to providers' accounts. What they hold is never given back (C17). */
export function connectionsRoutes(connections: ConnectionsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/connections',
      operationId: 'listConnections',
      summary: 'Connections of the workspace and their state',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'ConnectionList'),
      handler: async (request: RouteRequest) => {
        const rows = await connections.list(requireCaller(request).tenantId)
        return { body: { items: rows.map((row) => show(row, request.locale)), nextCursor: null } }
      },
    },
    {
      method: 'POST',
      path: '/api/connections',
      operationId: 'createConnection',
      summary: 'Connect an account by key, password or token; it is tested at once',
      tag: TAG,
      auth: 'admin',
      rateLimit: { quota: 60, windowSeconds: 60 },
      body: schemaFrom(schemas, 'CreateConnection'),
      response: schemaFrom(schemas, 'Connection'),
      successStatus: 201,
      handler: async (request: Request<CreateConnection>) => {
        const row = await connections.create(requireCaller(request), request.body, request.locale)
        return { status: 201, body: show(row, request.locale) }
      },
    },
    {
      method: 'GET',
      path: '/api/connections/:id',
      operationId: 'getConnection',
      summary: 'A connection as it is set up, its secrets masked',
      tag: TAG,
      auth: 'editor',
      params: PARAMS,
      response: schemaFrom(schemas, 'ConnectionDetail'),
      handler: async (request: Request<undefined>) => {
        const { row, fields } = await connections.configuration(requireCaller(request).tenantId, request.params.id)
        return { body: { ...show(row, request.locale), fields } }
      },
    },
    {
      method: 'POST',
      path: '/api/connections/:id/test',
      operationId: 'testConnection',
      summary: 'Ask the provider whether the connection works',
      tag: TAG,
      auth: 'editor',
      rateLimit: { quota: 60, windowSeconds: 60 },
      params: PARAMS,
      response: schemaFrom(schemas, 'ConnectionTest'),
      handler: async (request: Request<undefined>) => ({
        body: await connections.test(requireCaller(request).tenantId, request.params.id),
      }),
    },
    {
      method: 'PATCH',
      path: '/api/connections/:id',
      operationId: 'changeConnection',
      summary: 'Rename a connection, or replace its key or password',
      tag: TAG,
      auth: 'admin',
      params: PARAMS,
      body: schemaFrom(schemas, 'ChangeConnection'),
      response: schemaFrom(schemas, 'Connection'),
      handler: async (request: Request<ChangeConnection>) => {
        const row = await connections.change(requireCaller(request), request.params.id, request.body, request.locale)
        return { body: show(row, request.locale) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/connections/:id',
      operationId: 'deleteConnection',
      summary: 'Forget a connection and its credential',
      tag: TAG,
      auth: 'admin',
      params: PARAMS,
      handler: async (request: Request<undefined>) => {
        await connections.remove(requireCaller(request), request.params.id)
        return {}
      },
    },
  ]
}

function show(row: ConnectionRow, locale: Locale): Connection {
  return {
    id: row.id,
    plugin: row.plugin,
    authId: row.authId,
    name: row.name,
    accountId: row.accountId,
    accountLabel: row.accountLabel,
    status: row.status,
    statusReason: statusSentence(row, locale),
    settings: row.settings,
    createdAt: toIso(row.createdAt.getTime()),
    lastTestedAt: row.lastTestedAt === null ? null : toIso(row.lastTestedAt.getTime()),
  }
}
