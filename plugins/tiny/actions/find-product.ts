import type { ActionContext } from '@tomada/sdk'
import { findBySku } from '../map/find-by-sku.ts'
import type { Product } from '../map/product.ts'

/**
 * The product with exactly this SKU, or null.
 * Source: v2 `produtos.pesquisa`, v3 `GET /produtos` (Tiny's API documents, read 2026); fixture: fixtures/find-product.json
 */
export default async function findProduct({ sku }: { sku: string }, ctx: ActionContext): Promise<{ produto: Product | null }> {
  return { produto: await findBySku(ctx, sku) }
}
