import { at, decimalOf, type Json, textOf } from '@tomada/sdk'

export interface ListingState {
  itemId: string
  variationId: string | null
  status: string | null
  price: string | null
  availableQuantity: string | null
  permalink: string | null
  /** The listing already was as asked, and nothing was written. */
  unchanged: boolean
}

/** What a write leaves of a listing, or of one variation of it. */
export function toListingState(item: Json, variation: Json, unchanged: boolean): ListingState {
  const owner = variation ?? item
  return {
    itemId: textOf(at(item, 'id')) ?? '',
    variationId: textOf(at(variation, 'id')),
    status: textOf(at(item, 'status')),
    price: decimalOf(at(owner, 'price')) ?? decimalOf(at(item, 'price')),
    availableQuantity: textOf(at(owner, 'available_quantity')),
    permalink: textOf(at(item, 'permalink')),
    unchanged,
  }
}
