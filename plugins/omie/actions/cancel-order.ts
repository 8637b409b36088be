import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'

/** Cancels a sales order, once. It keeps its stage. */
export default async function cancelOrder(input: { pedidoId: string | number }, ctx: ActionContext): Promise<{ id: string }> {
  const answer = await call(ctx, 'produtos/pedidovendafat', 'CancelarPedidoVenda', { nCodPed: wireId(input.pedidoId) })
  return { id: textOf(at(answer, 'nCodPed')) ?? String(input.pedidoId) }
}
