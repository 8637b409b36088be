import { at, type HandlerContext, type Json, PermanentError } from '@tomada/sdk'
import { pageV2 } from '../client-v2.ts'
import { PAGE_SIZE, rowsV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Product, toProduct } from './product.ts'
import { firstText } from './values.ts'

/** The product with exactly this SKU that was not deleted, or null. v2's search also looks at names. */
export async function findBySku(ctx: HandlerContext, sku: string): Promise<Product | null> {
  const { rows, isLast } = isV2(ctx) ? await searchV2(ctx, sku) : await searchV3(ctx, sku)
  const [oldest] = rows
    .filter((row) => skuOf(row) === sku && at(row, 'situacao') !== 'E')
    .toSorted((one, other) => Number(at(one, 'id')) - Number(at(other, 'id')))
  if (oldest !== undefined) return toProduct(oldest)
  if (!isLast) throw new PermanentError('Tiny found too many products with this text, so nothing can be said about the SKU')
  return null
}

async function searchV3(ctx: HandlerContext, sku: string): Promise<{ rows: Json[]; isLast: boolean }> {
  const rows = await rowsV3(ctx, '/produtos', { codigo: sku })
  return { rows, isLast: rows.length < PAGE_SIZE }
}

async function searchV2(ctx: HandlerContext, sku: string): Promise<{ rows: Json[]; isLast: boolean }> {
  return pageV2(ctx, 'produtos.pesquisa', { list: 'produtos', one: 'produto' }, { pesquisa: sku })
}

/** A row that does not say its SKU may be the one that is looked for: taking it for another would create it twice. */
function skuOf(row: Json): string {
  const sku = at(row, 'sku') ?? at(row, 'codigo')
  if (sku === null) throw new Error('Tiny gave a product without its SKU')
  return firstText(sku) ?? ''
}
