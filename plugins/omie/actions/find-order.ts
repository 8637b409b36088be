import { type ActionContext, at } from '@tomada/sdk'
import { call, failureCode } from '../client.ts'
import { type OrderView, toOrderView } from '../map/to-order-view.ts'

/** The sales order with this integration code, or null. To Omie "there is none" is a failed request, and ten of them in a row block. */
export default async function findOrder(input: { codigoIntegracao: string }, ctx: ActionContext): Promise<{ pedido: OrderView | null }> {
  try {
    const answer = await call(ctx, 'produtos/pedido', 'ConsultarPedido', { codigo_pedido_integracao: input.codigoIntegracao })
    return { pedido: toOrderView(at(answer, 'pedido_venda_produto')) }
  } catch (error) {
    if (failureCode(error) !== 'not_found') throw error
    return { pedido: null }
  }
}
