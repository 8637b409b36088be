import { defineResource, type HandlerContext, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toProduct } from '../map/product.ts'
import { brDateTime } from '../map/values.ts'
import { listV2, listV3, mapPage } from './pages.ts'

const ROWS = { list: 'produtos', one: 'produto' }

/**
 * Source: v2 `produtos.pesquisa`, `lista.atualizacoes.produtos` and `produto.obter`; v3 `GET /produtos` and `GET /produtos/{id}` (Tiny's API documents,
 * read 2026).
 */
async function list(input: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const since = textOf(input.since)
  const page = !isV2(ctx)
    ? await listV3(input, ctx, '/produtos', { dataAlteracao: since })
    : since === null
      ? await listV2(input, ctx, 'produtos.pesquisa', { ...ROWS, fields: { pesquisa: '' } })
      : await listV2(input, ctx, 'lista.atualizacoes.produtos', { ...ROWS, fields: { dataAlteracao: brDateTime(since) } })
  return mapPage(page, input, ctx.now, toProduct)
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const original = isV2(ctx)
    ? await recordV2(ctx, 'produto.obter', 'produto', { id: key })
    : await getV3(ctx, `/produtos/${encodeURIComponent(key)}`)
  return { ...toProduct(original), original }
}

export default defineResource({ list, detail })
