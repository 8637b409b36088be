import { type ActionContext, at, decimalOf, textOf } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { sentState, toInvoiceState } from '../map/invoice-state.ts'

/**
 * One NF-e and how far it is. The tax office answers later: while it is being processed, ask again or wait for the event.
 * Source: GET /nfe/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/get-invoice.json
 */
export default async function getInvoice({ notaId }: { notaId: string | number }, ctx: ActionContext) {
  const invoice = await getRecord(ctx, `/nfe/${notaId}`)
  const text = (...path: string[]) => textOf(at(invoice, ...path))
  if (text('situacao') === null) throw new Error('Bling gave this invoice without its status')
  const estado = toInvoiceState(at(invoice, 'situacao'))
  return {
    id: text('id') ?? String(notaId),
    numero: text('numero'),
    serie: text('serie'),
    situacao: text('situacao'),
    estado,
    transmissao: sentState(estado),
    chaveAcesso: text('chaveAcesso'),
    valor: decimalOf(at(invoice, 'valorNota')),
    dataEmissao: text('dataEmissao'),
    numeroPedidoLoja: text('numeroPedidoLoja'),
    contatoId: text('contato', 'id'),
    linkDanfe: text('linkDanfe'),
    linkPdf: text('linkPDF'),
  }
}
