import { type Random, SHOP_CATALOGUE } from '@tomada/sdk/emulator'
import type { Listing } from './market.types.ts'

const DAY_MS = 86_400_000

/** The shop's listings; the last one is sold out and therefore paused. */
export function seedListings(random: Random, sellerId: number, nowMs: number): Listing[] {
  return SHOP_CATALOGUE.map(({ title, sku, priceCents }, index) => {
    const isSoldOut = index === SHOP_CATALOGUE.length - 1
    return {
      id: `MLB${random.digits(10)}`,
      sellerId,
      title,
      sku,
      categoryId: `MLB${random.digits(6)}`,
      priceCents,
      available: isSoldOut ? 0 : random.between(40, 400),
      stockVersion: 1,
      sold: random.between(0, 900),
      status: isSoldOut ? 'paused' : 'active',
      subStatus: isSoldOut ? ['out_of_stock'] : [],
      listingType: random.chance(0.5) ? 'gold_special' : 'gold_pro',
      brand: 'Girassol',
      description: `${title}. Produto novo, com nota fiscal.`,
      variations: [],
      createdAt: nowMs - random.between(60, 700) * DAY_MS,
      updatedAt: nowMs - random.between(0, 30) * DAY_MS,
    }
  })
}
