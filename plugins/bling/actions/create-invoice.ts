import { type ActionContext, at, parseExact, textOf } from '@tomada/sdk'
import { send } from '../client.ts'

/**
 * Makes the NF-e of a sales order, as a draft: nothing goes to the tax office. The host looks at the order first, so an order has one.
 * The only answer of Bling without `data`.
 * Source: POST /pedidos/vendas/{id}/gerar-nfe of Bling's OpenAPI document (September 2026); fixture: fixtures/create-invoice.json
 */
export default async function createInvoice({ pedidoId }: { pedidoId: string | number }, ctx: ActionContext): Promise<{ id: string }> {
  const answer = parseExact(await send(ctx, 'POST', `/pedidos/vendas/${pedidoId}/gerar-nfe`))
  const id = textOf(at(answer, 'idNotaFiscal')) ?? textOf(at(answer, 'data', 'idNotaFiscal'))
  if (id === null) throw new Error('Bling did not say the id of the new invoice')
  return { id }
}
