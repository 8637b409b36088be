import { type ActionContext, InvalidInputError } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'
import { documentInPath } from '../map/documents.ts'
import { toInvoice } from '../map/to-invoice.ts'

interface Wanted {
  clienteId?: string | null
  contratoId?: string | null
  documento?: string | null
  situacao?: 'Aberto' | 'Pago' | null
}

/** By customer, contract or document; only a document can be narrowed by status. Source: POST /boletos/listar, /buscacontrato, /buscacpfcnpj */
export default async function listInvoices(input: Wanted, ctx: ActionContext) {
  return { boletos: rowsOf(await answerFor(input, ctx), 'boletos').map(toInvoice) }
}

function answerFor({ clienteId, contratoId, documento, situacao }: Wanted, ctx: ActionContext) {
  if (documento) {
    const document = documentInPath(documento, ctx)
    if (!situacao) return ask(ctx, 'invoicesByDocument', { ids: { documento: document } })
    return ask(ctx, 'invoicesByStatus', { ids: { documento: document, status: situacao } })
  }
  if (situacao) throw new InvalidInputError('/situacao', 'só vale junto com o documento')
  if (contratoId) return ask(ctx, 'invoicesOfContract', { ids: { idContrato: contratoId } })
  if (clienteId) return ask(ctx, 'invoicesOfCustomer', { ids: { idCliente: clienteId } })
  throw new InvalidInputError('/clienteId', 'diga o cliente, o contrato ou o documento')
}
