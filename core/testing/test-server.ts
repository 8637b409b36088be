import { afterAll } from 'vitest'
import { type AppDeps, buildApp } from '../app.ts'
import type { Caller, Route } from '../http/route.ts'
import { createHttpServer, type ServerLimits } from '../http/server.ts'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'

export interface TestServer {
  /** `http://127.0.0.1:<port>` */
  origin: string
  port: number
  /** Log lines so far, parsed. */
  logged: Record<string, unknown>[]
}

export type TestServerOptions = Partial<Omit<AppDeps, 'config'>> & {
  routes: readonly Route[]
  config?: Partial<AppDeps['config']>
  limits?: Partial<ServerLimits>
}

export const TEST_BASE_URL = 'https://tomada.test'

/** The real app on a real port of loopback, closed when the test file is done. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const logged: Record<string, unknown>[] = []
  const logger = createLogger({ level: 'info', destination: { write: (line: string) => logged.push(JSON.parse(line)) } })
  const { limits, config, ...rest } = options
  const app = buildApp({
    clock: systemClock,
    logger,
    callerOf: async () => null,
    checkAnswers: true,
    ...rest,
    config: { baseUrl: TEST_BASE_URL, trustedProxies: [], corsOrigins: [], uiDir: null, ...config },
  })
  const server = createHttpServer(app, { clock: options.clock ?? systemClock, limits })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test server has no port')
  return { origin: `http://127.0.0.1:${address.port}`, port: address.port, logged }
}

/** A caller as `x-test-role` says, for tests of the table itself; no session behind it. */
export function callerFromTestHeader(headers: Record<string, unknown>): Promise<Caller | null> {
  const role = headers['x-test-role']
  const roles: readonly Caller['role'][] = ['viewer', 'operator', 'editor', 'admin', 'owner']
  const known = roles.find((name) => name === role)
  if (known === undefined) return Promise.resolve(null)
  return Promise.resolve({
    userId: `usr_${known}`,
    tenantId: '00000000-0000-4000-8000-00000000000a',
    role: known,
    via: 'bearer',
    sessionId: 'ses_x',
  })
}
