import type { Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './demo.schema.json' with { type: 'json' }
import type { DemoService } from './demo.service.ts'
import type { DemoWorkspaces } from './demo-workspaces.ts'

/** "Explore with example data": from the first-run page without an account, or later as the person who is signed in. */
export function demoRoutes(demo: DemoService, workspaces: DemoWorkspaces): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/demo',
      operationId: 'getDemo',
      summary: 'Whether the demonstration is offered, and how far it is',
      tag: 'demo',
      auth: 'public',
      response: schemaFrom(schemas, 'Demo'),
      handler: async () => ({ body: demo.status() }),
    },
    {
      method: 'POST',
      path: '/api/demo',
      operationId: 'startDemo',
      summary: 'Start the provider emulators and fill a demonstration workspace',
      tag: 'demo',
      auth: 'public',
      response: schemaFrom(schemas, 'Demo'),
      successStatus: 202,
      async handler(request: RouteRequest) {
        if (!demo.status().available) throw new AppError('not_found')
        const opened = await workspaces.open(request)
        const body = demo.start(opened.tenantId, opened.cookie)
        return { status: 202, body, ...(opened.setCookie === null ? {} : { setCookies: [opened.setCookie] }) }
      },
    },
  ]
}
