import { numberOf, textOf } from '@tomada/sdk/emulator'
import { afterAll, beforeEach } from 'vitest'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { listAll } from '../../../core/testing/capability-calls.ts'
import { rotatingTokens } from '../../../core/testing/rotating-tokens.ts'
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

export function useConnectedAccount(scheme: Scheme): ConnectedAccount {
  let app: ConnectedApp
  const tokens = rotatingTokens(() => app)
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
      return {
        ...common,
        token: await tokens.consent(),
        appId: app.clientId,
        renew: tokens.renew,
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
    all: (resource, more) => listAll(capabilities(), resource, more),
    async reconnect() {
      if (scheme === 'oauth') await tokens.consent()
      else apiToken = textOf((await app.admin('POST', '/scenario/panel', {}))['token']) ?? ''
    },
    async unthrottle() {
      await app.admin('POST', '/limits', { areKept: false })
      if (numberOf((await app.admin('POST', '/limits', {}))['busyTimes']) !== 0) throw new Error('the emulator is busy')
    },
  }
}
