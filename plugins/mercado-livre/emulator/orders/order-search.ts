import { type EmulatorAnswer, type EmulatorRequest, json, numberOf } from '@tomada/sdk/emulator'
import { badRequest, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Order } from '../market.types.ts'
import { viewOrder } from './order-view.ts'

const PAGE = 50
const LAST_OFFSET = 10_000
const YEAR_MS = 365 * 86_400_000
/** Pages of one search come quickly one after the other; what was found for the first serves the others. */
const KEPT_MS = 5_000

type Filter = (order: Order, value: string, market: Market) => boolean

const since =
  (at: (order: Order) => number | null): Filter =>
  (order, value) =>
    (at(order) ?? 0) >= Date.parse(value)
const until =
  (at: (order: Order) => number | null): Filter =>
  (order, value) =>
    (at(order) ?? Number.POSITIVE_INFINITY) <= Date.parse(value)

const FILTERS: Record<string, Filter> = {
  'order.status': (order, value) => value.split(',').includes(order.status),
  'order.date_created.from': since((order) => order.createdAt),
  'order.date_created.to': until((order) => order.createdAt),
  'order.date_last_updated.from': since((order) => order.updatedAt),
  'order.date_last_updated.to': until((order) => order.updatedAt),
  'order.date_closed.from': since((order) => order.closedAt),
  'order.date_closed.to': until((order) => order.closedAt),
  item: (order, value) => order.lines.some((line) => line.listingId === value),
  tags: (order, value) => value.split(',').every((tag) => order.tags.includes(tag)),
  'tags.not': (order, value) => !value.split(',').some((tag) => order.tags.includes(tag)),
  // Order, listing and the other party's nickname; neither names nor e-mail addresses.
  q: (order, value, market) =>
    String(order.id) === value ||
    market.users.get(order.buyerId)?.nickname === value ||
    order.lines.some((line) => line.listingId === value || line.title.toLowerCase().includes(value.toLowerCase())),
  'mediations.status': (order, value, market) =>
    [...market.claims.values()].some((claim) => claim.orderId === order.id && claim.status === value),
  'mediations.stage': (order, value, market) =>
    [...market.claims.values()].some((claim) => claim.orderId === order.id && claim.stage === value),
  // Nobody has rated anything here.
  'feedback.status': (_order, value) => value === 'pending',
  'feedback.sale.rating': () => false,
  'feedback.purchase.rating': () => false,
  'feedback.sale.fulfilled': () => false,
  'feedback.purchase.fulfilled': () => false,
}

/** `GET /orders/search`: by seller or by buyer. As seller, cancelled orders are not found; they can still be read by id. */
export function createOrderSearch(market: Market): (request: EmulatorRequest, userId: number) => EmulatorAnswer {
  let kept = { key: '', at: 0, found: [] as readonly Order[] }

  function find(query: URLSearchParams, who: { isSeller: boolean; userId: number }, sort: string): readonly Order[] {
    const now = market.world.clock.now()
    const asked = new URLSearchParams([...query].filter(([name]) => name !== 'limit' && name !== 'offset'))
    const key = `${market.orders.revision} ${who.userId} ${asked}`
    if (kept.key === key && now - kept.at < KEPT_MS) return kept.found
    const found = findOrders(market, query, who).sort((a, b) =>
      sort === 'date_asc' ? a.createdAt - b.createdAt : b.createdAt - a.createdAt,
    )
    const isLagging = market.limits.searchLagMs > 0 || found.length < 100
    if (!isLagging) kept = { key, at: now, found }
    return found
  }

  return (request, userId) => {
    const { query } = request
    const seller = query.get('seller')
    const buyer = query.get('buyer')
    if (seller === null && buyer === null) return badRequest('seller or buyer is required')
    if ((seller ?? buyer) !== String(userId)) return notYours()
    const limit = numberOf(query.get('limit')) ?? PAGE
    const offset = numberOf(query.get('offset')) ?? 0
    if (limit < 1 || limit > PAGE) return badRequest(`limit must be between 1 and ${PAGE}`)
    if (offset < 0 || offset + limit > LAST_OFFSET) return badRequest(`offset + limit must be at most ${LAST_OFFSET}`)
    const sort = query.get('sort') === 'date_desc' ? 'date_desc' : 'date_asc'
    const found = find(query, { isSeller: seller !== null, userId }, sort)
    return json(200, {
      query: query.get('q') ?? '',
      results: found.slice(offset, offset + limit).map((order) => viewOrder(market, order)),
      sort: { id: sort, name: sort === 'date_asc' ? 'Date ascending' : 'Date descending' },
      available_sorts: [{ id: sort === 'date_asc' ? 'date_desc' : 'date_asc' }],
      filters: [],
      available_filters: [],
      paging: { total: found.length, offset, limit },
      display: 'complete',
    })
  }
}

function findOrders(market: Market, query: URLSearchParams, who: { isSeller: boolean; userId: number }): Order[] {
  const now = market.world.clock.now()
  const asked = [...query].flatMap(([name, value]) => {
    const filter = FILTERS[name]
    return filter ? [{ filter, value }] : []
  })
  return [...market.orders.values()].filter(
    (order) =>
      (who.isSeller ? order.sellerId : order.buyerId) === who.userId &&
      order.searchableAt <= now &&
      now - order.createdAt <= YEAR_MS &&
      !(who.isSeller && order.status === 'cancelled') &&
      asked.every(({ filter, value }) => filter(order, value, market)),
  )
}
