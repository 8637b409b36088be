import type { ActionContext } from '@tomada/sdk'
import { callV2 } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Id, withoutNulls } from '../map/values.ts'

/**
 * Writes the tracking code of a sales order.
 * Source: v2 `cadastrar.codigo.rastreamento.pedido`, v3 `PUT /pedidos/{id}/despacho` (Tiny's API documents, read 2026);
 * fixture: fixtures/set-order-tracking.json
 */
export default async function setOrderTracking(
  { pedidoId, codigo, url }: { pedidoId: Id; codigo: string; url?: string | null },
  ctx: ActionContext,
): Promise<{ id: string }> {
  if (isV2(ctx))
    await callV2(ctx, 'cadastrar.codigo.rastreamento.pedido', { id: pedidoId, codigoRastreamento: codigo, urlRastreamento: url })
  else await sendV3(ctx, 'PUT', `/pedidos/${pedidoId}/despacho`, withoutNulls({ codigoRastreamento: codigo, urlRastreamento: url }))
  return { id: String(pedidoId) }
}
