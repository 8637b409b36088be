import type { Random, World } from '@tomada/sdk/emulator'

export type Body = Record<string, unknown>

/** When something was made and changed, by whom. Emulator milliseconds. */
export interface Stamps {
  createdAt: number
  changedAt: number
  byApi: boolean
}

export interface Customer extends Stamps {
  id: number
  body: Body
}

export interface Product extends Stamps {
  id: number
  body: Body
}

export interface OrderItem {
  id: number
  productId: number
  quantity: number
  unitPrice: number
  discount: number
  locationId: number
  movesStock: boolean
  body: Body
}

export interface StageEntry {
  stage: string
  at: number
}

export interface Order extends Stamps {
  id: number
  integrationCode: string
  number: number
  customerId: number
  stage: string
  stages: StageEntry[]
  items: OrderItem[]
  cabecalho: Body
  frete: Body
  informacoes: Body
  observacoes: Body
  parcels: Body[]
  invoicedAt: number | null
  cancelledAt: number | null
  returnedAt: number | null
  outcome: 'none' | 'processing' | 'authorised' | 'denied'
}

export interface Invoice extends Stamps {
  id: number
  orderId: number
  number: number
  key: string
  issuedAt: number
  cancelledAt: number | null
  state: 'processing' | 'authorised' | 'denied'
}

export interface Location {
  id: number
  code: string
  name: string
  isDefault: boolean
}

/** What lies at one place, by `product/location`. */
export interface Balance {
  productId: number
  locationId: number
  quantity: number
  cost: number
  minimum: number
  /** Never moved: hidden in lists unless asked for. */
  hasMoved: boolean
}

export interface Movement {
  id: number
  productId: number
  locationId: number
  at: number
  quantity: number
  balance: number
  origin: string
  adjustmentId: number | null
  orderId: number | null
}

export interface Adjustment {
  id: number
  movementId: number
  key: string
  productId: number
  body: Body
}

export interface Company {
  appKey: string
  appSecret: string
  id: number
  name: string
  cnpj: string
  accountId: number
  customers: Map<number, Customer>
  products: Map<number, Product>
  orders: Map<number, Order>
  invoices: Map<number, Invoice>
  locations: Location[]
  balances: Map<string, Balance>
  movements: Movement[]
  adjustments: Map<number, Adjustment>
  lastOrderNumber: number
  lastInvoiceNumber: number
  isSuspended: boolean
}

/** What is documented, and what tests turn. */
export interface Limits {
  requestsPerMinute: number
  callsPerMinute: number
  atOnce: number
  redundantSeconds: number
  redundantFault: '6' | '8020'
  failuresInRow: number
  blockSeconds: number
  wrongKeyStatus: number
  authorisationMs: number
  /** Real milliseconds each answer takes, so that calls can be under way together. */
  answerMs: number
  deniesInvoices: boolean
  webhookTimeoutMs: number
  webhookDelaysMs: number[]
}

export interface Panel {
  callbackUrl: string | null
  /** Topics that are switched on; null: all. */
  topics: string[] | null
}

export interface Erp {
  world: World
  random: Random
  companies: Map<string, Company>
  limits: Limits
  panel: Panel
  newId(): number
}

/** What one operation works on. */
export interface Call {
  erp: Erp
  company: Company
  param: Readonly<Record<string, unknown>>
  now: number
  requestId: number
}

export interface Operation {
  /** Name of the complex type, as faults tell it. */
  type: string
  tags: Tags
  run(call: Call): Body
}

/** `true`: a value. An object: members of its own; a list of records reads the same. */
export interface Tags {
  readonly [tag: string]: true | Tags
}

/** Operations of one service by the name of the call. */
export type Service = Readonly<Record<string, Operation>>
