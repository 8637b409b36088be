import { type ActionContext, at, decimalOf, type Json, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'
import { toDate } from '../map/dates.ts'

interface ReceivableView {
  id: string
  codigoIntegracao: string | null
  situacao: 'aberto' | 'atrasado' | 'recebido' | 'cancelado'
  situacaoOmie: string | null
  valor: string | null
  vencimento: string | null
  clienteId: string | null
  numeroDocumento: string | null
  parcela: string | null
  pedidoId: string | null
  ordemServicoId: string | null
  temBoleto: boolean
}

/** One receivable by its id, with its state in our words and in Omie's. */
export default async function getReceivable(input: { tituloId: string | number }, ctx: ActionContext): Promise<ReceivableView> {
  const answer = await call(ctx, 'financas/contareceber', 'ConsultarContaReceber', { codigo_lancamento_omie: wireId(input.tituloId) })
  const id = textOf(at(answer, 'codigo_lancamento_omie'))
  if (id === null) throw new Error('Omie gave a receivable without its id')
  const status = textOf(at(answer, 'status_titulo'))
  return {
    id,
    codigoIntegracao: textOf(at(answer, 'codigo_lancamento_integracao')),
    situacao: stateOf(status),
    situacaoOmie: status,
    valor: decimalOf(at(answer, 'valor_documento')),
    vencimento: toDate(at(answer, 'data_vencimento')),
    clienteId: textOf(at(answer, 'codigo_cliente_fornecedor')),
    numeroDocumento: textOf(at(answer, 'numero_documento')),
    parcela: textOf(at(answer, 'numero_parcela')),
    pedidoId: unlessZero(at(answer, 'nCodPedido')),
    ordemServicoId: unlessZero(at(answer, 'nCodOS')),
    temBoleto: at(answer, 'boleto', 'cGerado') === 'S',
  }
}

/** Known words are RECEBIDO, LIQUIDADO, ATRASADO, CANCELADO, A VENCER and VENCE HOJE; what is none of the first four is open. */
function stateOf(status: string | null): ReceivableView['situacao'] {
  const word = (status ?? '').toUpperCase()
  if (word === 'RECEBIDO' || word === 'LIQUIDADO') return 'recebido'
  if (word === 'CANCELADO') return 'cancelado'
  return word === 'ATRASADO' ? 'atrasado' : 'aberto'
}

/** 0 is how Omie says that there is none. */
function unlessZero(value: Json): string | null {
  const text = textOf(value)
  return text === '0' ? null : text
}
