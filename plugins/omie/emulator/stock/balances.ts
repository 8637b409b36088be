import type { Balance, Company, Erp } from '../erp.types.ts'
import { OmieFault } from '../omie-fault.ts'

/** Id of the place that 0, or nothing, stands for. Throws OmieFault 1070 for one that is not there. */
export function locationIdOf(company: Company, asked: unknown): number {
  const id = Number(asked ?? 0)
  if (id === 0) return company.locations.find((one) => one.isDefault)?.id ?? 0
  if (!company.locations.some((one) => one.id === id))
    throw new OmieFault('SOAP-ENV:Client-1070', `ERROR: Local do Estoque não cadastrado para o Código [${id}] !`)
  return id
}

export function balanceOf(company: Company, productId: number, locationId: number): Balance {
  const key = `${productId}/${locationId}`
  const known = company.balances.get(key)
  if (known !== undefined) return known
  const fresh: Balance = { productId, locationId, quantity: 0, cost: 0, minimum: 0, hasMoved: false }
  company.balances.set(key, fresh)
  return fresh
}

/** Moves stock and keeps the movement; balances below zero and with fractions are normal. */
export function move(
  { erp, company }: { erp: Erp; company: Company },
  what: { productId: number; locationId: number; quantity: number; origin: string; adjustmentId?: number; orderId?: number },
): number {
  const balance = balanceOf(company, what.productId, what.locationId)
  balance.quantity = Math.round((balance.quantity + what.quantity) * 10_000) / 10_000
  balance.hasMoved = true
  const id = erp.newId()
  company.movements.push({
    id,
    at: erp.world.clock.now(),
    balance: balance.quantity,
    adjustmentId: null,
    orderId: null,
    ...what,
  })
  return id
}

/** What open orders will take: neither cancelled nor invoiced. */
export function pendingOf(company: Company, productId: number, locationId: number): number {
  return [...company.orders.values()]
    .filter(({ cancelledAt, invoicedAt }) => cancelledAt === null && invoicedAt === null)
    .flatMap(({ items }) => items)
    .filter((item) => item.productId === productId && item.locationId === locationId && item.movesStock)
    .reduce((sum, { quantity }) => sum + quantity, 0)
}
