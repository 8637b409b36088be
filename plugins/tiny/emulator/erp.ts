import type { Random, World } from '@tomada/sdk/emulator'
import type { Account, Application, Limits } from './erp.types.ts'
import { seedAccount } from './seed-account.ts'

/** One consent of one account. */
export interface Grant {
  id: number
  login: string
  revoked: boolean
}

export interface Token {
  grantId: number
  expiresAt: number
  spent: boolean
}

export interface AuthorizationCode {
  login: string
  redirectUri: string
  challenge: string | null
  expiresAt: number
  used: boolean
}

/** Everything the fake Tiny knows. One per reset. */
export interface Erp {
  world: World
  random: Random
  app: Application
  limits: Limits
  accounts: Account[]
  grants: Map<number, Grant>
  codes: Map<string, AuthorizationCode>
  accessTokens: Map<string, Token>
  refreshTokens: Map<string, Token>
}

export function createErp(world: World): Erp {
  const random = world.random.fork('erp')
  const now = world.clock.now()
  return {
    world,
    random,
    app: {
      clientId: `tiny-api-${random.hex(32)}`,
      clientSecret: random.letters(32),
      name: 'Tomada (demonstração)',
      redirectUri: null,
      autoApprove: false,
      callbackUrl: null,
      integrationUrl: null,
      webhookKinds: ['inclusao_pedido', 'atualizacao_pedido', 'estoque', 'produto', 'precos', 'rastreio', 'situacao_pedido', 'nota_fiscal'],
    },
    limits: {
      areKept: true,
      burstPerSecond: 0,
      headerCase: 'RateLimit',
      rotatesRefreshTokens: true,
      invoiceStepMs: 5_000,
      importedSituation: null,
      refusesKnownXml: true,
      busyTimes: 0,
    },
    accounts: [
      seedAccount(random, now, { login: 'emporio.cerrado', name: 'Empório Cerrado Ltda', plan: 'evoluir' }),
      seedAccount(random, now, { login: 'ateliermare', name: 'Ateliê Maré ME', plan: 'crescer' }),
    ],
    grants: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
  }
}

/** The next id of the account. v2 and v3 share them. */
export function newId(account: Account): number {
  account.lastId += 1
  return account.lastId
}
