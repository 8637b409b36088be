import type Koa from 'koa'
import type { Logger } from '../platform/logger.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Caller, Route } from './route.ts'

/** What the steps of one request tell each other. Few fields on purpose: a step checks one thing and throws, or calls next. */
export interface HttpState {
  requestId: string
  locale: Locale
  clientAddress: string
  logger: Logger
  cookies: Readonly<Record<string, string>>
  caller: Caller | null
  /** The matched endpoint, for the log line and the metrics. */
  route: Route | null
  /** Already read and parsed body; undefined when the route takes none. */
  body: unknown
}

export type Step = Koa.Middleware<HttpState>
export type Context = Koa.ParameterizedContext<HttpState>
