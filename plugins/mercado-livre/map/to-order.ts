import { at, decimalOf, type Json, listOf, textOf } from '@tomada/sdk'

export interface Order {
  id: string
  status: string
  date_created: string | null
  date_closed: string | null
  last_updated: string | null
  pack_id: string | null
  total_amount: string | null
  paid_amount: string | null
  currency_id: string | null
  order_items: OrderItem[]
  buyer: { id: string; nickname: string | null }
  seller: { id: string | null }
  payments: Array<{ id: string; status: string; transaction_amount: string | null; payment_type: string | null }>
  shipping: { id: string | null }
  fulfilled: boolean | null
  tags: string[]
}

export interface OrderItem {
  item: { id: string; title: string; variation_id: string | null; seller_sku: string | null; category_id: string | null }
  quantity: string
  unit_price: string | null
  full_unit_price: string | null
  sale_fee: string | null
  currency_id: string | null
}

/** An order in the provider's names; ids as text, amounts and quantities as decimal text. Null when it is only part of one. */
export function toOrder(order: Json): Order | null {
  const id = textOf(at(order, 'id'))
  const status = textOf(at(order, 'status'))
  const items = listOf(at(order, 'order_items'))
  if (id === null || status === null || items.length === 0) return null
  const fulfilled = at(order, 'fulfilled')
  return {
    id,
    status,
    date_created: textOf(at(order, 'date_created')),
    date_closed: textOf(at(order, 'date_closed')),
    last_updated: textOf(at(order, 'last_updated')),
    pack_id: textOf(at(order, 'pack_id')),
    total_amount: decimalOf(at(order, 'total_amount')),
    paid_amount: decimalOf(at(order, 'paid_amount')),
    currency_id: textOf(at(order, 'currency_id')),
    order_items: items.map(toItem),
    buyer: { id: textOf(at(order, 'buyer', 'id')) ?? '', nickname: textOf(at(order, 'buyer', 'nickname')) },
    seller: { id: textOf(at(order, 'seller', 'id')) },
    payments: listOf(at(order, 'payments')).map(toPayment),
    shipping: { id: textOf(at(order, 'shipping', 'id')) },
    fulfilled: typeof fulfilled === 'boolean' ? fulfilled : null,
    tags: listOf(at(order, 'tags')).flatMap((tag) => textOf(tag) ?? []),
  }
}

function toItem(line: Json): OrderItem {
  return {
    item: {
      id: textOf(at(line, 'item', 'id')) ?? '',
      title: textOf(at(line, 'item', 'title')) ?? '',
      variation_id: textOf(at(line, 'item', 'variation_id')),
      // Sellers who never set a SKU attribute still have their own code in the older field.
      seller_sku: textOf(at(line, 'item', 'seller_sku')) ?? textOf(at(line, 'item', 'seller_custom_field')),
      category_id: textOf(at(line, 'item', 'category_id')),
    },
    quantity: textOf(at(line, 'quantity')) ?? '0',
    unit_price: decimalOf(at(line, 'unit_price')),
    full_unit_price: decimalOf(at(line, 'full_unit_price')),
    sale_fee: decimalOf(at(line, 'sale_fee')),
    currency_id: textOf(at(line, 'currency_id')),
  }
}

function toPayment(payment: Json): Order['payments'][number] {
  return {
    id: textOf(at(payment, 'id')) ?? '',
    status: textOf(at(payment, 'status')) ?? '',
    transaction_amount: decimalOf(at(payment, 'transaction_amount')),
    payment_type: textOf(at(payment, 'payment_type')),
  }
}
