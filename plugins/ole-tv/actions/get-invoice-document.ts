import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'

/** The invoice as a PDF in base64. Source: POST /boletos/visualizar/{id_boleto} */
export default async function getInvoiceDocument({ boletoId }: { boletoId: string }, ctx: ActionContext) {
  const answer = await ask(ctx, 'invoicePdf', { ids: { idBoleto: boletoId } })
  return { formato: textOf(at(answer, 'formato')), conteudo: textOf(at(answer, 'conteudo')) }
}
