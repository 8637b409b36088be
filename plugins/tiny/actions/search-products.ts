import type { ActionContext } from '@tomada/sdk'
import { pageV2 } from '../client-v2.ts'
import { PAGE_SIZE, rowsV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Product, toProduct } from '../map/product.ts'

/**
 * Products by name, status or GTIN, a hundred at a time.
 * Source: v2 `produtos.pesquisa`, v3 `GET /produtos` (Tiny's API documents, read 2026); fixture: fixtures/search-products.json
 */
export default async function searchProducts(
  input: { nome?: string | null; situacao?: string | null; gtin?: string | null; pagina?: number | null },
  ctx: ActionContext,
): Promise<{ produtos: Product[]; temMais: boolean }> {
  const { nome = null, situacao = null, gtin = null } = input
  const pagina = input.pagina ?? 1
  if (isV2(ctx)) {
    const fields = { pesquisa: nome ?? '', situacao, gtin, pagina }
    const { rows, isLast } = await pageV2(ctx, 'produtos.pesquisa', { list: 'produtos', one: 'produto' }, fields)
    return { produtos: rows.map(toProduct), temMais: !isLast }
  }
  const rows = await rowsV3(ctx, '/produtos', { nome, situacao, gtin, offset: (pagina - 1) * PAGE_SIZE })
  return { produtos: rows.map(toProduct), temMais: rows.length >= PAGE_SIZE }
}
