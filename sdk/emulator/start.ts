import http from 'node:http'
import type { Duplex } from 'node:stream'
import { type AdminTarget, adminRoutes, refuseStranger } from './admin.ts'
import { createCallbackSender } from './callbacks.ts'
import { createEmulatorClock } from './clock.ts'
import { createFaultDials } from './faults.ts'
import type { Fields } from './fields.ts'
import { createLedger } from './ledger.ts'
import { BadSetting, type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from './message.ts'
import type { EmulatorDefinition, ProviderEmulator, World } from './provider.ts'
import { createRandom } from './random.ts'
import { createRequestLog } from './request-log.ts'
import { findRoute } from './router.ts'
import { listen, readRequest, send, serveProvider } from './serve.ts'
import { createSlowedRequests } from './slowed-requests.ts'

export interface EmulatorOptions {
  /** 0: any free port. */
  port: number
  adminPort: number
  seed: string
  /** What `POST /app` would set, applied at the start and again after each reset. */
  app?: Fields
  log?(text: string): void
}

export interface RunningEmulator {
  name: string
  url: string
  adminUrl: string
  /** Declared origin → this emulator, ready for `PROVIDER_ENDPOINTS`. */
  endpoints: Record<string, string>
  announcement: Record<string, unknown>
  stop(): Promise<void>
}

/** Starts one emulator in this process: its provider port and its admin port, both on loopback. */
export async function startEmulator(definition: EmulatorDefinition, options: EmulatorOptions): Promise<RunningEmulator> {
  const log = options.log ?? (() => {})
  const stage = createStage(definition, options, log)
  const provider = http.createServer((message, response) => {
    serveProvider({ world: stage.world(), provider: stage.provider(), message, response }).catch((error) => fail(error, response, log))
  })
  const taken = new Set<Duplex>()
  provider.on('upgrade', (message, socket, head) => {
    taken.add(socket)
    socket.once('close', () => taken.delete(socket))
    const { upgrade } = stage.provider()
    if (upgrade === undefined) socket.destroy()
    else upgrade(message, socket, head)
  })
  const routes = adminRoutes(stage)
  const admin = http.createServer((message, response) => {
    serveAdmin(routes, message, response).catch((error) => fail(error, response, log))
  })
  const url = await listen(provider, options.port)
  const adminUrl = await listen(admin, options.adminPort)
  const sockets = await definition.openSockets?.(() => stage.world())
  return {
    name: definition.name,
    url,
    adminUrl,
    endpoints: { ...Object.fromEntries(definition.origins.map((origin) => [origin, url])), ...sockets?.endpoints },
    announcement: stage.provider().announcement(),
    async stop() {
      stage.world().clock.stop()
      for (const socket of taken) socket.destroy()
      await Promise.all([close(provider), close(admin), sockets?.close()])
    },
  }
}

/** Holds the current world and provider, and replaces both on a reset. */
function createStage(definition: EmulatorDefinition, options: EmulatorOptions, log: (text: string) => void): AdminTarget {
  let app: Record<string, unknown> = { ...options.app }
  let world = createWorld(options.seed, log)
  let provider = begin()

  function begin(): ProviderEmulator {
    const created = definition.create(world)
    created.configureApp(app)
    return {
      ...created,
      configureApp(settings) {
        const answer = created.configureApp(settings)
        app = { ...app, ...settings }
        return answer
      },
    }
  }

  return {
    world: () => world,
    provider: () => provider,
    reset(seed) {
      world.clock.stop()
      world = createWorld(seed ?? world.seed, log)
      provider = begin()
    },
  }
}

function createWorld(seed: string, log: (text: string) => void): World {
  const clock = createEmulatorClock((error) => log(`a timer failed: ${error instanceof Error ? error.stack : String(error)}`))
  const faults = createFaultDials()
  return {
    seed,
    clock,
    random: createRandom(seed),
    ledger: createLedger(clock),
    requests: createRequestLog(),
    faults,
    slowed: createSlowedRequests(),
    callbacks: createCallbackSender({ clock, faults }),
    log,
  }
}

async function serveAdmin(routes: readonly EmulatorRoute[], message: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const request = await readRequest(message, 0)
  send(response, refuseStranger(request) ?? (await answerAdmin(routes, request)))
}

async function answerAdmin(routes: readonly EmulatorRoute[], request: EmulatorRequest): Promise<EmulatorAnswer> {
  const match = findRoute(routes, request.method, request.path)
  if (!match) return json(404, { error: 'There is no such lever.' })
  request.params = match.params
  try {
    return await match.route.answer(request)
  } catch (error) {
    if (error instanceof BadSetting) return json(400, { error: error.message })
    throw error
  }
}

/** A fault of the emulator itself, not a played one: loud in the log, and an answer no provider gives. */
function fail(error: unknown, response: http.ServerResponse, log: (text: string) => void): void {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  if (response.headersSent) response.destroy()
  else send(response, json(599, { error: 'the emulator failed, see its log' }))
}

async function close(server: http.Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}
