import type { Readable } from 'node:stream'
import type { Role } from '../identity/roles.ts'
import type { Problem } from './problem.ts'

/** JSON Schema 2020-12, as an object literal. */
export type JsonSchema = Record<string, unknown>

/** So many requests per window, refilled evenly. */
export interface RateLimit {
  quota: number
  windowSeconds: number
}

export interface Caller {
  userId: string
  tenantId: string
  role: Role
  /** How the caller proved who they are: browser cookie or `Authorization: Bearer`. */
  via: 'cookie' | 'bearer'
  sessionId: string
}

/** What a handler gets: everything already read, checked against the route's schemas, and copied. No Koa past this line. */
export interface RouteRequest<P = Record<string, string>, Q = Record<string, unknown>, B = unknown> {
  params: P
  query: Q
  body: B
  headers: Readonly<Record<string, string | undefined>>
  /** `pt-BR` or `en`, from Accept-Language. */
  locale: 'pt-BR' | 'en'
  requestId: string
  /** From the socket, or from X-Forwarded-For only behind a configured proxy. */
  clientAddress: string
  cookies: Readonly<Record<string, string>>
  /** Present unless the route's auth is `public`. */
  caller: Caller | null
}

export interface RouteAnswer {
  status?: number
  headers?: Record<string, string>
  /** Set-Cookie values, already serialised. */
  setCookies?: string[]
  /** JSON value, or text/bytes/stream when `type` is given. */
  body?: unknown | string | Buffer | Readable
  /** Content type of a body that is not JSON. */
  type?: string
}

/**
 * One endpoint. The route table (`http/routes.ts`) is the list of these; it mounts them, validates with them, writes
 * `openapi.json` from them and drives the generated permission tests.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Koa router path with `:name` parameters, for example `/api/flows/:flowId`. */
  path: string
  /** Unique camelCase name; becomes the generated client's function. */
  operationId: string
  summary: string
  tag: string
  /** `public`: no proof. `user`: signed in, no workspace needed. A role: member of the workspace with at least that role. */
  auth: 'public' | 'user' | Role
  params?: JsonSchema
  query?: JsonSchema
  body?: JsonSchema
  /** Schema of the 2xx answer. Absent: no content. */
  response?: JsonSchema
  /** Status of success; 200 unless said. */
  successStatus?: number
  /** Body cap in bytes; 1 MiB unless said. */
  maxBodyBytes?: number
  /** Per caller (user, or address when public) and process; 1,200 a minute unless said. */
  rateLimit?: RateLimit
  /** How a refusal looks at addresses whose callers know another shape than problem+json. */
  problem?: (problem: Problem, status: number) => { status: number; body: unknown }
  handler(request: RouteRequest<never, never, never>): Promise<RouteAnswer>
}
