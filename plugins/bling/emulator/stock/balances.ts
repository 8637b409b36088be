import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import type { Company, Order, Product } from '../erp.types.ts'

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
  if (company.reserved.revision !== company.revision) company.reserved = { revision: company.revision, byProduct: addReservations(company) }
  return company.reserved.byProduct.get(product.id) ?? 0
}

/** An order, its status or what products are made of has changed: what is reserved is added up anew. */
export function reservationsChanged(company: Company): void {
  company.revision += 1
}

/** Whether the order holds stock: open or in progress, and not posted yet. */
export function isReserving(company: Company, order: Order): boolean {
  const value = company.statuses.find((status) => status.id === order.statusId)?.value
  return !order.deleted && !order.stockPosted && (value === OPEN_CLASS || value === IN_PROGRESS_CLASS)
}

function addReservations(company: Company): Map<number, number> {
  const byProduct = new Map<number, number>()
  const add = (id: number, quantity: number) => byProduct.set(id, (byProduct.get(id) ?? 0) + quantity)
  for (const order of company.orders.values()) {
    if (!isReserving(company, order)) continue
    for (const item of order.items) {
      const sold = item.productId === null ? undefined : company.products.get(item.productId)
      if (sold === undefined) continue
      add(sold.id, item.quantity)
      for (const part of componentsOf(company, sold)) add(part.product.id, item.quantity * part.quantity)
    }
  }
  return byProduct
}

export function virtualBalance(company: Company, product: Product): number {
  const parts = componentsOf(company, product)
  if (parts.length > 0) return Math.min(...parts.map((part) => Math.floor(virtualBalance(company, part.product) / part.quantity)))
  return physicalBalance(company, product) - reservedQuantity(company, product)
}
