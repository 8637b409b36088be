import type { ActionContext, Json } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Order, toOrder } from '../map/order.ts'
import type { Id } from '../map/values.ts'

/** Source: v2 `pedido.obter`, v3 `GET /pedidos/{id}` (Tiny's API documents, read 2026); fixture: fixtures/get-order.json */
export default async function getOrder({ pedidoId }: { pedidoId: Id }, ctx: ActionContext): Promise<Order> {
  const order: Json = isV2(ctx) ? await recordV2(ctx, 'pedido.obter', 'pedido', { id: pedidoId }) : await getV3(ctx, `/pedidos/${pedidoId}`)
  const invoice = isV2(ctx) ? 'id_nota_fiscal' : 'idNotaFiscal'
  // Whether it has an invoice decides whether one is made: left out does not mean none.
  if (typeof order !== 'object' || order === null || !Object.hasOwn(order, invoice))
    throw new Error('Tiny did not say whether the order has an invoice')
  return toOrder(order)
}
