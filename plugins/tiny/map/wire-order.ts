import type { Json } from '@tomada/sdk'
import { type Situation, situationNumber } from './order-situation.ts'
import { type Amount, brDate, type Id, wireAmount, withoutNulls } from './values.ts'
import { type ContactFields, toContactV2 } from './wire-contact.ts'

export interface NewOrderItem {
  produtoId?: Id | null
  sku?: string | null
  descricao: string
  unidade?: string | null
  quantidade: Amount
  valorUnitario: Amount
}

export interface NewOrder {
  numeroEcommerce: string
  data: string
  cliente: ContactFields & { nome: string; documento: string }
  itens: NewOrderItem[]
  dataPrevista?: string | null
  ecommerceId?: Id | null
  situacao?: Situation | null
  frete?: Amount | null
  desconto?: Amount | null
  outrasDespesas?: Amount | null
  observacoes?: string | null
  observacoesInternas?: string | null
}

/** As v2 takes it. Its search knows the number as `numeroEcommerce`, its answers as `numero_ecommerce`. */
export function orderV2(order: NewOrder): Json {
  return withoutNulls({
    data_pedido: brDate(order.data),
    data_prevista: brDate(order.dataPrevista),
    cliente: { ...toContactV2(order.cliente), atualizar_cliente: 'N' },
    itens: order.itens.map((item) => ({
      item: withoutNulls({
        id_produto: item.produtoId === null || item.produtoId === undefined ? null : String(item.produtoId),
        codigo: item.sku,
        descricao: item.descricao,
        unidade: item.unidade ?? 'UN',
        quantidade: wireAmount(item.quantidade),
        valor_unitario: wireAmount(item.valorUnitario),
      }),
    })),
    numero_pedido_ecommerce: order.numeroEcommerce,
    numero_ordem_compra: order.numeroEcommerce,
    id_ecommerce: order.ecommerceId === null || order.ecommerceId === undefined ? null : String(order.ecommerceId),
    situacao: order.situacao,
    valor_frete: wireAmount(order.frete),
    valor_desconto: wireAmount(order.desconto),
    outras_despesas: wireAmount(order.outrasDespesas),
    obs: order.observacoes,
    obs_interna: order.observacoesInternas,
  })
}

/** As v3 takes it: ids only. Without a registered shop its number is dropped, so it also stands as the purchase order. */
export function orderV3(order: NewOrder & { itens: Array<NewOrderItem & { produtoId: Id }> }, contatoId: string): Json {
  const { ecommerceId } = order
  return withoutNulls({
    data: order.data,
    dataPrevista: order.dataPrevista,
    idContato: Number(contatoId),
    situacao: situationNumber(order.situacao ?? 'aberto'),
    numeroOrdemCompra: order.numeroEcommerce,
    ecommerce:
      ecommerceId === null || ecommerceId === undefined ? null : { id: Number(ecommerceId), numeroPedidoEcommerce: order.numeroEcommerce },
    valorFrete: wireAmount(order.frete),
    valorDesconto: wireAmount(order.desconto),
    valorOutrasDespesas: wireAmount(order.outrasDespesas),
    observacoes: order.observacoes,
    observacoesInternas: order.observacoesInternas,
    itens: order.itens.map((item) => ({
      produto: { id: Number(item.produtoId), tipo: 'P' },
      quantidade: wireAmount(item.quantidade),
      valorUnitario: wireAmount(item.valorUnitario),
    })),
  })
}
