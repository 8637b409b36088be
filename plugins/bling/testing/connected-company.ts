import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
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

const MOST_PAGES = 500

export function useConnectedCompany(): ConnectedCompany {
  let app: ConnectedApp
  let refreshToken = ''
  const capabilities = useCapabilities('bling', 'https://api.bling.com.br', {
    async account() {
      app = await startConnectedApp()
      const tokens = await app.connect()
      refreshToken = tokens.refreshToken
      return {
        url: app.url,
        token: tokens.accessToken,
        accountId: app.companies[0]?.id ?? '',
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
    play: (scenario, input = {}) => app.admin('POST', `/scenario/${scenario}`, input),
    async all(resource, more = {}) {
      const records: ReadRecord[] = []
      let checkpoint: Json = null
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page = await capabilities().list(resource, { checkpoint, ...more })
        if (!page.ok) throw new Error(`${resource}: ${page.failure.code} ${page.failure.message}`)
        records.push(...page.records)
        if (page.done) return records
        checkpoint = page.checkpoint
      }
      throw new Error(`${resource} never ends`)
    },
    async call(method, path, json) {
      const { accessToken } = await app.connect()
      return (await app.call(path, { token: accessToken, method, ...(json === undefined ? {} : { json }) })).fields
    },
    async reconnect() {
      refreshToken = (await app.connect()).refreshToken
    },
    async unthrottle() {
      await app.admin('POST', '/limits', { requestsPerSecond: 1_000_000, requestsPerDay: 1_000_000_000, ipBlocks: false })
    },
  }
}
