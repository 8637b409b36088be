import { type ActionContext, at, ConflictError, InvalidInputError, type Json, listOf, PermanentError, textOf } from '@tomada/sdk'
import { getRecord, ORIGIN, sendJson } from '../client.ts'
import { type ListingState, toListingState } from '../map/to-listing-state.ts'
import { allVariations, variationOf } from '../map/variations.ts'

interface Input {
  itemId: string
  variationId?: string | null
  quantity: number
}

/**
 * Sets what is in stock. Accounts with stock by location answer such a write with 200 and ignore it: what was really set is
 * looked at, and where it was not, the stock of the user product is written instead.
 * Source: "Ítems y búsquedas" (2026-09-10) and a live-tested client (2026); fixture: fixtures/update-stock.json
 */
export default async function updateStock(input: Input, ctx: ActionContext): Promise<ListingState> {
  const path = `/items/${encodeURIComponent(input.itemId)}`
  const item = await getRecord(ctx, path)
  const variation = variationOf(item, input.variationId ?? null)
  if (stockIn(item, variation) === input.quantity) return toListingState(item, variation, true)
  await sendJson(ctx, 'PUT', path, bodyFor(item, variation, input.quantity))
  // Read again rather than taken from the answer: that one may leave the figure out, or repeat what was asked.
  const written = await getRecord(ctx, path)
  const after = variation === null ? null : variationOf(written, textOf(at(variation, 'id')))
  if (stockIn(written, after) === input.quantity) return toListingState(written, after, false)
  await setAtLocation(ctx, written, input.quantity)
  return { ...toListingState(written, after, false), availableQuantity: String(input.quantity) }
}

function stockIn(item: Json, variation: Json): number {
  return Number(at(variation ?? item, 'available_quantity') ?? Number.NaN)
}

/** Variations that are not named are removed, so all of them are. */
function bodyFor(item: Json, variation: Json, quantity: number): Json {
  if (variation === null) return { available_quantity: quantity }
  const id = textOf(at(variation, 'id'))
  return {
    variations: allVariations(item, (one): { [name: string]: Json } =>
      textOf(at(one, 'id')) === id ? { available_quantity: quantity } : {},
    ),
  }
}

/** The seller's own warehouse is the only place that can be written in Brazil; `x-version` is read and sent back. */
async function setAtLocation(ctx: ActionContext, item: Json, quantity: number): Promise<void> {
  const product = textOf(at(item, 'user_product_id'))
  if (product === null) throw new PermanentError('Mercado Livre accepted the stock of this listing and did not set it')
  const path = `/user-products/${encodeURIComponent(product)}/stock`
  const read = await ctx.http({ method: 'GET', url: `${ORIGIN}${path}` })
  const own = listOf(at(read.json, 'locations')).filter((location) => at(location, 'type') === 'seller_warehouse')
  const [only] = own
  if (only === undefined || own.length > 1)
    throw new InvalidInputError(
      '/itemId',
      'The stock is kept in several locations, or in none of the seller: it cannot be set as one number',
    )
  const version = read.headers['x-version']
  if (version === undefined) throw new ConflictError('Mercado Livre gave no version of this stock')
  await ctx.http({
    method: 'PUT',
    url: `${ORIGIN}${path}/type/seller_warehouse`,
    headers: { 'x-version': version },
    body: { json: { locations: [{ store_id: at(only, 'store_id'), network_node_id: at(only, 'network_node_id'), quantity }] } },
  })
}
