import { type ActionContext, PermanentError } from '@tomada/sdk'
import { callV2, onlyOutcome, recordV2 } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toProduct } from '../map/product.ts'
import type { Id } from '../map/values.ts'
import { type ProductFields, toWireV2, toWireV3 } from '../map/wire-product.ts'

/**
 * Changes what is said of a product and leaves the rest. v2 takes a parent without its variations for one that lost them: such a product is refused there
 * rather than damaged.
 * Source: v2 `produto.alterar`, v3 `PUT /produtos/{id}` (Tiny's API documents, read 2026); fixture: fixtures/update-product.json
 */
export default async function updateProduct(input: ProductFields & { produtoId: Id }, ctx: ActionContext): Promise<{ id: string }> {
  const { produtoId, ...fields } = input
  if (!isV2(ctx)) {
    await sendV3(ctx, 'PUT', `/produtos/${produtoId}`, toWireV3(fields))
    return { id: String(produtoId) }
  }
  const known = toProduct(await recordV2(ctx, 'produto.obter', 'produto', { id: produtoId }))
  if (known.variacoes.length > 0)
    throw new PermanentError('Tiny’s API v2 would remove the variations of this product: connect by API v3 to change it')
  const produto = { sequencia: '1', id: String(produtoId), ...toWireV2(fields) }
  onlyOutcome(await callV2(ctx, 'produto.alterar', { produto: JSON.stringify({ produtos: [{ produto }] }) }))
  return { id: String(produtoId) }
}
