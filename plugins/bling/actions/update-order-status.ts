import { type ActionContext, at, textOf } from '@tomada/sdk'
import { getRecord, refusedWith, send } from '../client.ts'

/**
 * Moves a sales order to a status of the account. Its workflow may refuse that; a refusal for an order that has the status already
 * is a success. What the account does on the change (post stock, post accounts) is its own setting.
 * Source: PATCH /pedidos/vendas/{id}/situacoes/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/update-order-status.json
 */
export default async function updateOrderStatus(
  { pedidoId, situacaoId }: { pedidoId: string | number; situacaoId: string | number },
  ctx: ActionContext,
): Promise<{ pedidoId: string; situacaoId: string }> {
  const path = `/pedidos/vendas/${pedidoId}`
  try {
    await send(ctx, 'PATCH', `${path}/situacoes/${situacaoId}`)
  } catch (error) {
    if (refusedWith(error) !== 400) throw error
    const order = await getRecord(ctx, path)
    if (textOf(at(order, 'situacao', 'id')) !== String(situacaoId)) throw error
  }
  return { pedidoId: String(pedidoId), situacaoId: String(situacaoId) }
}
