import {
  at,
  defineResource,
  type HandlerContext,
  type Json,
  type ListInput,
  type ListPage,
  listOf,
  RetryAfterError,
  textOf,
} from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { LAST_PAGE } from './page.ts'

/** Until a parcel has arrived, its deadline says whether it is late. */
const UNDER_WAY = ['pending', 'handling', 'ready_to_ship', 'shipped']
/** A shipment younger than this may not be linked to its orders yet. */
const SPREADING_MS = 3_600_000
const SPREADING_RETRY_MS = 60_000

/**
 * The shipment of one stored order, or none. Orders of a pack share one.
 * Source: "Envíos", developers.mercadolibre.com.co, updated 2026-09-18; `x-format-new` is mandatory since 2025-10-12
 */
async function list({ parent }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const id = textOf(at(parent, 'shipping', 'id'))
  if (id === null) return { records: [], ...LAST_PAGE }
  const isAlone = at(parent, 'pack_id') === null
  const orderId = textOf(at(parent, 'id'))
  const records = [await read(ctx, id, isAlone && orderId !== null ? [orderId] : null)]
  return { records, ...LAST_PAGE }
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  return read(ctx, key, null)
}

/** The new format names no orders: they come from the shipment's own list. */
async function read(ctx: HandlerContext, id: string, knownOrders: string[] | null): Promise<Json> {
  const path = `/shipments/${encodeURIComponent(id)}`
  const shipment = await getRecord(ctx, path, { 'x-format-new': 'true' })
  if (typeof shipment !== 'object' || shipment === null || Array.isArray(shipment)) return shipment
  const orders = knownOrders ?? (await ordersOf(ctx, path, shipment))
  const isUnderWay = UNDER_WAY.includes(textOf(at(shipment, 'status')) ?? '')
  const sla = isUnderWay ? await getRecord(ctx, `${path}/sla`, { 'x-format-new': 'true' }) : null
  return { ...shipment, order_id: orders[0] ?? null, order_ids: orders, sla }
}

/** 204 says "none, or not yet": what is new is asked for again, what is old has none. */
async function ordersOf(ctx: HandlerContext, path: string, shipment: Json): Promise<string[]> {
  const entries = await getRecord(ctx, `${path}/orders`, { 'x-new-domain': 'true' })
  const orders = new Set(listOf(entries).flatMap((entry) => textOf(at(entry, 'order_id')) ?? []))
  const createdAt = Date.parse(textOf(at(shipment, 'date_created')) ?? '')
  if (orders.size === 0 && ctx.now - createdAt < SPREADING_MS)
    throw new RetryAfterError('Mercado Livre has not linked this shipment to its order yet', SPREADING_RETRY_MS)
  return [...orders]
}

export default defineResource({ list, detail })
