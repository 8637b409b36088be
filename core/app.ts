import type { RequestListener } from 'node:http'
import Koa from 'koa'
import type { Registry } from 'prom-client'
import type { CallerOf } from './http/authenticate.ts'
import { allowOrigins } from './http/cors.ts'
import { answerDirectly, type DirectDoor } from './http/direct.ts'
import { type ReadinessCheck, serveHealth } from './http/health.ts'
import type { HttpState, Step } from './http/http-state.ts'
import { logRequests, requestLog } from './http/log-request.ts'
import { mountRoutes } from './http/mount.ts'
import { renderProblems } from './http/problem.ts'
import { identifyRequest, requestIdentifier } from './http/request-id.ts'
import type { RateLimit, Route } from './http/route.ts'
import { securityHeaders } from './http/security-headers.ts'
import { readStaticUi, serveUi } from './http/static-files.ts'
import { limitUrl } from './http/url-limit.ts'
import type { Clock } from './platform/clock.ts'
import type { Logger } from './platform/logger.ts'

export interface AppConfig {
  /** Public origin, for example `https://tomada.example.com`; never taken from a request. */
  baseUrl: string
  /** Addresses and CIDR networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Origins of other sites that may call the API with a bearer token. */
  corsOrigins: readonly string[]
  /** Folder of the UI build; null serves no pages. */
  uiDir: string | null
  /** Instead of 1,200 requests a minute per caller and route. */
  defaultRateLimit?: RateLimit
}

export interface AppDeps {
  config: AppConfig
  clock: Clock
  logger: Logger
  callerOf: CallerOf
  routes: readonly Route[]
  /** Koa middleware that reads its own requests (webhooks): before the route table, without its limits and page headers. */
  rawMiddleware?: readonly Step[]
  /** What is answered without Koa: the same frame around it, less cost. */
  door?: DirectDoor
  readiness?: Readonly<Record<string, ReadinessCheck>>
  metrics?: Registry | null
  /** Tests only: answers are checked against their contracts. */
  checkAnswers?: boolean
}

/** The app: no port, no environment, no clock of its own. Serve it with `createHttpServer`. */
export function buildApp(deps: AppDeps): RequestListener {
  const { config, clock, logger } = deps
  const ui = readStaticUi(config.uiDir)
  const app = new Koa<HttpState>()
  const identify = requestIdentifier({ clock, logger, trustedProxies: config.trustedProxies })
  const log = requestLog(clock, logger, deps.metrics ?? null)
  const first: Step[] = [
    identifyRequest(identify),
    logRequests(clock, log),
    renderProblems(),
    limitUrl,
    ...(deps.rawMiddleware ?? []),
    ...securityHeaders({ baseUrl: config.baseUrl, scriptHashes: ui.scriptHashes }),
    allowOrigins(config.corsOrigins),
    serveHealth({ checks: deps.readiness ?? {}, metrics: deps.metrics ?? null }),
  ]
  for (const step of first) app.use(step)
  mountRoutes(app, deps.routes, {
    clock,
    callerOf: deps.callerOf,
    ownOrigins: [new URL(config.baseUrl).origin],
    corsOrigins: config.corsOrigins,
    defaultRateLimit: config.defaultRateLimit,
    checkAnswers: deps.checkAnswers,
  })
  app.use(serveUi(ui))
  // Answers that fail while they are being sent (a client that hangs up) end here, after the problem renderer.
  app.on('error', (error: unknown) => logger.debug({ err: error }, 'answer not delivered'))
  const listener = app.callback()
  return deps.door === undefined ? listener : answerDirectly({ door: deps.door, identify, log, clock }, listener)
}
