import { type ActionContext, at, textOf } from '@tomada/sdk'
import { listAll } from '../client.ts'
import { PRODUCTS } from '../map/product-list.ts'
import { type Product, toProduct } from '../map/to-product.ts'

/** The product with exactly this SKU, or null. Rows are compared again here: a filter that was not honoured must not pass for a find. */
export default async function findProduct(input: { codigo: string }, ctx: ActionContext): Promise<{ produto: Product | null }> {
  const rows = await listAll(ctx, PRODUCTS.list, { ...PRODUCTS.all, produtosPorCodigo: [{ codigo: input.codigo }] })
  const found = rows.find((row) => textOf(at(row, 'codigo')) === input.codigo)
  return { produto: found === undefined ? null : toProduct(found) }
}
