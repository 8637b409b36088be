import { orderDate, reais } from '../dates.ts'
import type { Market } from '../market.ts'
import type { Order, OrderLine } from '../market.types.ts'

export function totalCents(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.unitPriceCents * line.quantity, 0)
}

/** The order as `GET /orders/{id}` and the search show it. The buyer's name and document are not in it. */
export function viewOrder(market: Market, order: Order): Record<string, unknown> {
  const total = reais(totalCents(order))
  const currency = order.currency ?? 'BRL'
  const isPaid = order.status === 'paid' || order.status === 'partially_refunded'
  return {
    id: order.id,
    status: order.status,
    status_detail: null,
    date_created: orderDate(order.createdAt),
    date_closed: order.closedAt === null ? null : orderDate(order.closedAt),
    last_updated: orderDate(order.updatedAt),
    expiration_date: null,
    pack_id: order.packId,
    total_amount: total,
    paid_amount: isPaid ? total : 0,
    currency_id: currency,
    order_items: order.lines.map((line) => viewLine(line, currency)),
    buyer: { id: order.buyerId, nickname: market.users.get(order.buyerId)?.nickname ?? '' },
    seller: { id: order.sellerId },
    payments: viewPayments(order, total),
    feedback: { purchase: null, sale: null },
    context: { channel: 'marketplace', site: 'mlb', flows: [] },
    shipping: { id: order.shippingId },
    fulfilled: null,
    mediations: [],
    tags: order.tags,
    static_tags: [],
  }
}

/** What a 206 holds: the order without its lines, payments and amounts. */
export function viewPartialOrder(market: Market, order: Order): Record<string, unknown> {
  const { payments: _payments, total_amount: _total, paid_amount: _paid, shipping: _shipping, ...rest } = viewOrder(market, order)
  return { ...rest, order_items: [] }
}

function viewLine(line: OrderLine, currency: string): Record<string, unknown> {
  return {
    item: {
      id: line.listingId,
      title: line.title,
      category_id: line.categoryId,
      variation_id: null,
      variation_attributes: [],
      seller_sku: line.sku,
      seller_custom_field: null,
    },
    quantity: line.quantity,
    unit_price: reais(line.unitPriceCents),
    full_unit_price: reais(line.unitPriceCents),
    currency_id: currency,
    sale_fee: reais(line.saleFeeCents),
    listing_type_id: line.listingType,
    element_id: null,
    stock: null,
  }
}

const PAYMENT_STATUS: Partial<Record<Order['status'], string>> = {
  paid: 'approved',
  cancelled: 'cancelled',
  partially_refunded: 'approved',
  payment_in_process: 'in_process',
}

export function paymentStatus(order: Order): string {
  return PAYMENT_STATUS[order.status] ?? 'pending'
}

function viewPayments(order: Order, total: number): unknown[] {
  if (order.status === 'confirmed' || order.status === 'payment_required') return []
  const payment_type = order.id % 3 === 0 ? 'bank_transfer' : 'credit_card'
  return [
    { id: order.paymentId, status: paymentStatus(order), transaction_amount: total, currency_id: order.currency ?? 'BRL', payment_type },
  ]
}
