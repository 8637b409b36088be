import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { listAll } from '../../../core/testing/capability-calls.ts'
import { rotatingTokens } from '../../../core/testing/rotating-tokens.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { type ConnectedApp, startConnectedApp } from '../emulator/testing/connected-app.ts'

/** The connector's capabilities over a running emulator whose first seller is connected, with one rotating pair of tokens. */
export interface ConnectedSeller {
  capabilities(): Capabilities
  app(): ConnectedApp
  sellerId(): string
  play(scenario: string, input?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Every page of a resource, as the host's loop asks for them. */
  all(resource: string, more?: { parent?: Json; since?: number; until?: number; limit?: number }): Promise<ReadRecord[]>
  /** A person consents again. */
  reconnect(): Promise<void>
  /** Stops the emulator's own quota from standing in the way. */
  unthrottle(): Promise<void>
}

export function useConnectedSeller(): ConnectedSeller {
  let app: ConnectedApp
  const tokens = rotatingTokens(() => app)
  const capabilities = useCapabilities('mercado-livre', 'https://api.mercadolibre.com', {
    async account() {
      app = await startConnectedApp()
      return {
        url: app.url,
        token: await tokens.consent(),
        accountId: app.sellers[0]?.userId ?? '',
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
    sellerId: () => app.sellers[0]?.userId ?? '',
    play: (scenario, input = {}) => app.admin('POST', `/scenario/${scenario}`, input),
    all: (resource, more) => listAll(capabilities(), resource, more),
    async reconnect() {
      await tokens.consent()
    },
    async unthrottle() {
      await app.admin('POST', '/limits', { requestsPerMinute: 1_000_000, messagesPerMinute: 1_000_000 })
    },
  }
}
