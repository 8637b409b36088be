import type { Fields } from '@tomada/sdk/emulator'
import { type Erp, newId } from '../erp.ts'
import type { Company, Product, StockMovement } from '../erp.types.ts'
import { tellMovement } from '../webhooks/stock-events.ts'

/** `B` sets the balance of the depósito, `E` adds, `S` subtracts. Physical postings are told as `stock` events. */
export function moveStock(
  erp: Erp,
  company: Company,
  product: Product,
  move: Pick<StockMovement, 'depositId' | 'operation' | 'quantity'> & { details?: Fields },
): StockMovement {
  const before = product.stock.get(move.depositId) ?? 0
  const movement: StockMovement = { details: {}, ...move, id: newId(erp, 8), productId: product.id, before }
  company.movements.set(movement.id, movement)
  product.stock.set(move.depositId, balanceAfter(before, move))
  tellMovement(erp, company, movement, 'created')
  return movement
}

/** Somebody takes a posting back in the panel: what it added or took is undone. */
export function deleteMovement(erp: Erp, company: Company, movement: StockMovement): void {
  const product = company.products.get(movement.productId)
  if (product === undefined) return
  const now = product.stock.get(movement.depositId) ?? 0
  product.stock.set(movement.depositId, now - (balanceAfter(movement.before, movement) - movement.before))
  company.movements.delete(movement.id)
  tellMovement(erp, company, movement, 'deleted')
}

function balanceAfter(before: number, move: Pick<StockMovement, 'operation' | 'quantity'>): number {
  switch (move.operation) {
    case 'B':
      return move.quantity
    case 'E':
      return before + move.quantity
    case 'S':
      return before - move.quantity
  }
}
