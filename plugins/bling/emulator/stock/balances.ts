import type { Company, Product } from '../erp.types.ts'

const OPEN_CLASS = 0
const IN_PROGRESS_CLASS = 3

/** Counted stock over all depósitos. */
export function physicalBalance(product: Product): number {
  return [...product.stock.values()].reduce((sum, quantity) => sum + quantity, 0)
}

/** What open orders hold: they reduce the virtual balance only, until their stock is posted. */
export function reservedQuantity(company: Company, product: Product): number {
  const isOpen = (statusId: number) => {
    const value = company.statuses.find((status) => status.id === statusId)?.value
    return value === OPEN_CLASS || value === IN_PROGRESS_CLASS
  }
  return [...company.orders.values()]
    .filter((order) => !order.deleted && !order.stockPosted && isOpen(order.statusId))
    .flatMap((order) => order.items)
    .filter((item) => item.productId === product.id)
    .reduce((sum, item) => sum + item.quantity, 0)
}

export function virtualBalance(company: Company, product: Product): number {
  return physicalBalance(product) - reservedQuantity(company, product)
}
