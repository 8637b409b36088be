import { type ActionContext, type Json, PermanentError } from '@tomada/sdk'
import { pageV2 } from '../client-v2.ts'
import { getV3, PAGE_SIZE, rowsV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Order, toOrder } from '../map/order.ts'

export interface WantedOrder {
  numeroEcommerce: string
  /** Narrow the search on v3, where the shop's number cannot be searched for by itself. */
  data?: string | null
  documento?: string | null
}

/**
 * The sales order with this number in the shop, or null. v2's search is not exact, so each number is compared. v3 has three places for it and can search
 * two of them: the number of a registered shop and the marker. An order that was created but not marked has it in `numeroOrdemCompra`, which only the whole
 * record shows: those of the same day and customer are read.
 * Source: v2 `pedidos.pesquisa`, v3 `GET /pedidos` (Tiny's API documents and measurements, read 2026); fixture: fixtures/find-order.json
 */
export default async function findOrder(input: WantedOrder, ctx: ActionContext): Promise<{ pedido: Order | null }> {
  const found = isV2(ctx) ? await findV2(input, ctx) : await findV3(input, ctx)
  const [oldest] = found.toSorted((one, other) => Number(one.id) - Number(other.id))
  return { pedido: oldest ?? null }
}

async function findV2({ numeroEcommerce }: WantedOrder, ctx: ActionContext): Promise<Order[]> {
  const { rows, isLast } = await pageV2(ctx, 'pedidos.pesquisa', { list: 'pedidos', one: 'pedido' }, { numeroEcommerce })
  const orders = rows.map(toOrder)
  if (rows.some((row) => !hasMember(row, 'numero_ecommerce'))) throw new Error('Tiny gave an order without its number in the shop')
  const matching = orders.filter((order) => order.numeroEcommerce === numeroEcommerce)
  if (matching.length === 0 && !isLast) throw new PermanentError('Tiny did not filter by the number in the shop, so nothing can be said')
  return matching
}

async function findV3(input: WantedOrder, ctx: ActionContext): Promise<Order[]> {
  const { numeroEcommerce } = input
  const byShop = (await rowsV3(ctx, '/pedidos', { numeroPedidoEcommerce: numeroEcommerce })).map(toOrder)
  const own = byShop.filter((order) => order.numeroEcommerce === numeroEcommerce)
  if (own.length > 0) return own
  // `marcadores[]` breaks the API; a marker is found exactly.
  const marked = (await rowsV3(ctx, '/pedidos', { marcadores: numeroEcommerce })).map(toOrder)
  return marked.length > 0 && marked.length < PAGE_SIZE ? confirmed(marked, numeroEcommerce, ctx) : unmarked(input, ctx)
}

async function unmarked({ numeroEcommerce, data, documento }: WantedOrder, ctx: ActionContext): Promise<Order[]> {
  if (data === null || data === undefined || documento === null || documento === undefined) return []
  const rows = await rowsV3(ctx, '/pedidos', { dataInicial: data, dataFinal: data, cpfCnpj: documento })
  if (rows.length >= PAGE_SIZE) throw new PermanentError('Too many orders of this customer on that day to look through')
  return confirmed(rows.map(toOrder), numeroEcommerce, ctx)
}

/** Reads each whole: only there the number stands that was written with it. */
async function confirmed(orders: readonly Order[], numeroEcommerce: string, ctx: ActionContext): Promise<Order[]> {
  const found: Order[] = []
  for (const { id } of orders) {
    const record: Json = await getV3(ctx, `/pedidos/${id}`)
    if (!hasMember(record, 'numeroOrdemCompra')) throw new Error('Tiny gave an order without its purchase order')
    const order = toOrder(record)
    if (order.numeroOrdemCompra === numeroEcommerce || order.marcadores.includes(numeroEcommerce)) found.push(order)
  }
  return found
}

/** Left out is not the same as empty: an order that does not say its number may be the one that is looked for. */
function hasMember(record: Json, name: string): boolean {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, name)
}
