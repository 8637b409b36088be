import { makeAddress, makeCompany, makePerson, type Random, type World } from '@tomada/sdk/emulator'
import type {
  Application,
  AuthorizationCode,
  Claim,
  Grant,
  Limits,
  Listing,
  Login,
  Message,
  MissedFeed,
  Question,
  Scroll,
  Shipment,
  Token,
  User,
} from './market.types.ts'
import { createOrderBook, type OrderBook } from './orders/order-book.ts'
import { seedListings } from './seed-listings.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Everything the fake Mercado Livre knows. One per reset. */
export interface Market {
  world: World
  random: Random
  app: Application
  limits: Limits
  logins: Login[]
  users: Map<number, User>
  listings: Map<string, Listing>
  orders: OrderBook
  questions: Map<number, Question>
  shipments: Map<number, Shipment>
  messages: Map<string, Message>
  /** Messages of a pack, oldest first. */
  threads: Map<number, Message[]>
  /** Uploaded files by name, until a message or a claim uses them. */
  attachments: Map<string, { originalName: string; bytes: Buffer; uploadedAt: number }>
  /** Who may no longer ask this seller. */
  blockedAskers: Map<number, Set<number>>
  /** Packs whose thread the sales agent has taken over. */
  agentThreads: Set<number>
  claims: Map<number, Claim>
  scrolls: Map<string, Scroll>
  grants: Map<number, Grant>
  codes: Map<string, AuthorizationCode>
  accessTokens: Map<string, Token>
  refreshTokens: Map<string, Token>
  missedFeeds: MissedFeed[]
  /** Topics switched off by fallback, with the failures that led there. */
  failures: Map<string, number>
  disabledTopics: Set<string>
  /** Test users made through the API; ten is the most. */
  testUsers: number[]
}

export function createMarket(world: World): Market {
  const random = world.random.fork('market')
  const sellers = [makeSeller(random, world, 'Papelaria Girassol'), makeSeller(random, world, 'Casa Ipê')]
  const market: Market = {
    world,
    random,
    app: makeApplication(world.random.fork('application')),
    limits: defaultLimits(),
    logins: sellers.map((seller) => ({ login: seller.nickname, userId: seller.id, worksFor: null })),
    users: new Map(sellers.map((seller) => [seller.id, seller])),
    listings: new Map(),
    orders: createOrderBook(),
    questions: new Map(),
    shipments: new Map(),
    messages: new Map(),
    threads: new Map(),
    attachments: new Map(),
    blockedAskers: new Map(),
    agentThreads: new Set(),
    claims: new Map(),
    scrolls: new Map(),
    grants: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    missedFeeds: [],
    failures: new Map(),
    disabledTopics: new Set(),
    testUsers: [],
  }
  const first = sellers[0]
  if (first) market.logins.push({ login: `${first.nickname}_OPERADOR`, userId: Number(random.digits(9)), worksFor: first.id })
  for (const seller of sellers)
    for (const listing of seedListings(random, seller.id, world.clock.now())) market.listings.set(listing.id, listing)
  return market
}

/** A buyer nobody saw before: a person, or now and then a business. */
export function makeBuyer(market: Market, asCompany: boolean): User {
  const { random } = market
  const person = makePerson(random)
  const company = asCompany ? makeCompany(random) : null
  const buyer: User = {
    id: Number(random.digits(9)),
    nickname: `${person.firstName}${random.digits(6)}`.toUpperCase(),
    email: company?.email ?? person.email,
    firstName: company?.legalName ?? person.firstName,
    lastName: company ? '' : person.lastName,
    document: company ? { type: 'CNPJ', number: company.cnpj } : { type: 'CPF', number: person.cpf },
    stateRegistration: company?.stateRegistration ?? null,
    phone: person.phone,
    address: makeAddress(random),
    isSeller: false,
    isMultiOrigin: false,
    isUserProductSeller: false,
    hasHugeCatalogue: false,
    registeredAt: market.world.clock.now() - random.between(30, 2000) * DAY_MS,
  }
  market.users.set(buyer.id, buyer)
  return buyer
}

function makeSeller(random: Random, world: World, shopName: string): User {
  const company = makeCompany(random)
  return {
    id: Number(random.digits(9)),
    nickname: shopName
      .normalize('NFD')
      .replace(/[^a-zA-Z]/g, '')
      .toUpperCase(),
    email: company.email,
    firstName: shopName,
    lastName: '',
    document: { type: 'CNPJ', number: company.cnpj },
    stateRegistration: company.stateRegistration,
    phone: `11${random.digits(9)}`,
    address: makeAddress(random),
    isSeller: true,
    isMultiOrigin: false,
    isUserProductSeller: false,
    hasHugeCatalogue: false,
    registeredAt: world.clock.now() - 900 * DAY_MS,
  }
}

function makeApplication(random: Random): Application {
  return {
    id: Number(random.digits(16).replace(/^./, '5')),
    secret: random.letters(32),
    name: 'Tomada (demonstração)',
    redirectUris: [],
    callbackUrl: null,
    topics: ['orders_v2'],
    pkceRequired: false,
    scopes: ['offline_access', 'read', 'write'],
    autoApprove: false,
    blocked: false,
    sourceAddress: null,
  }
}

function defaultLimits(): Limits {
  return {
    requestsPerMinute: 1500,
    messagesPerMinute: 500,
    searchLagMs: 0,
    shipmentLagMs: 0,
    fallbackAfterFailures: 200,
    // Seven gaps that fill the documented hour; how Mercado Livre spaces them is not documented.
    notificationDelaysMs: [1, 2, 4, 7, 11, 15, 20].map((minutes) => minutes * MINUTE_MS),
    allowedAddresses: [],
  }
}
