import { type ActionContext, at, InvalidInputError, textOf } from '@tomada/sdk'
import { send, unwrap, withoutNulls } from '../client.ts'
import { toWarnings } from '../map/to-warnings.ts'
import { type ProductFields, toWireProduct } from '../map/to-wire-product.ts'

export interface ProductChange extends ProductFields {
  produtoId: string | number
  nome?: string | null
  codigo?: string | null
  situacao?: 'A' | 'I' | null
}

/**
 * Changes what is said and leaves the rest: PATCH, where PUT would wipe it.
 * Source: PATCH /produtos/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/update-product.json
 */
export default async function updateProduct(input: ProductChange, ctx: ActionContext): Promise<{ id: string; avisos: string[] }> {
  const { nome, codigo, situacao } = input
  const change = { ...withoutNulls({ nome, codigo, situacao }), ...toWireProduct(input) }
  if (Object.keys(change).length === 0) throw new InvalidInputError('', 'Say at least one thing to change')
  const text = await send(ctx, 'PATCH', `/produtos/${input.produtoId}`, change)
  const answer = text === '' ? null : unwrap(text)
  return { id: textOf(at(answer, 'id')) ?? String(input.produtoId), avisos: toWarnings(at(answer, 'warnings'), ctx) }
}
