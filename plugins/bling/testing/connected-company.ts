import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { listAll } from '../../../core/testing/capability-calls.ts'
import { rotatingTokens } from '../../../core/testing/rotating-tokens.ts'
import { type ConnectedApp, startConnectedApp } from '../emulator/testing/connected-app.ts'

/** The connector's capabilities over a running emulator whose first company is connected, with one rotating pair of tokens. */
export interface ConnectedCompany {
  capabilities(): Capabilities
  app(): ConnectedApp
  play(scenario: string, input?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Every page of a resource, as the host's loop asks for them. */
  all(resource: string, more?: { since?: number; until?: number; limit?: number }): Promise<ReadRecord[]>
  /** A call of the provider's own, with a token of its own. */
  call(method: string, path: string, json?: unknown): Promise<Record<string, unknown>>
  /** A person consents again. */
  reconnect(): Promise<void>
  /** Stops the emulator's own quota from standing in the way. */
  unthrottle(): Promise<void>
}

export function useConnectedCompany(): ConnectedCompany {
  let app: ConnectedApp
  const tokens = rotatingTokens(() => app)
  const capabilities = useCapabilities('bling', 'https://api.bling.com.br', {
    async account() {
      app = await startConnectedApp()
      return {
        url: app.url,
        token: await tokens.consent(),
        accountId: app.companies[0]?.id ?? '',
        appId: app.clientId,
        renew: tokens.renew,
      }
    },
  })
  beforeEach(() => app.admin('DELETE', '/faults'))
  afterAll(() => app.stop())
  return {
    capabilities,
    app: () => app,
    play: (scenario, input = {}) => app.admin('POST', `/scenario/${scenario}`, input),
    all: (resource, more) => listAll(capabilities(), resource, more),
    async call(method, path, json) {
      const { accessToken } = await app.connect()
      return (await app.call(path, { token: accessToken, method, ...(json === undefined ? {} : { json }) })).fields
    },
    async reconnect() {
      await tokens.consent()
    },
    async unthrottle() {
      await app.admin('POST', '/limits', { requestsPerSecond: 1_000_000, requestsPerDay: 1_000_000_000, ipBlocks: false })
    },
  }
}
