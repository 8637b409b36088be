import type { Account, Product } from '../erp.types.ts'

const RESERVING = ['aberto', 'aprovado', 'preparando_envio', 'pronto_envio']

/** Physical balance: what ignored depósitos hold does not count. */
export function balanceOf(account: Account, product: Product): number {
  return account.deposits.filter((deposit) => !deposit.ignored).reduce((sum, deposit) => sum + (product.stock.get(deposit.id) ?? 0), 0)
}

/** What open orders hold of it whose stock was not launched. */
export function reservedOf(account: Account, product: Product): number {
  let sum = 0
  for (const order of account.orders.values()) {
    if (order.stockLaunched || !RESERVING.includes(order.situation)) continue
    for (const item of order.items) if (item.productId === product.id) sum += item.quantity
  }
  return sum
}
