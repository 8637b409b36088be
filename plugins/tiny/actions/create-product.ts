import { type ActionContext, at } from '@tomada/sdk'
import { callV2, onlyOutcome } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { requireId } from '../map/values.ts'
import { type ProductFields, toWireV2, toWireV3 } from '../map/wire-product.ts'

export type NewProduct = ProductFields & { sku: string; nome: string; preco: string | number }

/**
 * Creates an active product without stock. The host looks it up first (`find-product`), so a SKU makes one product.
 * Source: v2 `produto.incluir`, v3 `POST /produtos` (Tiny's API documents, read 2026); fixture: fixtures/create-product.json
 */
export default async function createProduct(input: NewProduct, ctx: ActionContext): Promise<{ id: string }> {
  const fields = { ...input, unidade: input.unidade ?? 'UN', situacao: 'A' }
  if (isV2(ctx)) {
    const produto = { sequencia: '1', codigo: input.sku, ...toWireV2(fields), origem: '0', tipo: 'P' }
    const outcome = onlyOutcome(await callV2(ctx, 'produto.incluir', { produto: JSON.stringify({ produtos: [{ produto }] }) }))
    return { id: requireId(outcome, at(outcome, 'id')) }
  }
  const created = await sendV3(ctx, 'POST', '/produtos', { sku: input.sku, tipo: 'S', ...toWireV3(fields) })
  return { id: requireId(created, at(created, 'id')) }
}
