import { type ActionContext, at } from '@tomada/sdk'
import { call, wireId } from '../client.ts'
import { type OrderView, toOrderView } from '../map/to-order-view.ts'

/** One sales order by its id. */
export default async function getOrder(input: { pedidoId: string | number }, ctx: ActionContext): Promise<OrderView> {
  const answer = await call(ctx, 'produtos/pedido', 'ConsultarPedido', { codigo_pedido: wireId(input.pedidoId) })
  return toOrderView(at(answer, 'pedido_venda_produto'))
}
