import type { Account, Contact, Order } from '../erp.types.ts'

export function totalsOf(order: Pick<Order, 'items' | 'discount' | 'freight' | 'otherCosts'>): { products: number; total: number } {
  const products = cents(order.items.reduce((sum, item) => sum + item.quantity * item.price, 0))
  return { products, total: cents(products - order.discount + order.freight + order.otherCosts) }
}

export function cents(value: number): number {
  return Math.round(value * 100) / 100
}

export function customerOf(account: Account, order: Pick<Order, 'contactId'>): Contact {
  const contact = account.contacts.get(order.contactId)
  if (contact === undefined) throw new Error('an order has its contact')
  return contact
}
