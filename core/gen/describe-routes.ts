import { flowsRoutes } from '../flows/flows.routes.ts'
import type { Route } from '../http/route.ts'
import { checkRoutes } from '../http/routes.ts'
import { inert } from './inert.ts'

/** The route table without its services: what there is to call, for `openapi.json` and for tests over every route. */
export function describeRoutes(): Route[] {
  const routes = [
    ...flowsRoutes({
      flows: inert(),
      drafts: inert(),
      publishing: inert(),
      preview: inert(),
      baseUrl: 'http://127.0.0.1',
      changed: inert(),
    }),
  ]
  checkRoutes(routes)
  return routes
}
