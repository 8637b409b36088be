import { type ActionContext, at, decimalOf, listOf, textOf } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { idOrNone } from '../map/to-product.ts'

/**
 * One sales order with its lines and instalments.
 * Source: GET /pedidos/vendas/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/get-order.json
 */
export default async function getOrder({ pedidoId }: { pedidoId: string | number }, ctx: ActionContext) {
  const order = await getRecord(ctx, `/pedidos/vendas/${pedidoId}`)
  const text = (...path: string[]) => textOf(at(order, ...path))
  return {
    id: text('id') ?? String(pedidoId),
    numero: text('numero'),
    numeroLoja: text('numeroLoja'),
    data: text('data'),
    total: decimalOf(at(order, 'total')),
    situacaoId: text('situacao', 'id'),
    lojaId: idOrNone(at(order, 'loja', 'id')),
    notaFiscalId: idOrNone(at(order, 'notaFiscal', 'id')),
    contato: { id: text('contato', 'id'), nome: text('contato', 'nome'), numeroDocumento: text('contato', 'numeroDocumento') },
    frete: decimalOf(at(order, 'transporte', 'frete')),
    observacoes: text('observacoes'),
    itens: listOf(at(order, 'itens')).map((item) => ({
      codigo: textOf(at(item, 'codigo')),
      descricao: textOf(at(item, 'descricao')),
      quantidade: textOf(at(item, 'quantidade')),
      valor: decimalOf(at(item, 'valor')),
      produtoId: idOrNone(at(item, 'produto', 'id')),
    })),
    parcelas: listOf(at(order, 'parcelas')).map((one) => ({
      dataVencimento: textOf(at(one, 'dataVencimento')),
      valor: decimalOf(at(one, 'valor')),
      formaPagamentoId: idOrNone(at(one, 'formaPagamento', 'id')),
    })),
  }
}
