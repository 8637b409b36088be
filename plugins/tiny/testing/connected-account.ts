import { numberOf, textOf } from '@tomada/sdk/emulator'
import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { type ConnectedApp, startConnectedApp } from '../emulator/testing/connected-app.ts'

/** Both ways in. */
export const SCHEMES = ['oauth', 'token'] as const
export type Scheme = (typeof SCHEMES)[number]

/** The connector's capabilities over a running emulator whose first account is connected, one way or the other. */
export interface ConnectedAccount {
  scheme: Scheme
  capabilities(): Capabilities
  app(): ConnectedApp
  play(scenario: string, input?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Every page of a resource, as the host's loop asks for them. */
  all(resource: string, more?: { since?: number; until?: number; limit?: number }): Promise<ReadRecord[]>
  /** A person consents again, or types the new token. */
  reconnect(): Promise<void>
  /** Stops the emulator's own quota from standing in the way. */
  unthrottle(): Promise<void>
}

const MOST_PAGES = 500

export function useConnectedAccount(scheme: Scheme): ConnectedAccount {
  let app: ConnectedApp
  let refreshToken = ''
  let apiToken = ''
  const capabilities = useCapabilities('tiny', 'https://api.tiny.com.br', {
    async account() {
      app = await startConnectedApp()
      const [account] = app.accounts
      const common = { url: app.url, accountId: account?.cnpj ?? '', authId: scheme, settings: { plano: 'evoluir', filaDeEstoque: true } }
      if (scheme === 'token') {
        apiToken = account?.token ?? ''
        const field = {
          in: 'form' as const,
          name: 'token',
          get value() {
            return apiToken
          },
        }
        return { ...common, token: apiToken, inject: [field] }
      }
      const tokens = await app.connect()
      refreshToken = tokens.refreshToken
      return {
        ...common,
        token: tokens.accessToken,
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
    scheme,
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
    async reconnect() {
      if (scheme === 'oauth') refreshToken = (await app.connect()).refreshToken
      else apiToken = textOf((await app.admin('POST', '/scenario/panel', {}))['token']) ?? ''
    },
    async unthrottle() {
      await app.admin('POST', '/limits', { areKept: false })
      if (numberOf((await app.admin('POST', '/limits', {}))['busyTimes']) !== 0) throw new Error('the emulator is busy')
    },
  }
}
