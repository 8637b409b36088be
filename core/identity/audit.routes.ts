import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'

const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { cursor: { type: 'string', maxLength: 40 }, limit: { type: 'integer', minimum: 1, maximum: 200 } },
}

type Request = RouteRequest<Record<string, string>, { cursor?: string; limit?: number }, undefined>

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
        const { cursor, limit = 50 } = request.query
        const rows = await identity.audit(requireCaller(request).tenantId, { before: cursor ?? null, limit })
        const items = rows.map(({ createdAt, ...row }) => ({ ...row, createdAt: createdAt.toISOString() }))
        return { body: { items, nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null } }
      },
    },
  ]
}
