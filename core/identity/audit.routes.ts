import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'

const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cursor: { type: 'string', maxLength: 40 },
    limit: { type: 'integer', minimum: 1, maximum: 200 },
    userId: { type: 'string', maxLength: 40, description: 'Who did it.' },
    search: { type: 'string', maxLength: 200, description: 'Somewhere in what was done, to what, and its detail.' },
  },
}

interface AuditQuery {
  cursor?: string
  limit?: number
  userId?: string
  search?: string
}

type Request = RouteRequest<Record<string, string>, AuditQuery, undefined>

export function auditRoutes(identity: IdentityService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/audit',
      operationId: 'listAudit',
      summary: 'Who changed what in the workspace, newest first',
      tag: 'audit',
      auth: 'admin',
      query: QUERY,
      response: schemaFrom(schemas, 'AuditList'),
      handler: async (request: Request) => {
        const { cursor, limit = 50, ...filter } = request.query
        const rows = await identity.audit(requireCaller(request).tenantId, { before: cursor ?? null, limit, ...filter })
        const items = rows.map(({ createdAt, ...row }) => ({ ...row, createdAt: createdAt.toISOString() }))
        return { body: { items, nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null } }
      },
    },
  ]
}
