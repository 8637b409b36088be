import { type ActionContext, at, decimalOf, type Json, textOf } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { skuOf } from '../map/to-item.ts'

/**
 * One listing, with the seller's own code wherever it stands. Amounts and quantities are texts.
 * Source: "Publicar productos", developers.mercadolibre.com.ar; fixture: fixtures/get-item.json
 */
export default async function getItem(input: { itemId: string }, ctx: ActionContext): Promise<Json> {
  const item = await getRecord(ctx, `/items/${encodeURIComponent(input.itemId)}`)
  const text = (name: string) => textOf(at(item, name))
  return {
    id: text('id') ?? input.itemId,
    title: text('title') ?? '',
    status: text('status') ?? '',
    price: decimalOf(at(item, 'price')),
    original_price: decimalOf(at(item, 'original_price')),
    currency_id: text('currency_id'),
    available_quantity: text('available_quantity'),
    sold_quantity: text('sold_quantity'),
    category_id: text('category_id'),
    listing_type_id: text('listing_type_id'),
    permalink: text('permalink'),
    seller_custom_field: text('seller_custom_field'),
    seller_sku: skuOf(item),
    user_product_id: text('user_product_id'),
    last_updated: text('last_updated'),
  }
}
