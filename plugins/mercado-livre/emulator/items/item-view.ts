import { reais, utcDate } from '../dates.ts'
import type { Listing } from '../market.types.ts'
import { viewVariation } from './variations.ts'

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
const TWENTY_YEARS_MS = 20 * 365 * 86_400_000

export function viewItem(listing: Listing, isOwner: boolean): Record<string, unknown> {
  return {
    id: listing.id,
    site_id: 'MLB',
    title: listing.title,
    family_name: null,
    family_id: null,
    domain_id: 'MLB-OFFICE_SUPPLIES',
    official_store_id: null,
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
    thumbnail: `https://http2.mlstatic.com/D_${listing.id}-I.jpg`,
    pictures: [
      {
        id: `${listing.id}-P1`,
        url: `http://http2.mlstatic.com/D_${listing.id}-O.jpg`,
        secure_url: `https://http2.mlstatic.com/D_${listing.id}-O.jpg`,
        size: '500x500',
        max_size: '1200x1200',
        quality: '',
      },
    ],
    video_id: null,
    sale_terms: [],
    attributes: viewAttributes(listing),
    variations: listing.variations.map((variation) => viewVariation(listing, variation)),
    shipping: { mode: 'me2', free_shipping: false, local_pick_up: false, logistic_type: 'drop_off', dimensions: null, tags: [] },
    seller_address: { city: { name: 'São Paulo' }, state: { id: 'BR-SP', name: 'São Paulo' } },
    seller_custom_field: null,
    status: listing.status,
    sub_status: listing.subStatus,
    tags: ['good_quality_picture'],
    warranty: null,
    catalog_product_id: null,
    catalog_listing: false,
    health: null,
    date_created: utcDate(listing.createdAt),
    last_updated: utcDate(listing.updatedAt),
    start_time: utcDate(listing.createdAt),
    stop_time: utcDate(listing.createdAt + TWENTY_YEARS_MS),
  }
}

function viewAttributes(listing: Listing): unknown[] {
  const attribute = (id: string, name: string, value_name: string | null) => ({
    id,
    name,
    value_id: null,
    value_name,
    value_struct: null,
    values: [],
  })
  return [attribute('SELLER_SKU', 'SKU', listing.sku), attribute('BRAND', 'Marca', listing.brand)]
}

export function userProductId(listing: Listing): string {
  return listing.id.replace('MLB', 'MLBU')
}

function shownQuantity(quantity: number): number {
  return QUANTITY_RANGES.find(([upTo]) => quantity <= upTo)?.[1] ?? MANY
}
