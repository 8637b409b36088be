import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'

/** Has a sales order invoiced, once. That only queues it: what the tax office says comes later, as an event or by `get-order-status`. */
export default async function invoiceOrder(input: { pedidoId: string | number }, ctx: ActionContext): Promise<{ id: string }> {
  const answer = await call(ctx, 'produtos/pedidovendafat', 'FaturarPedidoVenda', { nCodPed: wireId(input.pedidoId) })
  return { id: textOf(at(answer, 'nCodPed')) ?? String(input.pedidoId) }
}
