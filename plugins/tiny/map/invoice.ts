import { at, decimalOf, digitsOf, type Json, textOf } from '@tomada/sdk'
import { firstText, idOf, isoDate, requireId } from './values.ts'

/** What an invoice's numbered situation means for whoever waits for it. */
export type InvoiceState = 'pendente' | 'processando' | 'autorizada' | 'rejeitada' | 'cancelada' | 'desconhecida'

const STATES: Readonly<Record<string, InvoiceState>> = {
  '1': 'pendente',
  '2': 'autorizada',
  '3': 'cancelada',
  '4': 'processando',
  '5': 'rejeitada',
  '6': 'autorizada',
  '7': 'autorizada',
  '8': 'autorizada',
  '9': 'processando',
  '10': 'rejeitada',
}

/** An invoice in one shape, whichever generation it came from. */
export function toInvoice(invoice: Json) {
  const customer = at(invoice, 'cliente')
  const situacao = textOf(at(invoice, 'situacao'))
  const estado = STATES[situacao ?? ''] ?? 'desconhecida'
  return {
    id: requireId(invoice, at(invoice, 'id')),
    numero: textOf(at(invoice, 'numero')),
    serie: textOf(at(invoice, 'serie')),
    tipo: firstText(at(invoice, 'tipo'), at(invoice, 'tipo_nota')),
    situacao,
    estado,
    /** How far it went to the tax office: null while it is a draft, or was given back. What nobody knows is not sent again. */
    transmissao: estado === 'pendente' || estado === 'rejeitada' ? null : estado,
    chaveAcesso: firstText(at(invoice, 'chave_acesso'), at(invoice, 'chaveAcesso')),
    dataEmissao: isoDate(at(invoice, 'data_emissao')) ?? isoDate(at(invoice, 'dataEmissao')),
    valor: decimalOf(at(invoice, 'valor_nota')) ?? decimalOf(at(invoice, 'valor')),
    numeroEcommerce: firstText(at(invoice, 'numero_ecommerce'), at(invoice, 'ecommerce', 'numeroPedidoEcommerce')),
    clienteNome: firstText(at(customer, 'nome'), at(invoice, 'nome')),
    clienteDocumento: digitsOf(at(customer, 'cpf_cnpj')) ?? digitsOf(at(customer, 'cpfCnpj')),
    pedidoId: idOf(at(invoice, 'id_venda')),
  }
}

export type Invoice = ReturnType<typeof toInvoice>
