import { originOfRequest } from '../http/request-origin.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ChangeWorkspace } from './identity.gen.ts'
import schemas from './identity.schema.json' with { type: 'json' }
import type { IdentityService } from './identity.service.ts'

export function workspaceRoutes({ workspace }: IdentityService): Route[] {
  return [
    {
      method: 'PATCH',
      path: '/api/workspace',
      operationId: 'changeWorkspace',
      summary: 'Change the name or the timezone of the workspace; schedules keep the timezone that they have',
      tag: 'workspace',
      auth: 'admin',
      body: schemaFrom(schemas, 'ChangeWorkspace'),
      response: schemaFrom(schemas, 'Workspace'),
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, ChangeWorkspace>) => ({
        body: await workspace.change(requireCaller(request), request.body, originOfRequest(request)),
      }),
    },
  ]
}
