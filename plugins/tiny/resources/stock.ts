import { defineResource, type HandlerContext, type Json, type ListInput, type ListPage } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toProduct } from '../map/product.ts'
import { toStock } from '../map/stock.ts'
import { listV2, listV3 } from './pages.ts'

/**
 * Every product as a stub; the host reads the balances of each. v2's queue of changed balances empties itself while it is read, so it only hints at what to
 * read sooner (`webhooks/stock-queue.ts`): this sweep is what repairs a hint that was lost.
 * Source: v2 `produto.obter.estoque`, v3 `GET /estoque/{idProduto}` (Tiny's API documents, read 2026)
 */
async function list(input: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const page = isV2(ctx)
    ? await listV2(input, ctx, 'produtos.pesquisa', { list: 'produtos', one: 'produto', fields: { pesquisa: '' } })
    : await listV3(input, ctx, '/produtos', {})
  const records = page.records.map(toProduct).filter(({ situacao }) => situacao !== 'E')
  return { ...page, records: records.map(({ id, sku, nome }) => ({ id, sku, nome })) }
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const original = isV2(ctx)
    ? await recordV2(ctx, 'produto.obter.estoque', 'produto', { id: key })
    : await getV3(ctx, `/estoque/${encodeURIComponent(key)}`)
  return { ...toStock(original), original }
}

export default defineResource({ list, detail })
