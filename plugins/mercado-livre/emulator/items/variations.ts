import { fieldsOf, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { reais } from '../dates.ts'
import type { Market } from '../market.ts'
import type { Listing, Variation } from '../market.types.ts'

/** Variations of a new listing. */
export function readVariations(market: Market, value: unknown): Variation[] {
  return listOf(value)
    .map(fieldsOf)
    .map((variation) => ({
      id: Number(market.random.digits(12)),
      value: textOf(fieldsOf(listOf(variation['attribute_combinations'])[0])['value_name']) ?? 'Único',
      sku: skuOf(variation),
      available: numberOf(variation['available_quantity']) ?? 0,
      sold: 0,
    }))
}

export type VariationFault = 'unknown' | 'prices differ'

/**
 * `PUT {"variations": […]}`: those that are not named are removed, those with an unknown id are refused, and all must have one
 * price. Answers what is wrong, or null.
 */
export function writeVariations(market: Market, listing: Listing, value: unknown): VariationFault | null {
  const asked = listOf(value).map(fieldsOf)
  const prices = new Set(asked.flatMap((variation) => numberOf(variation['price']) ?? []))
  if (prices.size > 1) return 'prices differ'
  const kept: Variation[] = []
  for (const change of asked) {
    const id = numberOf(change['id'])
    if (id === undefined) {
      kept.push(...readVariations(market, [change]))
      continue
    }
    const known = listing.variations.find((variation) => variation.id === id)
    if (!known) return 'unknown'
    known.available = numberOf(change['available_quantity']) ?? known.available
    kept.push(known)
  }
  listing.variations = kept
  const [price] = prices
  if (price !== undefined) listing.priceCents = Math.round(price * 100)
  return null
}

export function viewVariation(listing: Listing, variation: Variation): Record<string, unknown> {
  return {
    id: variation.id,
    price: reais(listing.priceCents),
    available_quantity: variation.available,
    sold_quantity: variation.sold,
    attribute_combinations: [{ id: 'COLOR', name: 'Cor', value_id: null, value_name: variation.value, value_struct: null, values: [] }],
    attributes: [{ id: 'SELLER_SKU', name: 'SKU', value_id: null, value_name: variation.sku, value_struct: null, values: [] }],
    picture_ids: [],
    seller_custom_field: null,
    catalog_product_id: null,
  }
}

function skuOf(variation: Readonly<Record<string, unknown>>): string {
  const sku = listOf(variation['attributes'])
    .map(fieldsOf)
    .find((attribute) => attribute['id'] === 'SELLER_SKU')
  return textOf(sku?.['value_name']) ?? ''
}
