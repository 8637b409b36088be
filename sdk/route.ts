import type { HandlerContext } from './context.ts'
import type { Json } from './flow/definition.ts'

export interface RouteContext extends HandlerContext {
  /** Method and path as the manifest has them: `GET /orders/:id`. */
  readonly route: string
}

export interface RouteInput {
  method: string
  /** Values of the path's `:name` parts, decoded. */
  params: { [name: string]: string }
  /** Values of the query; a list where a name was repeated. `fixed` parameters of the manifest are here too. */
  query: { [name: string]: Json }
  /** Parsed JSON; null without a body. */
  body: Json
}

export interface RouteAnswer {
  /** 200 unless said. */
  status?: number
  body: Json
}

/** Default export of a file that a route is bound to (`handler:<file>`). The caller was authenticated by the host. */
export type RouteHandler = (input: RouteInput, ctx: RouteContext) => Promise<RouteAnswer>

export function defineRoute(handler: RouteHandler): RouteHandler {
  return handler
}
