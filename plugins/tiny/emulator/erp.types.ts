/** Plans that Tiny sells, as the two tables of limits name them. */
export type Plan = 'comecar' | 'crescer' | 'evoluir' | 'potencializar'

export interface Product {
  id: number
  sku: string
  name: string
  unit: string
  price: number
  promotionalPrice: number
  costPrice: number
  /** A active, I inactive, E deleted. */
  situation: string
  /** P product, S service. */
  kind: string
  /** S simple, K kit, V with variations, F manufactured, M raw material. */
  productClass: string
  gtin: string
  ncm: string
  origin: string
  netWeight: number
  grossWeight: number
  brand: string
  category: string
  description: string
  /** Set on a variation. */
  parentId: number | null
  grade: Record<string, string>
  /** Parts of a kit. */
  kit: { productId: number; quantity: number }[]
  /** The shop's own SKU for it, at the level of an integration. */
  mappings: { id: number; sku: string }[]
  createdAt: number
  updatedAt: number
  /** Physical balance by depósito id. */
  stock: Map<number, number>
}

export interface Deposit {
  id: number
  name: string
  /** Not counted in the balance. */
  ignored: boolean
  isDefault: boolean
}

export interface Address {
  street: string
  number: string
  complement: string
  district: string
  zipCode: string
  city: string
  state: string
}

export interface Contact {
  id: number
  code: string
  name: string
  tradeName: string
  /** F person, J company, E foreigner. */
  kind: string
  /** Digits. */
  document: string
  stateRegistration: string
  email: string
  phone: string
  mobile: string
  address: Address
  /** A active, I inactive, E deleted. */
  situation: string
  createdAt: number
  updatedAt: number
}

export interface OrderItem {
  /** Null: free text, linked to no stock. */
  productId: number | null
  sku: string
  description: string
  unit: string
  quantity: number
  price: number
}

export interface Instalment {
  days: number
  date: string
  value: number
}

export interface Order {
  id: number
  number: number
  /** ISO date. */
  date: string
  expectedDate: string
  contactId: number
  items: OrderItem[]
  instalments: Instalment[]
  discount: number
  freight: number
  otherCosts: number
  /** As v2 writes it; v3's number stands in the table of situations. */
  situation: string
  ecommerceNumber: string | null
  ecommerceId: number | null
  purchaseOrder: string
  notes: string
  internalNotes: string
  markers: string[]
  payment: string
  tracking: { code: string; url: string }
  invoiceId: number | null
  stockLaunched: boolean
  accountsLaunched: boolean
  createdAt: number
  updatedAt: number
}

export interface Invoice {
  id: number
  number: string
  series: string
  orderId: number | null
  contactId: number
  items: OrderItem[]
  total: number
  freight: number
  ecommerceNumber: string | null
  /** 1 pending … 6 authorised, 7 DANFE issued; the table of the sheet. */
  situation: number
  accessKey: string
  /** As it came in, when it was made elsewhere. */
  xml?: string
  issuedAt: number
}

/** A customer's Tiny account: the same records behind both generations of the API. */
export interface Account {
  login: string
  name: string
  /** Digits. */
  cnpj: string
  email: string
  /** Of API v2, one per company. */
  token: string
  plan: Plan
  isBlocked: boolean
  hasStockQueue: boolean
  products: Map<number, Product>
  contacts: Map<number, Contact>
  orders: Map<number, Order>
  invoices: Map<number, Invoice>
  deposits: Deposit[]
  /** Registered shops: only their ids keep an order's e-commerce number in v3. */
  shops: { id: number; name: string }[]
  /** Balances that changed and were not read yet: product id to instant. A read takes them away. */
  stockQueue: Map<number, number>
  lastOrderNumber: number
  lastInvoiceNumber: number
  lastId: number
  /** Instants of the requests within the last minute. */
  calls: { v2: number[]; v2Batches: number[]; v3: number[]; v3Writes: number[] }
}

export interface Application {
  clientId: string
  clientSecret: string
  name: string
  redirectUri: string | null
  /** Consent without a click, for headless use. */
  autoApprove: boolean
  /** Where the account's webhooks go: all kinds, and those of an integration. */
  callbackUrl: string | null
  integrationUrl: string | null
  /** Kinds (`tipo`) that are sent. */
  webhookKinds: string[]
}

export interface Limits {
  /** False: no limit at all. */
  areKept: boolean
  /** Requests per second that v3 lets through besides its minute; 0: no burst limit. */
  burstPerSecond: number
  /** `X-RateLimit-*`, or `X-Ratelimit-*` as it is also seen. */
  headerCase: 'RateLimit' | 'Ratelimit'
  /** Refresh tokens live once; false: they stay good until they expire. */
  rotatesRefreshTokens: boolean
  /** Emulator ms between the states of an invoice that was emitted. */
  invoiceStepMs: number
  /** Situation of an invoice that came in as XML; null: authorised when the XML has its protocol, otherwise pending. */
  importedSituation: number | null
  /** Whether the XML of an access key that is there already is a conflict. */
  refusesKnownXml: boolean
  /** The next v2 requests are refused as too many at once. */
  busyTimes: number
}
