import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { Registry as MetricsRegistry } from 'prom-client'
import { type AppDeps, buildApp } from './app.ts'
import type { Config } from './config/config.ts'
import { drainOf } from './http/drain.ts'
import type { Route } from './http/route.ts'
import { createHttpServer } from './http/server.ts'
import { visitorLimit } from './http/visitor-limit.ts'
import type { IdentityService } from './identity/identity.service.ts'
import { flowHookDoor, type HooksDeps, receiveHooks } from './intake/hooks.middleware.ts'
import { storedHeaders } from './intake/stored-headers.ts'
import type { Clock } from './platform/clock.ts'
import type { Db } from './platform/db.ts'
import type { Logger } from './platform/logger.ts'
import { measurePools } from './platform/pool-metrics.ts'
import type { Queue } from './platform/queue.ts'
import type { Changes } from './realtime/changes.ts'
import { attachSockets } from './realtime/sockets.ts'
import type { Sandbox } from './sandbox/sandbox.types.ts'
import { serveForms } from './triggers/forms.middleware.ts'
import type { FormsService } from './triggers/forms.service.ts'
import { receiveWaits } from './waits/waits.middleware.ts'
import type { WaitsService } from './waits/waits.service.ts'

export interface DoorsDeps {
  config: Config
  clock: Clock
  logger: Logger
  pools: { app: Db; engine: Db }
  queue: Queue
  sandbox: Pick<Sandbox, 'health'>
  changes: Changes
  identity: IdentityService
  hooks: Pick<HooksDeps, 'flowHooks' | 'pluginHooks' | 'webhooks' | 'connectionHooks'>
  forms: FormsService
  waits: WaitsService
  routes: readonly Route[]
  /** False: a process that only works, and has no door. */
  serves: boolean
}

export interface Doors {
  /** Not yet listening; null without the server role. */
  server: Server | null
  close(): Promise<void>
}

/** What is being answered when the process is told to stop may take this long; the rest of its time is the engine's. */
const GRACE_MS = 10_000
const UI_FOLDER = fileURLToPath(new URL('../ui/build', import.meta.url))

/** All that answers from outside: pages, the API, webhooks, forms, links of waits, sockets, health and metrics. */
export function wireDoors(deps: DoorsDeps): Doors {
  const { config, clock, logger, changes, identity, serves } = deps
  if (!serves) return { server: null, close: async () => {} }
  const server = createHttpServer(buildApp(appDeps(deps)), { clock })
  const allowedOrigins = [new URL(config.appBaseUrl).origin]
  const sockets = attachSockets({ server, changes, logger, allowedOrigins, callerOf: identity.callerOf })
  const drain = drainOf(server)
  return { server, close: async () => void (await Promise.all([sockets.close(), drain(GRACE_MS)])) }
}

function appDeps({ config, clock, logger, pools, queue, sandbox, identity, hooks, forms, waits, routes }: DoorsDeps): AppDeps {
  const { appBaseUrl: baseUrl, trustedProxies, corsOrigins, webhookMaxBytes, webhookRateLimit, apiRateLimit } = config
  const metrics = new MetricsRegistry()
  measurePools(metrics, pools)
  const limit = webhookRateLimit === 0 ? {} : { limit: visitorLimit({ clock, perMinute: webhookRateLimit, trustedProxies }) }
  const hookDeps: HooksDeps = { ...hooks, maxBodyBytes: webhookMaxBytes, ...limit }
  return {
    config: {
      baseUrl,
      trustedProxies,
      corsOrigins,
      uiDir: UI_FOLDER,
      defaultRateLimit: { quota: apiRateLimit, windowSeconds: 60 },
    },
    clock,
    logger,
    callerOf: identity.callerOf,
    routes,
    door: flowHookDoor(hookDeps),
    rawMiddleware: [
      receiveHooks(hookDeps),
      serveForms({ forms, clock, baseUrl }),
      receiveWaits(waits, (headers) => storedHeaders(headers, null)),
    ],
    readiness: {
      database: () => pools.app.raw('SELECT 1'),
      queue: () => queue.check(),
      sandbox: async () => sandbox.health().ready > 0 || Promise.reject(new Error('no sandbox child is ready')),
    },
    metrics,
  }
}
