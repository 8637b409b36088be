import { at, decimalOf, type Json, listOf, textOf } from '@tomada/sdk'
import { toDate } from './dates.ts'
import { toOrder } from './to-order.ts'

export interface OrderView {
  id: string
  numero: string | null
  codigoIntegracao: string | null
  numeroCliente: string | null
  etapa: string | null
  situacao: string
  clienteId: string | null
  previsao: string | null
  total: string | null
  itens: Array<{
    produtoId: string | null
    codigo: string | null
    descricao: string | null
    quantidade: string | null
    valorUnitario: string | null
    valorTotal: string | null
  }>
}

/** One order as flows see it. Throws when it has no id. */
export function toOrderView(record: Json): OrderView {
  const order = toOrder(record)
  const head = (name: string) => textOf(at(order, 'cabecalho', name))
  const id = head('codigo_pedido')
  if (id === null) throw new Error('Omie gave an order without its id')
  return {
    id,
    numero: withoutZeros(head('numero_pedido')),
    codigoIntegracao: head('codigo_pedido_integracao'),
    numeroCliente: textOf(at(order, 'informacoes_adicionais', 'numero_pedido_cliente')),
    etapa: head('etapa'),
    situacao: textOf(at(order, 'situacao')) ?? '',
    clienteId: head('codigo_cliente'),
    previsao: toDate(head('data_previsao')),
    total: decimalOf(at(order, 'total_pedido', 'valor_total_pedido')),
    itens: listOf(at(order, 'det')).map((line) => ({
      produtoId: textOf(at(line, 'produto', 'codigo_produto')),
      codigo: textOf(at(line, 'produto', 'codigo')),
      descricao: textOf(at(line, 'produto', 'descricao')),
      quantidade: textOf(at(line, 'produto', 'quantidade')),
      valorUnitario: decimalOf(at(line, 'produto', 'valor_unitario')),
      valorTotal: decimalOf(at(line, 'produto', 'valor_total')),
    })),
  }
}

/** `000000000000013` in orders is `13` in invoices. */
export function withoutZeros(number: string | null): string | null {
  return number === null ? null : number.replace(/^0+(?=\d)/, '')
}
