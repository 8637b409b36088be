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

export interface Receipt {
  id: number
  integrationCode: string
  /** Without interest and fine, which are not part of the title. */
  amount: number
  discount: number
  at: number
}

export interface Boleto {
  number: string
  bankNumber: string
  barcode: string
  issuedAt: number
  cancelledAt: number | null
  interest: number
  fine: number
}

/** A title that somebody owes. */
export interface Receivable extends Stamps {
  id: number
  integrationCode: string
  customerId: number
  accountId: number
  amount: number
  receipts: Receipt[]
  boleto: Boleto | null
  cancelledAt: number | null
  orderId: number | null
  serviceOrderId: number | null
  body: Body
}

export interface Pix {
  id: number
  integrationCode: string
  receivableId: number
  amount: number
  status: 'REGISTRADO' | 'LIQUIDADO' | 'CANCELADO'
  /** Where its payment is told, besides the webhooks. */
  notifyUrl: string
  createdAt: number
  changedAt: number
}

export interface ServiceItem {
  id: number
  quantity: number
  unitPrice: number
  discount: number
  body: Body
}

/** The city's invoice of services. */
export interface ServiceInvoice {
  id: number
  number: number
  rps: number
  verification: string
  issuedAt: number
  cancelledAt: number | null
  state: 'processing' | 'authorised' | 'refused'
}

export interface ServiceOrder extends Stamps {
  id: number
  integrationCode: string
  number: number
  customerId: number
  stage: string
  cabecalho: Body
  informacoes: Body
  email: Body
  observacoes: Body
  services: ServiceItem[]
  parcels: Body[]
  invoicedAt: number | null
  cancelledAt: number | null
  invoice: ServiceInvoice | null
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
  receivables: Map<number, Receivable>
  pixes: Map<number, Pix>
  serviceOrders: Map<number, ServiceOrder>
  lastServiceNumber: number
  lastServiceInvoiceNumber: number
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
  /** Whether a title that has a boleto is refused another one; otherwise the same comes back. */
  refusesSecondBoleto: boolean
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
