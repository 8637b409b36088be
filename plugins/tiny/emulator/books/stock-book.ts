import type { Erp } from '../erp.ts'
import { newId } from '../erp.ts'
import type { Account, Deposit, Product } from '../erp.types.ts'
import { tellStock } from '../webhooks/events.ts'

export function defaultDeposit(account: Account): Deposit {
  const [first] = account.deposits
  const found = account.deposits.find((deposit) => deposit.isDefault) ?? first
  if (found === undefined) throw new Error('an account has a depósito')
  return found
}

export interface Movement {
  product: Product
  deposit: Deposit
  /** B sets the balance, E adds, S takes away. */
  operation: 'B' | 'E' | 'S'
  quantity: number
  requestId: number | null
}

/** Posts one movement; every stock write is told by webhook and stands in the queue. Nothing knows a repeated one. */
export function moveStock(erp: Erp, account: Account, movement: Movement): number {
  const { product, deposit, operation, quantity } = movement
  const before = product.stock.get(deposit.id) ?? 0
  const after = operation === 'B' ? quantity : operation === 'E' ? before + quantity : before - quantity
  product.stock.set(deposit.id, Math.round(after * 10_000) / 10_000)
  const id = newId(account)
  erp.world.ledger.record({
    kind: 'stock.moved',
    key: `${product.id}/${deposit.id}`,
    id: String(id),
    account: account.cnpj,
    requestId: movement.requestId,
    details: { operation, quantity },
  })
  stockChanged(erp, account, product)
  return id
}

export function stockChanged(erp: Erp, account: Account, product: Product): void {
  account.stockQueue.set(product.id, erp.world.clock.now())
  tellStock(erp, account, product)
}
