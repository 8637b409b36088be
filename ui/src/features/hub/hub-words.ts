import type { HubEntity, HubEntityName } from '#lib/api/hub.ts'
import { moneyText } from '#lib/i18n/amount.ts'
import { dayText } from '#lib/i18n/day.ts'
import { exactTime } from '#lib/i18n/time.ts'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'

export const ENTITY_WORDS: Record<HubEntityName, () => string> = {
  product: m.hub_products,
  order: m.hub_orders,
  customer: m.hub_customers,
  inventory: m.hub_inventory,
}

const FIELD_WORDS = new Map<string, () => string>([
  ['name', m.hub_field_name],
  ['sku', m.hub_field_sku],
  ['price', m.hub_field_price],
  ['currency', m.hub_field_currency],
  ['quantity', m.hub_field_quantity],
  ['available', m.hub_field_available],
  ['reserved', m.hub_field_reserved],
  ['gtin', m.hub_field_gtin],
  ['url', m.hub_field_url],
  ['status', m.hub_field_status],
  ['providerStatus', m.hub_field_provider_status],
  ['number', m.hub_field_number],
  ['ownNumber', m.hub_field_own_number],
  ['total', m.hub_field_total],
  ['placedAt', m.hub_field_placed],
  ['customer', m.hub_field_customer],
  ['lines', m.hub_field_lines],
  ['document', m.hub_field_document],
  ['tradeName', m.hub_field_trade_name],
  ['email', m.hub_field_email],
  ['phone', m.hub_field_phone],
  ['product', m.hub_field_product],
  ['location', m.hub_field_location],
  ['locations', m.hub_field_locations],
  ['parentExternalId', m.hub_field_parent],
])

export function fieldWord(name: string): string {
  return FIELD_WORDS.get(name)?.() ?? name
}

/** What people look for first stands first; what has no word of its own, last. */
export function inReadingOrder<F extends { name: string }>(fields: readonly F[]): F[] {
  const order = [...FIELD_WORDS.keys()]
  const placeOf = ({ name }: F) => (FIELD_WORDS.has(name) ? order.indexOf(name) : order.length)
  return fields.toSorted((a, b) => placeOf(a) - placeOf(b))
}

/** Exact decimals, written as `32.56`. */
const AMOUNTS: ReadonlySet<string> = new Set(['price', 'unitPrice', 'total'])
const CURRENCY = /^[A-Z]{3}$/
const DECIMAL = /^-?\d+(\.\d+)?$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

export function isAmount(name: string): boolean {
  return AMOUNTS.has(name)
}

/** A price with the currency that stands beside it: `R$ 189,45`. */
export function amountText(value: unknown, currency: unknown, locale: string = getLocale()): string {
  const text = String(value)
  if (!DECIMAL.test(text)) return valueText(value) || '–'
  return moneyText(text, typeof currency === 'string' && CURRENCY.test(currency) ? currency : null, locale)
}

/** The key that records share. Stock's is of a product and a place: `KIT-46`, `KIT-46 · 6394403864`. */
export function keyText(entity: HubEntityName, key: string | null): string {
  const parts = entity === 'inventory' ? (key ?? '').split('@') : [key ?? '']
  return joined(parts, ' · ')
}

/** A value in one line as people write it; objects and lists say what is in them. `name` is that of its field. */
export function valueText(value: unknown, name = ''): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value))
    return joined(
      value.map((each) => valueText(each, name)),
      '; ',
    )
  if (typeof value === 'object')
    return joined(
      Object.entries(value).map(([key, each]) => valueText(each, key)),
      ' · ',
    )
  const text = String(value)
  if (AMOUNTS.has(name) && DECIMAL.test(text)) return moneyText(text, null)
  return INSTANT.test(text) ? exactTime(text) : dayText(text)
}

interface Titled extends Pick<HubEntity, 'data' | 'key' | 'id'> {
  records: ReadonlyArray<{ externalId: string }>
}

function joined(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== '').join(separator)
}

/** What people call it: its name or number, else its key, else as its provider names it. */
export function titleOf({ data, key, id, records }: Titled): string {
  for (const name of ['name', 'number', 'product', 'sku']) {
    const text = valueText(data[name])
    if (text !== '') return text
  }
  return key ?? records[0]?.externalId ?? id
}
