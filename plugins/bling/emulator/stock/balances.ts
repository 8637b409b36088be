import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import type { Company, Product } from '../erp.types.ts'

const OPEN_CLASS = 0
const IN_PROGRESS_CLASS = 3

/** What a composed product is made of; empty for every other. */
export function componentsOf(company: Company, product: Product): { product: Product; quantity: number }[] {
  if (product.body['formato'] !== 'E') return []
  return listOf(fieldsOf(product.body['estrutura'])['componentes']).flatMap((entry) => {
    const { produto, quantidade } = fieldsOf(entry)
    const component = company.products.get(numberOf(fieldsOf(produto)['id']) ?? 0)
    return component ? [{ product: component, quantity: numberOf(quantidade) ?? 1 }] : []
  })
}

/** Composed products that this one is a part of: their balances move with it. */
export function composedOf(company: Company, component: Product): Product[] {
  return [...company.products.values()].filter((known) => componentsOf(company, known).some((part) => part.product === component))
}

/** Counted stock over all depósitos. A composed product has what its scarcest component allows. */
export function physicalBalance(company: Company, product: Product): number {
  const parts = componentsOf(company, product)
  if (parts.length > 0) return Math.min(...parts.map((part) => Math.floor(physicalBalance(company, part.product) / part.quantity)))
  return [...product.stock.values()].reduce((sum, quantity) => sum + quantity, 0)
}

/** What open orders hold, of the product itself and as a part of others: it lowers the virtual balance until the stock is posted. */
export function reservedQuantity(company: Company, product: Product): number {
  const isOpen = (statusId: number) => {
    const value = company.statuses.find((status) => status.id === statusId)?.value
    return value === OPEN_CLASS || value === IN_PROGRESS_CLASS
  }
  return [...company.orders.values()]
    .filter((order) => !order.deleted && !order.stockPosted && isOpen(order.statusId))
    .flatMap((order) => order.items)
    .reduce((sum, item) => sum + item.quantity * unitsIn(company, item.productId, product), 0)
}

/** How many of `product` one piece of the sold product takes. */
function unitsIn(company: Company, soldId: number | null, product: Product): number {
  if (soldId === product.id) return 1
  const sold = soldId === null ? undefined : company.products.get(soldId)
  if (!sold) return 0
  return componentsOf(company, sold).find((part) => part.product === product)?.quantity ?? 0
}

export function virtualBalance(company: Company, product: Product): number {
  const parts = componentsOf(company, product)
  if (parts.length > 0) return Math.min(...parts.map((part) => Math.floor(virtualBalance(company, part.product) / part.quantity)))
  return physicalBalance(company, product) - reservedQuantity(company, product)
}
