import type { Fields } from '@tomada/sdk/emulator'

/** The developer's application, as Bling's panel holds it. */
export interface Application {
  clientId: string
  clientSecret: string
  name: string
  redirectUri: string | null
  scopes: string[]
  isActive: boolean
  /** Consent without a click, for headless use. */
  autoApprove: boolean
  callbackUrl: string | null
  /** Resources whose events are sent: `order`, `product`, `stock`, … */
  webhookResources: string[]
  /** Older payload versions had no `situacao` in order events. */
  orderEventsHaveStatus: boolean
  /** Answers carry texts the specification's enums do not have. */
  sendsValuesOutsideEnums: boolean
  /** Signatures are made with another secret. */
  tampersSignatures: boolean
}

export interface Contact {
  id: number
  body: Fields
  createdAt: number
  updatedAt: number
}

export interface OrderItem {
  id: number
  body: Fields
  productId: number | null
  quantity: number
  unitPrice: number
}

export interface Instalment {
  id: number
  body: Fields
}

export interface Order {
  id: number
  number: number
  storeNumber: string | null
  storeId: number
  contactId: number
  statusId: number
  items: OrderItem[]
  instalments: Instalment[]
  /** What the caller sent, for the fields that are only kept. */
  body: Fields
  productsTotal: number
  total: number
  invoiceId: number | null
  createdAt: number
  updatedAt: number
  /** Emulator instant from which lists show it. */
  searchableAt: number
  stockPosted: boolean
  /** Where it was posted. */
  stockDepositId: number
  accountsPosted: boolean
  deleted: boolean
}

export interface Product {
  id: number
  /** Set on a variation. */
  parentId: number | null
  body: Fields
  createdAt: number
  updatedAt: number
  /** Physical balance by depósito id. */
  stock: Map<number, number>
}

export interface Deposit {
  id: number
  descricao: string
  /** 0 inactive, 1 active. */
  situacao: number
  padrao: boolean
  desconsiderarSaldo: boolean
}

/** One posting in a depósito, as `PUT /estoques/{id}` and the panel know it again. */
export interface StockMovement {
  id: number
  productId: number
  depositId: number
  operation: 'B' | 'E' | 'S'
  quantity: number
  /** What the depósito had before. */
  before: number
  details: Fields
}

export interface Status {
  id: number
  name: string
  inheritedId: number
  /** Generic class: 0 open, 1 fulfilled, 2 cancelled, 3 in progress. */
  value: number
  color: string
}

/** A customer's Bling account. */
export interface Company {
  /** 32 hex digits; `companyId` of webhooks. */
  id: string
  login: string
  name: string
  cnpj: string
  email: string
  isActive: boolean
  /** False: the user lost a permission, or the account is in arrears. */
  mayAuthorize: boolean
  contractedAt: number
  contacts: Map<number, Contact>
  orders: Map<number, Order>
  products: Map<number, Product>
  invoices: Map<number, Invoice>
  deposits: Deposit[]
  movements: Map<number, StockMovement>
  statuses: Status[]
  /** Moves with everything that reservations are made of, so that they are added up once for many balances. */
  revision: number
  reserved: { revision: number; byProduct: Map<number, number> }
  refusedTransitions: { from: number; to: number }[]
  /** The tax office refuses what this company sends. */
  rejectsInvoices: boolean
  lastOrderNumber: number
  /** Instants of the requests in the current second, and the day's count. */
  recent: number[]
  day: { date: string; count: number }
}

export interface Invoice {
  id: number
  orderId: number | null
  contactId: number
  number: string
  series: number
  /** 1 pending, 3 waiting for the receipt, 8 for the protocol, 5 authorised, 6 DANFE issued, 4 rejected. */
  status: number
  accessKey: string | null
  total: number
  body: Fields
  createdAt: number
  accountsPosted: boolean
  stockPosted: boolean
}

export interface Grant {
  id: number
  companyId: string
  scopes: string[]
  revoked: boolean
}

export interface AuthorizationCode {
  code: string
  companyId: string
  grantId: number | null
  expiresAt: number
}

export interface Token {
  token: string
  grantId: number
  expiresAt: number
  isJwt: boolean
  spent: boolean
}

export interface Limits {
  requestsPerSecond: number
  requestsPerDay: number
  /** Whether too many errors, requests or token calls block the caller's address. */
  ipBlocks: boolean
  /** What a blocked address gets; Bling does not say. */
  blockedAnswer: 'forbidden' | 'reset'
  /** Emulator ms after which lists show a new order. */
  searchLagMs: number
  refuseDuplicateStoreNumbers: boolean
  /** Emulator ms between the states of an invoice that was sent. */
  invoiceStepMs: number
  /** Emulator ms between the attempts of one webhook. */
  webhookDelaysMs: number[]
}
