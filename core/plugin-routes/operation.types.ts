import type { Json } from '../../sdk/flow/definition.ts'
import type { Caller, JsonSchema, RateLimit, RouteAnswer, RouteRequest } from '../http/route.ts'
import type { Role } from '../identity/roles.ts'

/** What a route of a connector asks for, with the names that the operation knows. */
export interface OperationRequest {
  caller: Caller
  locale: RouteRequest['locale']
  /** Of the path, the query, the body and what the manifest fixes; checked against the operation's schemas. */
  input: Readonly<Record<string, Json>>
  /** The same as it came, for connectors' own code. */
  given: { params: Readonly<Record<string, string>>; query: Readonly<Record<string, Json>>; body: Json }
  /** As the caller knows it: for messages about it. */
  shown(name: string): string
}

/** What a manifest can bind a route to. */
export interface Operation {
  role: Role
  summary: string
  /** Single values; a caller gives them in the path, the query or the body. */
  params: Readonly<Record<string, JsonSchema>>
  /** Of `params`. */
  required?: readonly string[]
  /** Whatever else a body may hold: an object's schema. A GET takes its single values in the query. */
  body?: JsonSchema
  /** Takes any query: what it needs the operation checks itself. */
  anyQuery?: boolean
  /** Absent: the answer is no JSON, or has no body. */
  response?: JsonSchema
  successStatus?: number
  rateLimit?: RateLimit
  run(request: OperationRequest): Promise<RouteAnswer>
}
