import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { AuditFilter } from './audit.store.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'

const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cursor: { type: 'string', maxLength: 40 },
    limit: { type: 'integer', minimum: 1, maximum: 200 },
    userId: { type: 'string', maxLength: 40, description: 'Who did it.' },
    act: { type: 'string', maxLength: 60, description: 'What was done: `connection.changed`, or `connection` for all of it.' },
    from: { type: 'string', format: 'date-time', maxLength: 40, description: 'From then on.' },
    to: { type: 'string', format: 'date-time', maxLength: 40, description: 'Before then.' },
    search: { type: 'string', maxLength: 200, description: 'Somewhere in what was done, to what, its detail, and what changed.' },
  },
}

interface AuditQuery extends AuditFilter {
  cursor?: string
  limit?: number
}

type Request = RouteRequest<Record<string, string>, AuditQuery, undefined>

export function auditRoutes(identity: IdentityService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/audit',
      operationId: 'listAudit',
      summary: 'Who changed what in the workspace, from what to what, newest first',
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
