import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'

/** Moves a sales order to a stage of the company's board. Not possible once it is invoiced or cancelled. */
export default async function changeOrderStage(
  input: { pedidoId: string | number; etapa: string },
  ctx: ActionContext,
): Promise<{ id: string; etapa: string }> {
  const param = { codigo_pedido: wireId(input.pedidoId), etapa: input.etapa }
  const answer = await call(ctx, 'produtos/pedido', 'TrocarEtapaPedido', param)
  return { id: textOf(at(answer, 'codigo_pedido')) ?? String(input.pedidoId), etapa: input.etapa }
}
