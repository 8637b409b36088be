import type { HubEntity, HubEntityName } from '#lib/api/hub.ts'
import { m } from '#lib/paraglide/messages.js'

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

/** A value in one line; objects and lists say what is in them. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value))
    return value
      .map(valueText)
      .filter((text) => text !== '')
      .join('; ')
  if (typeof value === 'object')
    return Object.values(value)
      .map(valueText)
      .filter((text) => text !== '')
      .join(' · ')
  return String(value)
}

/** What people call it: its name or number, else its key. */
export function titleOf({ data, key, id }: Pick<HubEntity, 'data' | 'key' | 'id'>): string {
  for (const name of ['name', 'number', 'product', 'sku']) {
    const text = valueText(data[name])
    if (text !== '') return text
  }
  return key ?? id
}
