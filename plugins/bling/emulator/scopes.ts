/**
 * Scopes are numbers chosen in the panel. Bling publishes no table of them; these stand for one scope per kind of thing.
 */
export const SCOPES = {
  orders: '98309',
  contacts: '318257570',
  products: '5862218180',
  stock: '5862218181',
  invoices: '318257556',
  settings: '98310',
} as const

export type Scope = keyof typeof SCOPES

export const ALL_SCOPES: string[] = Object.values(SCOPES)
