import { defineResource, type HandlerContext, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toOrder } from '../map/order.ts'
import { brDateTime } from '../map/values.ts'
import { listV2, listV3, mapPage } from './pages.ts'

/** v2 refuses a search without a filter: before any order of anybody. */
const BEGINNING = '01/01/2000'

/** Source: v2 `pedidos.pesquisa` and `pedido.obter`; v3 `GET /pedidos` and `GET /pedidos/{id}` (Tiny's API documents, read 2026). */
async function list(input: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const since = textOf(input.since)
  const fields = since === null ? { dataInicial: BEGINNING } : { dataAtualizacao: brDateTime(since) }
  const page = isV2(ctx)
    ? await listV2(input, ctx, 'pedidos.pesquisa', { list: 'pedidos', one: 'pedido', fields })
    : await listV3(input, ctx, '/pedidos', { dataAtualizacao: since })
  return mapPage(page, input, ctx.now, toOrder)
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const original = isV2(ctx)
    ? await recordV2(ctx, 'pedido.obter', 'pedido', { id: key })
    : await getV3(ctx, `/pedidos/${encodeURIComponent(key)}`)
  return { ...toOrder(original), original }
}

export default defineResource({ list, detail })
