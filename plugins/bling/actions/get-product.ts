import type { ActionContext } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { toProduct } from '../map/to-product.ts'

/**
 * One product with its variations.
 * Source: GET /produtos/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/get-product.json
 */
export default async function getProduct({ produtoId }: { produtoId: string | number }, ctx: ActionContext) {
  return toProduct(await getRecord(ctx, `/produtos/${produtoId}`))
}
