import type { PostalAddress } from '@tomada/sdk/emulator'

/** The developer's application, as the DevCenter panel holds it. */
export interface Application {
  id: number
  secret: string
  name: string
  redirectUris: string[]
  callbackUrl: string | null
  topics: string[]
  pkceRequired: boolean
  /** What a consent grants; without `offline_access` there is no refresh token. */
  scopes: string[]
  /** Consent without a click, for headless use. */
  autoApprove: boolean
  blocked: boolean
  /** Outgoing address of notifications; null leaves it to the machine. */
  sourceAddress: string | null
}

/** Someone who can log in at the consent page. An operator works for the account of `worksFor`. */
export interface Login {
  login: string
  userId: number
  worksFor: number | null
}

export interface User {
  id: number
  nickname: string
  email: string
  firstName: string
  lastName: string
  document: { type: 'CPF' | 'CNPJ'; number: string }
  stateRegistration: string | null
  phone: string
  address: PostalAddress
  isSeller: boolean
  /** Stock lives in locations: writes to the listing are accepted and ignored. */
  isMultiOrigin: boolean
  /** Publishes by user product: no `variations[]`. */
  isUserProductSeller: boolean
  /** More than 200,000 listings: searches lose their aggregations. */
  hasHugeCatalogue: boolean
  registeredAt: number
}

export interface Listing {
  id: string
  sellerId: number
  title: string
  sku: string
  categoryId: string
  priceCents: number
  available: number
  /** Version of the user product's stock, sent as `x-version`. */
  stockVersion: number
  sold: number
  status: 'active' | 'paused' | 'closed'
  subStatus: string[]
  listingType: 'gold_special' | 'gold_pro'
  brand: string | null
  description: string
  variations: Variation[]
  createdAt: number
  updatedAt: number
}

/** One colour or size of a listing; all of them share its price. */
export interface Variation {
  id: number
  value: string
  sku: string
  available: number
  sold: number
}

export type OrderStatus =
  | 'confirmed'
  | 'payment_required'
  | 'payment_in_process'
  | 'partially_paid'
  | 'paid'
  | 'partially_refunded'
  | 'pending_cancel'
  | 'cancelled'

export interface OrderLine {
  listingId: string
  title: string
  categoryId: string
  sku: string
  quantity: number
  unitPriceCents: number
  saleFeeCents: number
  listingType: string
}

export interface Order {
  id: number
  packId: number | null
  sellerId: number
  buyerId: number
  status: OrderStatus
  lines: OrderLine[]
  /** ISO 4217 code of its amounts; reais when absent. */
  currency?: string
  paymentId: number
  shippingId: number
  tags: string[]
  createdAt: number
  closedAt: number | null
  updatedAt: number
  /** Emulator instants from which a read by id, and the search, see the order. */
  readableAt: number
  searchableAt: number
  /** Reads that still answer 206 with fields left out. */
  partialReads: number
}

/** Everything that was granted by one consent. */
export interface Grant {
  id: number
  userId: number
  scopes: string[]
  lastUsedAt: number
  revoked: boolean
}

export interface AuthorizationCode {
  code: string
  userId: number
  redirectUri: string
  challenge: { method: string; value: string } | null
  expiresAt: number
  used: boolean
}

export interface Token {
  token: string
  grantId: number
  expiresAt: number
  /** A refresh token dies by use, and by the next one of its grant. */
  spent: boolean
}

export interface Question {
  id: number
  itemId: string
  sellerId: number
  buyerId: number
  status: 'UNANSWERED' | 'ANSWERED' | 'CLOSED_UNANSWERED' | 'UNDER_REVIEW' | 'BANNED' | 'DELETED' | 'DISABLED'
  text: string
  answer: { text: string; status: string; createdAt: number } | null
  createdAt: number
  updatedAt: number
}

/** Position of one scan; each page has a new one, and the old one is gone. */
export interface Scroll {
  sellerId: number
  kind: 'items' | 'questions'
  position: number
  expiresAt: number
}

export interface Shipment {
  id: number
  orderId: number
  status: string
  substatus: string | null
  history: { status: string; substatus: string | null; at: number }[]
  trackingNumber: string | null
  /** `fulfillment` is Full: the parcel leaves from Mercado Livre's own warehouse. */
  logisticType: 'drop_off' | 'fulfillment'
  /** The XML posted as `invoice_data`. */
  invoiceXml: string | null
  createdAt: number
}

export interface Message {
  id: string
  packId: number
  fromId: number
  toId: number
  text: string
  attachments: string[]
  createdAt: number
  readAt: number | null
}

export interface Claim {
  id: number
  orderId: number
  buyerId: number
  sellerId: number
  type: 'mediations' | 'return'
  stage: 'claim' | 'dispute'
  status: 'opened' | 'closed'
  /** The only percentages a partial refund may have. */
  refundOffers: number[]
  /** What the seller chose, or null while it is open. */
  resolution: string | null
  messages: ClaimMessage[]
  history: { status: string; stage: string; at: number }[]
  createdAt: number
  updatedAt: number
}

export interface ClaimMessage {
  senderRole: 'complainant' | 'respondent' | 'mediator'
  receiverRole: 'complainant' | 'respondent' | 'mediator'
  text: string
  createdAt: number
}

export interface MissedFeed {
  /** When the last attempt failed; the list keeps it for two days from here. */
  lostAt: number
  userId: number
  topic: string
  body: Record<string, unknown>
}

export interface Limits {
  requestsPerMinute: number
  messagesPerMinute: number
  searchLagMs: number
  shipmentLagMs: number
  /** Consecutive failed attempts after which a topic is switched off. */
  fallbackAfterFailures: number
  /** Emulator ms between the attempts of one notification. */
  notificationDelaysMs: number[]
  /** Addresses the application may call from; empty allows all. */
  allowedAddresses: string[]
}
