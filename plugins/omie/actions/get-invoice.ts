import { type ActionContext, at, decimalOf, digitsOf, InvalidInputError, textOf } from '@tomada/sdk'
import { call, type Param, wireId } from '../client.ts'
import { toDate } from '../map/dates.ts'
import { withoutZeros } from '../map/to-order-view.ts'

export interface InvoiceView {
  id: string
  numero: string | null
  serie: string | null
  chave: string | null
  emissao: string | null
  cancelada: boolean
  pedidoId: string | null
  clienteId: string | null
  documento: string | null
  total: string | null
}

/** One NF-e by its id, or the newest of an order. Throws InvalidInputError without either. */
export default async function getInvoice(
  input: { notaId?: string | number | null; pedidoId?: string | number | null },
  ctx: ActionContext,
): Promise<InvoiceView> {
  const by: Param | null = input.notaId ? { nCodNF: wireId(input.notaId) } : input.pedidoId ? { nIdPedido: wireId(input.pedidoId) } : null
  if (by === null) throw new InvalidInputError('/notaId', 'Give the invoice or its order')
  const invoice = await call(ctx, 'produtos/nfconsultar', 'ConsultarNF', by)
  const id = textOf(at(invoice, 'compl', 'nIdNF'))
  if (id === null) throw new Error('Omie gave an invoice without its id')
  return {
    id,
    numero: withoutZeros(textOf(at(invoice, 'ide', 'nNF'))),
    serie: textOf(at(invoice, 'ide', 'serie')),
    chave: textOf(at(invoice, 'compl', 'cChaveNFe')),
    emissao: toDate(at(invoice, 'ide', 'dEmi')),
    cancelada: textOf(at(invoice, 'ide', 'dCan')) !== null,
    pedidoId: textOf(at(invoice, 'compl', 'nIdPedido')),
    clienteId: textOf(at(invoice, 'nfDestInt', 'nCodCli')),
    documento: digitsOf(at(invoice, 'nfDestInt', 'cnpj_cpf')),
    total: decimalOf(at(invoice, 'total', 'ICMSTot', 'vNF')),
  }
}
