import { type Fields, fieldsOf } from '@tomada/sdk/emulator'
import { type Called, type CallOptions, call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type ConnectedApp, startConnectedApp } from './connected-app.ts'

/** An emulator for a test file, reset before each test, with the first seller connected. Call at the top level of the file. */
export interface MarketUnderTest {
  app(): ConnectedApp
  token(): string
  /** Connects again: tokens die with the clock. */
  reconnect(): Promise<void>
  sellerId(): string
  get(path: string, headers?: Record<string, string>): Promise<Called>
  send(path: string, options: CallOptions): Promise<Called>
  play(scenario: string, input?: Record<string, unknown>): Promise<Fields>
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  /** Kinds of effects at the provider, oldest first. */
  effects(): Promise<string[]>
}

export function useMarket(): MarketUnderTest {
  let app: ConnectedApp
  let token = ''
  beforeAll(async () => {
    app = await startConnectedApp()
  })
  beforeEach(async () => {
    await app.admin('POST', '/reset', {})
    token = (await app.connect()).accessToken
  })
  afterAll(() => app.stop())
  return {
    app: () => app,
    token: () => token,
    async reconnect() {
      token = (await app.connect()).accessToken
    },
    sellerId: () => app.sellers[0]?.userId ?? '',
    get: (path, headers) => app.get(path, token, headers),
    send: (path, options) => call(`${app.url}${path}`, { token, ...options }),
    play: (scenario, input = {}) => app.admin('POST', `/scenario/${scenario}`, input),
    admin: (method, path, body) => app.admin(method, path, body),
    async effects() {
      const { items } = await app.admin('GET', '/ledger')
      return Array.isArray(items) ? items.map((effect) => String(fieldsOf(effect)['kind'])) : []
    },
  }
}
