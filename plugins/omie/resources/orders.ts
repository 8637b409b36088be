import { at, defineResource, type HandlerContext, type Json, type ListInput, type ListPage } from '@tomada/sdk'
import { call, type ListCall, listPage, wireId } from '../client.ts'
import { windowParam } from '../map/dates.ts'
import { keyed } from '../map/keyed.ts'
import { toOrder } from '../map/to-order.ts'

const LIST: ListCall = { service: 'produtos/pedido', name: 'ListarPedidos', dialect: 'snake', rows: 'pedido_venda_produto' }
/** Measured: the dates alone mean the expected date. By these they mean when an order was made, and when it was changed. */
const PASSES = ['filtrar_apenas_alteracao', 'filtrar_apenas_inclusao'] as const

/** Sales orders, whole. What changed since is asked for twice, by change and by creation: whether the first holds the second is not documented. */
export default defineResource({
  list: (request, ctx) => (request.since === null ? everything(request, ctx) : changed(request, ctx)),
  async detail({ key }, ctx) {
    const answer = await call(ctx, 'produtos/pedido', 'ConsultarPedido', { codigo_pedido: wireId(key) })
    const order = at(answer, 'pedido_venda_produto')
    if (order === null) throw new Error('Omie answered without the order')
    return toRecord(order)
  },
})

async function everything({ checkpoint, limit }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const number = pageOf(checkpoint)
  const { rows, isLast, total } = await listPage(ctx, LIST, {}, { number, size: limit })
  return { records: rows.map(toRecord), checkpoint: { page: number + 1 }, done: isLast, total }
}

async function changed({ checkpoint, since, until, limit }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const pass = Number(at(checkpoint, 'pass') ?? 0)
  const number = pageOf(checkpoint)
  const which = PASSES[pass] ?? PASSES[0]
  const { rows, isLast } = await listPage(ctx, LIST, { [which]: 'S', ...windowParam(since, until) }, { number, size: limit })
  const next = isLast ? { pass: pass + 1, page: 1 } : { pass, page: number + 1 }
  return { records: rows.map(toRecord), checkpoint: next, done: isLast && pass + 1 >= PASSES.length }
}

function toRecord(order: Json): Json {
  return toOrder(keyed(order, 'cabecalho', 'codigo_pedido'))
}

function pageOf(checkpoint: Json): number {
  return Number(at(checkpoint, 'page') ?? 1)
}
