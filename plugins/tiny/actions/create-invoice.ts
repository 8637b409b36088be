import { type ActionContext, at } from '@tomada/sdk'
import { callV2, onlyOutcome } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Id, requireId } from '../map/values.ts'

/**
 * Makes the NF-e of a sales order as a draft. The host looks first whether the order has one (`get-order`).
 * Source: v2 `gerar.nota.fiscal.pedido`, v3 `POST /pedidos/{id}/gerar-nota-fiscal` (Tiny's API documents, read 2026); fixture: fixtures/create-invoice.json
 */
export default async function createInvoice({ pedidoId }: { pedidoId: Id }, ctx: ActionContext): Promise<{ id: string }> {
  if (isV2(ctx)) {
    const outcome = onlyOutcome(await callV2(ctx, 'gerar.nota.fiscal.pedido', { id: pedidoId, modelo: 'NFe' }))
    return { id: requireId(outcome, at(outcome, 'idNotaFiscal')) }
  }
  const created = await sendV3(ctx, 'POST', `/pedidos/${pedidoId}/gerar-nota-fiscal`, {})
  return { id: requireId(created, at(created, 'id')) }
}
