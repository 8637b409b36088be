import type { Random } from '@tomada/sdk/emulator'
import type { Listing } from './market.types.ts'

const DAY_MS = 86_400_000

// Title, SKU, price in cents.
const CATALOGUE: readonly (readonly [string, string, number])[] = [
  ['Caderno universitário 10 matérias capa dura', 'CAD-10M', 3490],
  ['Caneta esferográfica azul caixa com 50', 'CAN-AZ50', 4275],
  ['Mochila escolar impermeável 25 litros', 'MOC-25L', 15990],
  ['Garrafa térmica inox 500 ml', 'GAR-500', 7999],
  ['Luminária de mesa LED articulada', 'LUM-LED', 12950],
  ['Organizador de gavetas bambu 6 divisórias', 'ORG-B6', 8937],
  ['Jogo de panelas antiaderente 5 peças', 'PAN-5', 28999],
  ['Copo de vidro 300 ml conjunto com 6', 'COP-300', 3256],
  ['Toalha de banho 100% algodão', 'TOA-ALG', 4990],
  ['Fone de ouvido Bluetooth dobrável', 'FON-BT', 18945],
  ['Suporte para notebook em alumínio', 'SUP-NB', 11490],
  ['Kit ferramentas 46 peças maleta', 'KIT-46', 13999],
]

/** The shop's listings; the last one is sold out and therefore paused. */
export function seedListings(random: Random, sellerId: number, nowMs: number): Listing[] {
  return CATALOGUE.map(([title, sku, priceCents], index) => {
    const isSoldOut = index === CATALOGUE.length - 1
    return {
      id: `MLB${random.digits(10)}`,
      sellerId,
      title,
      sku,
      categoryId: `MLB${random.digits(6)}`,
      priceCents,
      available: isSoldOut ? 0 : random.between(40, 400),
      sold: random.between(0, 900),
      status: isSoldOut ? 'paused' : 'active',
      subStatus: isSoldOut ? ['out_of_stock'] : [],
      listingType: random.chance(0.5) ? 'gold_special' : 'gold_pro',
      createdAt: nowMs - random.between(60, 700) * DAY_MS,
      updatedAt: nowMs - random.between(0, 30) * DAY_MS,
    }
  })
}
