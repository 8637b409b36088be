import type { Erp } from '../erp.ts'
import type { Company, Product } from '../erp.types.ts'
import { tellStock } from '../webhooks/events.ts'

export type StockOperation = 'B' | 'E' | 'S'

/** `B` sets the balance of the depósito, `E` adds, `S` subtracts. Physical postings are told as `stock` events. */
export function moveStock(
  erp: Erp,
  company: Company,
  product: Product,
  move: { depositId: number; operation: StockOperation; quantity: number },
): void {
  const before = product.stock.get(move.depositId) ?? 0
  product.stock.set(move.depositId, balanceAfter(before, move))
  tellStock(erp, company, product, move)
}

function balanceAfter(before: number, move: { operation: StockOperation; quantity: number }): number {
  switch (move.operation) {
    case 'B':
      return move.quantity
    case 'E':
      return before + move.quantity
    case 'S':
      return before - move.quantity
  }
}
