import type { ActionContext } from '@tomada/sdk'
import { listRows, PAGE_SIZE } from '../client.ts'
import { type ProductRow, toProductRow } from '../map/to-product.ts'

export interface ProductQuestion {
  nome?: string | null
  codigos?: string[] | null
  gtins?: string[] | null
  situacao?: 'A' | 'I' | 'E' | null
  tipo?: 'P' | 'S' | 'E' | 'PS' | 'C' | 'V' | null
  pagina?: number | null
}

/** Never unsaid: the default is "last included", which hides the older ones. */
const CRITERIA = { A: 2, I: 3, E: 4 } as const
const ALL = 5

/**
 * A page of at most 100 products. There is no total: a full page may have another one after it.
 * Source: GET /produtos of Bling's OpenAPI document (September 2026); fixture: fixtures/search-products.json
 */
export default async function searchProducts(
  input: ProductQuestion,
  ctx: ActionContext,
): Promise<{ produtos: ProductRow[]; proximaPagina: number | null }> {
  const { nome = null, codigos, gtins, situacao, tipo } = input
  const number = input.pagina ?? 1
  const criterio = situacao === null || situacao === undefined ? ALL : CRITERIA[situacao]
  const question = { criterio, tipo: tipo ?? 'T', nome, 'codigos[]': codigos ?? null, 'gtins[]': gtins ?? null }
  const rows = await listRows(ctx, '/produtos', question, { number })
  return { produtos: rows.map(toProductRow), proximaPagina: rows.length < PAGE_SIZE ? null : number + 1 }
}
