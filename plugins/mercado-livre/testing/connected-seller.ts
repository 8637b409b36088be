import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
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
  let refreshToken = ''
  const capabilities = useCapabilities('mercado-livre', 'https://api.mercadolibre.com', {
    async account() {
      app = await startConnectedApp()
      const tokens = await app.connect()
      refreshToken = tokens.refreshToken
      return {
        url: app.url,
        token: tokens.accessToken,
        accountId: app.sellers[0]?.userId ?? '',
        appId: app.clientId,
        async renew() {
          const { status, fields } = await app.token({ grant_type: 'refresh_token', refresh_token: refreshToken })
          if (status !== 200) return null
          refreshToken = String(fields['refresh_token'])
          return String(fields['access_token'])
        },
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
    async all(resource, more = {}) {
      const records: ReadRecord[] = []
      let checkpoint: Json = null
      for (let pages = 0; pages < 500; pages++) {
        const page = await capabilities().list(resource, { checkpoint, ...more })
        if (!page.ok) throw new Error(`${resource}: ${page.failure.code} ${page.failure.message}`)
        records.push(...page.records)
        if (page.done) return records
        checkpoint = page.checkpoint
      }
      throw new Error(`${resource} never ends`)
    },
    async reconnect() {
      refreshToken = (await app.connect()).refreshToken
    },
    async unthrottle() {
      await app.admin('POST', '/limits', { requestsPerMinute: 1_000_000, messagesPerMinute: 1_000_000 })
    },
  }
}
