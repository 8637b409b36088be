import type { Random, World } from '@tomada/sdk/emulator'
import type { Application, AuthorizationCode, Company, Grant, Limits, Token } from './erp.types.ts'
import { ALL_SCOPES } from './scopes.ts'
import { seedCompany } from './seed-company.ts'

const MINUTE_MS = 60_000

/** Everything the fake Bling knows. One per reset. */
export interface Erp {
  world: World
  random: Random
  app: Application
  limits: Limits
  companies: Map<string, Company>
  grants: Map<number, Grant>
  codes: Map<string, AuthorizationCode>
  accessTokens: Map<string, Token>
  refreshTokens: Map<string, Token>
  /** Webhook resources switched off after three days of failures. */
  disabledResources: Set<string>
}

export function createErp(world: World): Erp {
  const random = world.random.fork('erp')
  const companies = [
    seedCompany(random, world.clock.now(), { login: 'papelaria.girassol', name: 'Papelaria Girassol Ltda' }),
    seedCompany(random, world.clock.now(), { login: 'casa.ipe', name: 'Casa Ipê Comércio Ltda' }),
  ]
  return {
    world,
    random,
    app: makeApplication(world.random.fork('application')),
    limits: defaultLimits(),
    companies: new Map(companies.map((company) => [company.id, company])),
    grants: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    disabledResources: new Set(),
  }
}

function makeApplication(random: Random): Application {
  return {
    clientId: random.hex(40),
    clientSecret: random.hex(60),
    name: 'Tomada (demonstração)',
    redirectUri: null,
    scopes: ALL_SCOPES,
    isActive: true,
    autoApprove: false,
    callbackUrl: null,
    webhookResources: ['order', 'product', 'stock', 'virtual_stock', 'invoice'],
    orderEventsHaveStatus: true,
    sendsValuesOutsideEnums: false,
    tampersSignatures: false,
  }
}

function defaultLimits(): Limits {
  return {
    requestsPerSecond: 3,
    requestsPerDay: 120_000,
    ipBlocks: true,
    blockedAnswer: 'forbidden',
    searchLagMs: 0,
    refuseDuplicateStoreNumbers: false,
    invoiceStepMs: 5_000,
    // Growing gaps that fill the documented three days; how Bling spaces them is not documented.
    webhookDelaysMs: [1, 5, 15, 60, 180, 360, 720, 1440, 1539].map((minutes) => minutes * MINUTE_MS),
  }
}

/** The next id of this kind of thing: long, as Bling's are, and never used twice. */
export function newId(erp: Erp, digits = 11): number {
  return Number(erp.random.digits(digits))
}
