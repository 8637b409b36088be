import { defineResource, type Json } from '@tomada/sdk'
import { listAll, wireId } from '../client.ts'
import { withChangedAt } from '../map/changed-at.ts'
import { keyed } from '../map/keyed.ts'
import { PRODUCTS } from '../map/product-list.ts'
import { changedPage } from './snake-pages.ts'

/**
 * Products. One alone is read by the same call, filtered: ConsultarProduto gives more members, and the record would differ by how it was read.
 * Source: Omie's service description of geral/produtos (2026)
 */
export default defineResource({
  list: (request, ctx) => changedPage(request, ctx, { list: PRODUCTS.list, param: PRODUCTS.all, toRecord }),
  async detail({ key }, ctx) {
    const [row] = await listAll(ctx, PRODUCTS.list, { ...PRODUCTS.all, produtosPorCodigo: [{ codigo_produto: wireId(key) }] })
    return row === undefined ? null : toRecord(row)
  },
})

function toRecord(row: Json): Json {
  return withChangedAt(keyed(row, 'codigo_produto'), 'info')
}
