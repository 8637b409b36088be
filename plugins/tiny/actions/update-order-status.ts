import type { ActionContext } from '@tomada/sdk'
import { callV2 } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Situation, situationNumber } from '../map/order-situation.ts'
import type { Id } from '../map/values.ts'

/**
 * Moves a sales order. Cancelling does not give stock back that was posted.
 * Source: v2 `pedido.alterar.situacao`, v3 `PUT /pedidos/{id}/situacao` (Tiny's API documents, read 2026); fixture: fixtures/update-order-status.json
 */
export default async function updateOrderStatus(
  { pedidoId, situacao }: { pedidoId: Id; situacao: Situation },
  ctx: ActionContext,
): Promise<{ id: string; situacao: string }> {
  if (isV2(ctx)) await callV2(ctx, 'pedido.alterar.situacao', { id: pedidoId, situacao })
  else await sendV3(ctx, 'PUT', `/pedidos/${pedidoId}/situacao`, { situacao: situationNumber(situacao) })
  return { id: String(pedidoId), situacao }
}
