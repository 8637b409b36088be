import { type ActionContext, textOf } from '@tomada/sdk'
import { listPage, withoutNulls } from '../client.ts'
import { PRODUCTS } from '../map/product-list.ts'
import { type Product, toProduct } from '../map/to-product.ts'

export interface ProductQuery {
  descricao?: string | null
  ean?: string | null
  ativos?: boolean | null
  pagina?: number | null
}

/** A page of products whose description contains a text. */
export default async function searchProducts(
  input: ProductQuery,
  ctx: ActionContext,
): Promise<{ produtos: Product[]; proximaPagina: number | null }> {
  const number = input.pagina ?? 1
  const text = textOf(input.descricao ?? null)
  const filter = withoutNulls({
    filtrar_apenas_descricao: text === null ? null : `%${text}%`,
    ean: textOf(input.ean ?? null),
    inativo: input.ativos === true ? 'N' : null,
  })
  const { rows, isLast } = await listPage(ctx, PRODUCTS.list, { ...PRODUCTS.all, ...filter }, { number })
  return { produtos: rows.map(toProduct), proximaPagina: isLast ? null : number + 1 }
}
