import { type ActionContext, at, decimalOf, type Json, listOf } from '@tomada/sdk'
import { getRecord, sendJson } from '../client.ts'
import { type ListingState, toListingState } from '../map/to-listing-state.ts'
import { allVariations } from '../map/variations.ts'

/**
 * Sets the price of a listing, and of all its variations: they must have one price.
 * Source: "Ítems y búsquedas", updated 2026-09-10; fixture: fixtures/update-price.json
 */
export default async function updatePrice(input: { itemId: string; price: string }, ctx: ActionContext): Promise<ListingState> {
  const path = `/items/${encodeURIComponent(input.itemId)}`
  const item = await getRecord(ctx, path)
  if (decimalOf(at(item, 'price')) === decimalOf(input.price)) return toListingState(item, null, true)
  // A number with two decimals is exact enough here: JSON has no other way to say it, and the API takes no text.
  const price = Number(input.price)
  const hasVariations = listOf(at(item, 'variations')).length > 0
  const body: Json = hasVariations ? { variations: allVariations(item, () => ({ price })) } : { price }
  return toListingState(await sendJson(ctx, 'PUT', path, body), null, false)
}
