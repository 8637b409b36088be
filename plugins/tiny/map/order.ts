import { at, decimalOf, digitsOf, type Json, listOf, textOf } from '@tomada/sdk'
import { toSituation } from './order-situation.ts'
import { firstText, idOf, isoDate, requireId } from './values.ts'

/** A sales order in one shape, whichever generation it came from. A row has no items. */
export function toOrder(order: Json) {
  const customer = at(order, 'cliente')
  const shop = at(order, 'ecommerce')
  const transport = at(order, 'transportador')
  return {
    id: requireId(order, at(order, 'id')),
    numero: firstText(at(order, 'numero'), at(order, 'numeroPedido')),
    numeroEcommerce: firstText(at(order, 'numero_ecommerce'), at(shop, 'numeroPedidoEcommerce')),
    numeroOrdemCompra: firstText(at(order, 'numero_ordem_compra'), at(order, 'numeroOrdemCompra')),
    ecommerceId: idOf(at(shop, 'id')),
    situacao: toSituation(at(order, 'situacao')),
    data: isoDate(at(order, 'data_pedido')) ?? isoDate(at(order, 'data')) ?? isoDate(at(order, 'dataCriacao')),
    dataPrevista: isoDate(at(order, 'data_prevista')) ?? isoDate(at(order, 'dataPrevista')),
    cliente: {
      id: idOf(at(customer, 'id')),
      nome: firstText(at(customer, 'nome'), at(order, 'nome')),
      documento: digitsOf(at(customer, 'cpf_cnpj')) ?? digitsOf(at(customer, 'cpfCnpj')),
      email: textOf(at(customer, 'email')),
      telefone: firstText(at(customer, 'fone'), at(customer, 'celular'), at(customer, 'telefone')),
    },
    itens: listOf(at(order, 'itens')).map((entry) => toItem(at(entry, 'item') ?? entry)),
    frete: decimalOf(at(order, 'valor_frete')) ?? decimalOf(at(order, 'valorFrete')),
    desconto: decimalOf(at(order, 'valor_desconto')) ?? decimalOf(at(order, 'valorDesconto')),
    outrasDespesas: decimalOf(at(order, 'outras_despesas')) ?? decimalOf(at(order, 'valorOutrasDespesas')),
    total: decimalOf(at(order, 'total_pedido')) ?? decimalOf(at(order, 'valorTotalPedido')) ?? decimalOf(at(order, 'valor')),
    notaFiscalId: idOf(at(order, 'id_nota_fiscal')) ?? idOf(at(order, 'idNotaFiscal')),
    rastreio: firstText(at(order, 'codigo_rastreamento'), at(transport, 'codigoRastreamento')),
    rastreioUrl: firstText(at(order, 'url_rastreamento'), at(transport, 'urlRastreamento')),
    marcadores: listOf(at(order, 'marcadores')).flatMap(
      (entry) => firstText(at(entry, 'marcador', 'descricao'), at(entry, 'descricao')) ?? [],
    ),
    observacoes: firstText(at(order, 'obs'), at(order, 'observacoes')),
  }
}

export type Order = ReturnType<typeof toOrder>

function toItem(item: Json) {
  const product = at(item, 'produto')
  return {
    produtoId: idOf(at(item, 'id_produto')) ?? idOf(at(product, 'id')),
    sku: firstText(at(item, 'codigo'), at(product, 'sku')),
    descricao: firstText(at(item, 'descricao'), at(product, 'descricao')),
    unidade: textOf(at(item, 'unidade')),
    quantidade: decimalOf(at(item, 'quantidade')),
    valorUnitario: decimalOf(at(item, 'valor_unitario')) ?? decimalOf(at(item, 'valorUnitario')),
  }
}
