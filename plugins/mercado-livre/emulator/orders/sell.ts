import { BadSetting, type CallbackAttempt, type Fields, fieldsOf, flagOf, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { type Market, makeBuyer } from '../market.ts'
import type { Order, OrderStatus, User } from '../market.types.ts'
import { newNotification, notify } from '../notifications/notify.ts'
import { newShippingId, placeOrder, type SaleRequest } from './sale.ts'

const STATUSES: readonly OrderStatus[] = [
  'confirmed',
  'payment_required',
  'payment_in_process',
  'partially_paid',
  'paid',
  'partially_refunded',
  'pending_cancel',
  'cancelled',
]

/** How one change is told. */
interface Announcement {
  /** Notifications with an `_id` of their own. */
  distinctIds: number
  /** How many times each of them is sent, all at once. */
  notifyTimes: number
  /** False: each of `notifyTimes` gets its own `_id` as well. */
  sameId: boolean
  /** Emulator ms to wait before telling. */
  notifyAfterMs: number
}

/**
 * `POST /scenario/sell {count?, status?, seller?, items?, currency?, buyer?, pack?, readableAfterMs?, partialReads?, wait?}` plus how it is told:
 * `{notifyTimes?, sameId?, distinctIds?, notifyAfterMs?}`. Answers the orders and the first attempt of each notification
 * (`wait: false` answers before those are done).
 */
export async function sell(market: Market, input: Fields): Promise<unknown> {
  const count = numberOf(input['count']) ?? 1
  const packId = flagOf(input['pack']) ? Number(`2${market.random.digits(15)}`) : null
  const request = readSale(market, input, packId)
  const orders = Array.from({ length: count }, () => placeOrder(market, request))
  const announcement = readAnnouncement(input)
  const told = orders.map((order) => announceOrder(market, order, announcement))
  const notifications = flagOf(input['wait']) === false ? [] : (await Promise.all(told)).flat()
  return {
    message: orders.map((order) => String(order.id)).join(', '),
    orderId: orders[0]?.id,
    orderIds: orders.map((order) => order.id),
    packId,
    notifications,
  }
}

/** Tells that an order changed; also `payments` and `shipments`, where the application subscribed to them. */
export async function announceOrder(market: Market, order: Order, how: Announcement): Promise<CallbackAttempt[]> {
  const tell = (topic: string, resource: string) => announce(market, { topic, resource, userId: order.sellerId }, how)
  const told = await Promise.all([
    tell('orders_v2', `/orders/${order.id}`),
    tell('payments', `/collections/${order.paymentId}`),
    tell('shipments', `/shipments/${order.shippingId}`),
  ])
  return told.flat()
}

async function announce(
  market: Market,
  subject: { topic: string; resource: string; userId: number },
  how: Announcement,
): Promise<CallbackAttempt[]> {
  const make = () => newNotification(market, subject.topic, subject.resource, subject.userId)
  const notifications = Array.from({ length: how.distinctIds }, () => {
    const first = make()
    return Array.from({ length: how.notifyTimes }, () => (how.sameId ? first : make()))
  }).flat()
  const sendAll = async () => {
    const attempts = await Promise.all(notifications.map((notification) => notify(market, notification)))
    return attempts.filter((attempt) => attempt !== null)
  }
  if (how.notifyAfterMs === 0) return sendAll()
  market.world.clock.schedule(how.notifyAfterMs, async () => {
    await sendAll()
  })
  return []
}

export function readAnnouncement(input: Fields): Announcement {
  return {
    distinctIds: numberOf(input['distinctIds']) ?? 1,
    notifyTimes: numberOf(input['notifyTimes']) ?? 1,
    sameId: flagOf(input['sameId']) ?? true,
    notifyAfterMs: numberOf(input['notifyAfterMs']) ?? 0,
  }
}

function readSale(market: Market, input: Fields, packId: number | null): SaleRequest {
  const asked = textOf(input['status']) ?? 'paid'
  const status = STATUSES.find((known) => known === asked)
  if (!status) throw new BadSetting(`status must be one of ${STATUSES.join(', ')}.`)
  const sellerId = readSeller(market, input['seller'])
  const currency = textOf(input['currency'])
  return {
    sellerId,
    status,
    packId,
    shippingId: packId === null ? null : newShippingId(market),
    buyer: readBuyer(market, input['buyer']),
    items: listOf(input['items']).map((item) => readItem(market, sellerId, fieldsOf(item))),
    ...(currency === undefined ? {} : { currency }),
    readableAfterMs: numberOf(input['readableAfterMs']) ?? 0,
    partialReads: numberOf(input['partialReads']) ?? 0,
  }
}

function readSeller(market: Market, value: unknown): number {
  const name = textOf(value) ?? market.logins[0]?.login
  const seller = [...market.users.values()].find((user) => user.isSeller && (user.nickname === name || String(user.id) === name))
  if (!seller) throw new BadSetting(`There is no seller ${name}.`)
  return seller.id
}

/** `{document, documentType?, name?, lastName?, email?}`; a known document is the same buyer again. `"company"` makes a business. */
function readBuyer(market: Market, value: unknown): User | null {
  if (value === undefined || value === null) return null
  if (value === 'company' || value === 'person') return makeBuyer(market, value === 'company')
  const wanted = fieldsOf(value)
  const number = textOf(wanted['document'])
  const known = [...market.users.values()].find((user) => !user.isSeller && user.document.number === number)
  const buyer = known ?? makeBuyer(market, number?.length === 14)
  if (number !== undefined) buyer.document = { type: number.length === 14 ? 'CNPJ' : 'CPF', number }
  buyer.firstName = textOf(wanted['name']) ?? buyer.firstName
  buyer.lastName = textOf(wanted['lastName']) ?? buyer.lastName
  buyer.email = textOf(wanted['email']) ?? buyer.email
  return buyer
}

/** `{id | sku, quantity?, unitPrice?}` of a listing the seller has; the price in the currency of the sale. */
function readItem(market: Market, sellerId: number, item: Fields): SaleRequest['items'][number] {
  const name = textOf(item['id']) ?? textOf(item['sku'])
  const listing = [...market.listings.values()].find((known) => known.sellerId === sellerId && (known.id === name || known.sku === name))
  if (!listing) throw new BadSetting(`The seller has no listing ${name}.`)
  const unitPrice = numberOf(item['unitPrice'])
  return {
    listing,
    quantity: numberOf(item['quantity']) ?? 1,
    unitPriceCents: unitPrice === undefined ? listing.priceCents : Math.round(unitPrice * 100),
  }
}
