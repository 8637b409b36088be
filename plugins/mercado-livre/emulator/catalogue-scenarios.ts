import { BadSetting, type Fields, flagOf, numberOf, type Scenario, textOf } from '@tomada/sdk/emulator'
import { setStock } from './items/item-writes.ts'
import type { Market } from './market.ts'
import type { User } from './market.types.ts'
import { newNotification, notify } from './notifications/notify.ts'
import { ask } from './questions/ask.ts'
import { seedListings } from './seed-listings.ts'

/** What the seller's catalogue looks like, and who asks about it. */
export function catalogueScenarios(market: Market): Record<string, Scenario> {
  return {
    ask: (input) => ask(market, input),
    changeListing: (input) => changeListing(market, input),
    fillListings: (input) => fillListings(market, numberOf(input['count']) ?? 100),
    sellerTraits: (input) => setTraits(market, input),
  }
}

/** Brings the first seller to at least so many listings. */
function fillListings(market: Market, count: number): unknown {
  const seller = firstSeller(market)
  const own = () => [...market.listings.values()].filter((listing) => listing.sellerId === seller.id).length
  while (own() < count) {
    for (const listing of seedListings(market.random, seller.id, market.world.clock.now())) market.listings.set(listing.id, listing)
  }
  return { listings: own() }
}

/** `{listingId, price?, available?}`: the seller changes it on Mercado Livre's own page. */
function changeListing(market: Market, input: Fields): unknown {
  const listing = market.listings.get(textOf(input['listingId']) ?? '')
  if (!listing) throw new BadSetting(`There is no listing ${String(input['listingId'])}.`)
  const [price, available] = [numberOf(input['price']), numberOf(input['available'])]
  if (price !== undefined) listing.priceCents = Math.round(price * 100)
  if (available !== undefined) setStock(listing, available)
  listing.updatedAt = market.world.clock.now()
  notify(market, newNotification(market, 'items', `/items/${listing.id}`, listing.sellerId)).catch((error) =>
    market.world.log(String(error)),
  )
  return { listingId: listing.id }
}

/** `{isMultiOrigin?, isUserProductSeller?, hasHugeCatalogue?}` of the first seller. */
function setTraits(market: Market, input: Fields): unknown {
  const seller = firstSeller(market)
  seller.isMultiOrigin = flagOf(input['isMultiOrigin']) ?? seller.isMultiOrigin
  seller.hasHugeCatalogue = flagOf(input['hasHugeCatalogue']) ?? seller.hasHugeCatalogue
  seller.isUserProductSeller = flagOf(input['isUserProductSeller']) ?? seller.isUserProductSeller
  return { isMultiOrigin: seller.isMultiOrigin, isUserProductSeller: seller.isUserProductSeller, hasHugeCatalogue: seller.hasHugeCatalogue }
}

function firstSeller(market: Market): User {
  const seller = [...market.users.values()].find((user) => user.isSeller)
  if (!seller) throw new BadSetting('There is no seller.')
  return seller
}
