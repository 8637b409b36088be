import { reais, utcDate } from '../dates.ts'
import type { Listing } from '../market.types.ts'

// What a stranger sees instead of the real quantity: the reference of the range it is in.
const QUANTITY_RANGES: readonly (readonly [upTo: number, shown: number])[] = [
  [0, 0],
  [50, 1],
  [100, 50],
  [150, 100],
  [200, 150],
  [250, 200],
  [500, 250],
  [5_000, 500],
  [50_000, 5_000],
]
const MANY = 50_000

export function viewItem(listing: Listing, isOwner: boolean): Record<string, unknown> {
  return {
    id: listing.id,
    site_id: 'MLB',
    title: listing.title,
    family_name: null,
    user_product_id: userProductId(listing),
    seller_id: listing.sellerId,
    category_id: listing.categoryId,
    price: reais(listing.priceCents),
    base_price: reais(listing.priceCents),
    original_price: null,
    currency_id: 'BRL',
    initial_quantity: listing.available + listing.sold,
    available_quantity: isOwner ? listing.available : shownQuantity(listing.available),
    sold_quantity: listing.sold,
    buying_mode: 'buy_it_now',
    listing_type_id: listing.listingType,
    condition: 'new',
    permalink: `https://produto.mercadolivre.com.br/${listing.id.replace('MLB', 'MLB-')}`,
    pictures: [],
    attributes: [{ id: 'SELLER_SKU', name: 'SKU', value_id: null, value_name: listing.sku, value_struct: null }],
    variations: [],
    shipping: { mode: 'me2', free_shipping: false, local_pick_up: false, logistic_type: 'drop_off', dimensions: null, tags: [] },
    seller_custom_field: null,
    status: listing.status,
    sub_status: listing.subStatus,
    tags: ['good_quality_picture'],
    catalog_product_id: null,
    catalog_listing: false,
    health: null,
    date_created: utcDate(listing.createdAt),
    last_updated: utcDate(listing.updatedAt),
  }
}

export function userProductId(listing: Listing): string {
  return listing.id.replace('MLB', 'MLBU')
}

function shownQuantity(quantity: number): number {
  return QUANTITY_RANGES.find(([upTo]) => quantity <= upTo)?.[1] ?? MANY
}
