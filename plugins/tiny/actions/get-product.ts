import type { ActionContext } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Product, toProduct } from '../map/product.ts'
import type { Id } from '../map/values.ts'

/** Source: v2 `produto.obter`, v3 `GET /produtos/{id}` (Tiny's API documents, read 2026); fixture: fixtures/get-product.json */
export default async function getProduct({ produtoId }: { produtoId: Id }, ctx: ActionContext): Promise<Product> {
  return toProduct(
    isV2(ctx) ? await recordV2(ctx, 'produto.obter', 'produto', { id: produtoId }) : await getV3(ctx, `/produtos/${produtoId}`),
  )
}
