export interface ShopProduct {
  title: string
  /** The seller's own code: what links a listing in one provider to a product in another. */
  sku: string
  priceCents: number
  ncm: string
}

/** What the demonstration shop sells, in every emulator alike. */
export const SHOP_CATALOGUE: readonly ShopProduct[] = [
  { title: 'Caderno universitário 10 matérias capa dura', sku: 'CAD-10M', priceCents: 3490, ncm: '48202000' },
  { title: 'Caneta esferográfica azul caixa com 50', sku: 'CAN-AZ50', priceCents: 4275, ncm: '96081000' },
  { title: 'Mochila escolar impermeável 25 litros', sku: 'MOC-25L', priceCents: 15990, ncm: '42029200' },
  { title: 'Garrafa térmica inox 500 ml', sku: 'GAR-500', priceCents: 7999, ncm: '96170010' },
  { title: 'Luminária de mesa LED articulada', sku: 'LUM-LED', priceCents: 12950, ncm: '94052100' },
  { title: 'Organizador de gavetas bambu 6 divisórias', sku: 'ORG-B6', priceCents: 8937, ncm: '44219900' },
  { title: 'Jogo de panelas antiaderente 5 peças', sku: 'PAN-5', priceCents: 28999, ncm: '76151000' },
  { title: 'Copo de vidro 300 ml conjunto com 6', sku: 'COP-300', priceCents: 3256, ncm: '70133700' },
  { title: 'Toalha de banho 100% algodão', sku: 'TOA-ALG', priceCents: 4990, ncm: '63026000' },
  { title: 'Fone de ouvido Bluetooth dobrável', sku: 'FON-BT', priceCents: 18945, ncm: '85183000' },
  { title: 'Suporte para notebook em alumínio', sku: 'SUP-NB', priceCents: 11490, ncm: '76169900' },
  { title: 'Kit ferramentas 46 peças maleta', sku: 'KIT-46', priceCents: 13999, ncm: '82060000' },
]
