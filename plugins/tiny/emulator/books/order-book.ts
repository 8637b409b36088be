import { type Erp, newId } from '../erp.ts'
import type { Account, Order } from '../erp.types.ts'
import { tellOrder, tellTracking } from '../webhooks/events.ts'
import { totalsOf } from './order-facts.ts'
import { defaultDeposit, stockChanged } from './stock-book.ts'

export type NewOrder = Omit<
  Order,
  'id' | 'number' | 'createdAt' | 'updatedAt' | 'invoiceId' | 'stockLaunched' | 'accountsLaunched' | 'tracking' | 'markers'
> & {
  markers?: string[]
}

export function addOrder(erp: Erp, account: Account, order: NewOrder, requestId: number | null): Order {
  const now = erp.world.clock.now()
  account.lastOrderNumber += 1
  const added: Order = {
    markers: [],
    ...order,
    id: newId(account),
    number: account.lastOrderNumber,
    tracking: { code: '', url: '' },
    invoiceId: null,
    stockLaunched: false,
    accountsLaunched: false,
    createdAt: now,
    updatedAt: now,
  }
  account.orders.set(added.id, added)
  record(
    erp,
    account,
    'order.created',
    { id: added.id, key: added.ecommerceNumber ?? (added.purchaseOrder || null), requestId },
    {
      total: totalsOf(added).total,
      items: added.items.length,
    },
  )
  tellOrder(erp, account, added, 'inclusao_pedido')
  return added
}

export function setSituation(erp: Erp, account: Account, order: Order, slug: string, requestId: number | null): void {
  order.situation = slug
  record(erp, account, 'order.situation', { id: order.id, key: String(order.id), requestId }, { situation: slug })
  touch(erp, account, order)
}

/** Somebody changed it: told by webhook. */
export function touch(erp: Erp, account: Account, order: Order): void {
  order.updatedAt = erp.world.clock.now()
  tellOrder(erp, account, order, 'atualizacao_pedido')
}

export function setTracking(erp: Erp, account: Account, order: Order, tracking: Order['tracking'], requestId: number | null): void {
  order.tracking = tracking
  record(erp, account, 'order.tracked', { id: order.id, key: String(order.id), requestId }, tracking)
  touch(erp, account, order)
  tellTracking(erp, account, order)
}

export type Launch = 'done' | 'already' | 'insufficient'

/** Takes the items out of the default depósito, once. */
export function launchStock(erp: Erp, account: Account, order: Order, requestId: number | null): Launch {
  if (order.stockLaunched) return 'already'
  const { id } = defaultDeposit(account)
  const parts = order.items.flatMap((item) => {
    const product = item.productId === null ? undefined : account.products.get(item.productId)
    return product === undefined ? [] : [{ product, quantity: item.quantity }]
  })
  if (parts.some(({ product, quantity }) => (product.stock.get(id) ?? 0) < quantity)) return 'insufficient'
  order.stockLaunched = true
  for (const { product, quantity } of parts) {
    product.stock.set(id, (product.stock.get(id) ?? 0) - quantity)
    stockChanged(erp, account, product)
  }
  record(erp, account, 'order.stockLaunched', { id: order.id, key: String(order.id), requestId }, {})
  return 'done'
}

/** Puts them back; doing so when nothing was taken is no error. Cancelling an order does not do it. */
export function revertStock(erp: Erp, account: Account, order: Order, requestId: number | null): void {
  if (!order.stockLaunched) return
  order.stockLaunched = false
  const { id } = defaultDeposit(account)
  for (const item of order.items) {
    const product = item.productId === null ? undefined : account.products.get(item.productId)
    if (product === undefined) continue
    product.stock.set(id, (product.stock.get(id) ?? 0) + item.quantity)
    stockChanged(erp, account, product)
  }
  record(erp, account, 'order.stockReverted', { id: order.id, key: String(order.id), requestId }, {})
}

export function record(
  erp: Erp,
  account: Account,
  kind: string,
  what: { id: number; key: string | null; requestId: number | null },
  details: unknown,
): void {
  erp.world.ledger.record({ kind, ...what, id: String(what.id), account: account.cnpj, details })
}
