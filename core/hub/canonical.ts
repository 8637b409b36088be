import { createHash } from 'node:crypto'
import type { Json } from '../../sdk/flow/definition.ts'
import { type Canonical, type HubEntity, ORDER_STATUSES } from './hub.types.ts'

const MAX_KEY = 200
const MAX_TEXT = 2_000
const MAX_LINES = 1_000
const DECIMAL = /^-?\d{1,30}(\.\d{1,30})?$/

type Members = Record<string, (value: Json) => Json>

/**
 * What a connector's map gave, as the one canonical form of its entity: only known members, each of its type; what cannot be read is
 * null rather than wrong. Money and quantities are exact decimal texts, currency is ISO 4217, documents are digits.
 */
export function toCanonical(entity: HubEntity, mapped: Json): Canonical {
  return pick(mapped, MEMBERS[entity])
}

const CUSTOMER: Members = { externalId: text, name: text, document: digits, email: lowerText, phone: text }

const LINE: Members = { externalId: text, sku: text, name: text, quantity: decimal, unitPrice: decimal }

const MEMBERS: Readonly<Record<HubEntity, Members>> = {
  product: {
    sku: text,
    name: text,
    price: decimal,
    currency,
    quantity: decimal,
    gtin: text,
    url: text,
    status: text,
    parentExternalId: text,
  },
  order: {
    number: text,
    ownNumber: text,
    status: orderStatus,
    providerStatus: text,
    total: decimal,
    currency,
    placedAt: text,
    customer: (value) => pick(value, CUSTOMER),
    lines: (value) => (Array.isArray(value) ? value.slice(0, MAX_LINES).map((line) => pick(line, LINE)) : []),
  },
  customer: { name: text, tradeName: text, document: digits, email: lowerText, phone: text },
  inventory: {
    product: (value) => pick(value, { externalId: text, sku: text }),
    location: text,
    quantity: decimal,
    reserved: decimal,
    available: decimal,
    locations: (value) => (Array.isArray(value) ? value.slice(0, MAX_LINES).map((one) => pick(one, LOCATION)) : []),
  },
}

const LOCATION: Members = { externalId: text, name: text, quantity: decimal, reserved: decimal }

/** What makes two records the same entity; null when the record says nothing that would. Never guessed from names. */
export function linkKeyOf(entity: HubEntity, data: Canonical): string | null {
  switch (entity) {
    case 'product':
      return keyText(data['sku'])
    case 'customer': {
      const document = keyText(data['document'])
      // CPF or CNPJ; anything shorter is no document.
      return document !== null && (document.length === 11 || document.length === 14) ? document : null
    }
    case 'order':
      return keyText(data['number'])
    case 'inventory': {
      const { product, location } = data
      const sku = keyText(typeof product === 'object' && product !== null && !Array.isArray(product) ? product['sku'] : undefined)
      return sku === null ? null : `${sku}@${keyText(location) ?? ''}`
    }
    default:
      return entity satisfies never
  }
}

export function hashOf(data: Canonical): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex')
}

/** What the provider works out by itself from what is written. */
const FOLLOWS: Readonly<Partial<Record<HubEntity, readonly string[]>>> = { inventory: ['reserved', 'available'] }

/** What an entity that we changed is known by when it comes back: absent and null are the same, and what only follows is left out. */
export function echoHashOf(entity: HubEntity, data: Canonical): string {
  const left = FOLLOWS[entity] ?? []
  return hashOf(toCanonical(entity, Object.fromEntries(Object.entries(data).filter(([member]) => !left.includes(member)))))
}

/** Of canonical decimals; exact. */
export function decimalSum(...terms: readonly string[]): string {
  const units = terms.reduce((sum, term) => sum + unitsOf(term), 0n)
  const digits = (units < 0n ? -units : units).toString().padStart(PLACES + 1, '0')
  const fraction = digits.slice(-PLACES).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${fraction === '' ? '' : `.${fraction}`}`
}

/** As many as DECIMAL allows. */
const PLACES = 30

function unitsOf(term: string): bigint {
  const [, minuses = '', whole = '0', fraction = ''] = /^(-*)(\d+)(?:\.(\d+))?$/.exec(term) ?? []
  const units = BigInt(whole + fraction.padEnd(PLACES, '0'))
  return minuses.length % 2 === 1 ? -units : units
}

function pick(value: Json, members: Members): Record<string, Json> {
  const source = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, read]): Array<[string, Json]> => {
      const given = Object.hasOwn(source, name) ? source[name] : undefined
      return given === undefined || given === null ? [] : [[name, read(given)]]
    }),
  )
}

function text(value: Json): Json {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const trimmed = String(value).replaceAll('\u0000', '').toWellFormed().trim()
  return trimmed === '' ? null : trimmed.slice(0, MAX_TEXT)
}

function lowerText(value: Json): Json {
  const read = text(value)
  return typeof read === 'string' ? read.toLowerCase() : null
}

function digits(value: Json): Json {
  const read = text(value)
  const found = typeof read === 'string' ? read.replaceAll(/\D/g, '') : ''
  return found === '' ? null : found
}

/** Exact: no digit is lost, and 10, 10.0 and 10.00 are one value. */
function decimal(value: Json): Json {
  const read = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  if (!DECIMAL.test(read)) return null
  const [whole = '0', fraction = ''] = read.split('.')
  const kept = fraction.replace(/0+$/, '')
  const number = `${whole.replace(/^(-?)0+(?=\d)/, '$1')}${kept === '' ? '' : `.${kept}`}`
  return number === '-0' ? '0' : number
}

function currency(value: Json): Json {
  return typeof value === 'string' && /^[A-Z]{3}$/.test(value) ? value : null
}

function orderStatus(value: Json): Json {
  return ORDER_STATUSES.find((status) => status === value) ?? null
}

function keyText(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_KEY) : null
}
