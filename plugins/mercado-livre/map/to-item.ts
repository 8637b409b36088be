import { at, type Json, listOf, textOf } from '@tomada/sdk'

/** A listing as the provider gives it, and beside it what cannot be found by a path: the seller's own code, and whether it is sold out. */
export function toItem(item: Json): Json {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
  const available = Number(at(item, 'available_quantity') ?? Number.NaN)
  return { ...item, seller_sku: skuOf(item), out_of_stock: Number.isNaN(available) ? null : available <= 0 }
}

/** The SKU attribute; sellers who never set it still have their code in the older field, or on the only variation. */
export function skuOf(item: Json): string | null {
  const ofAttributes = (owner: Json) =>
    textOf(at(listOf(at(owner, 'attributes')).find((attribute) => at(attribute, 'id') === 'SELLER_SKU') ?? null, 'value_name'))
  const own = ofAttributes(item) ?? textOf(at(item, 'seller_custom_field'))
  if (own !== null) return own
  const variations = listOf(at(item, 'variations'))
  const [only = null] = variations
  return variations.length === 1 ? (ofAttributes(only) ?? textOf(at(only, 'seller_custom_field'))) : null
}
