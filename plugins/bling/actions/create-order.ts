import { type ActionContext, at, InvalidInputError, type Json, textOf } from '@tomada/sdk'
import { create, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { addsUpTo } from '../map/order-total.ts'
import { toWarnings } from '../map/to-warnings.ts'

type Id = string | number

export interface NewOrder {
  numeroLoja: string
  data: string
  contato: { id: Id }
  itens: NewItem[]
  loja?: { id: Id } | null
  dataSaida?: string | null
  dataPrevista?: string | null
  parcelas?: Array<{ dataVencimento: string; valor: Amount; formaPagamento: { id: Id }; observacoes?: string | null }> | null
  desconto?: { valor: Amount; unidade: 'REAL' | 'PERCENTUAL' } | null
  outrasDespesas?: Amount | null
  frete?: Amount | null
  total?: Amount | null
  observacoes?: string | null
  observacoesInternas?: string | null
}

interface NewItem {
  descricao: string
  quantidade: Amount
  valor: Amount
  codigo?: string | null
  unidade?: string | null
  desconto?: Amount | null
  produto?: { id: Id } | null
}

/**
 * Creates a sales order; the contact must exist. The host looks the order up first (`find-order`), because Bling knows no
 * idempotency key. Stock and accounts are not posted.
 * Throws InvalidInputError when `total` is given and the parts do not add up to it.
 * Source: POST /pedidos/vendas of Bling's OpenAPI document (September 2026); fixture: fixtures/create-order.json
 */
export default async function createOrder(input: NewOrder, ctx: ActionContext): Promise<{ id: string; alertas: string[] }> {
  if (input.total !== null && input.total !== undefined && !addsUpTo(input.total, input)) {
    throw new InvalidInputError('/total', 'Items, freight, costs and discount do not add up to the total')
  }
  const answer = await create(ctx, '/pedidos/vendas', toWire(input))
  const id = textOf(at(answer, 'id'))
  if (id === null) throw new Error('Bling did not say the id of the new order')
  return { id, alertas: toWarnings(at(answer, 'alertas'), ctx) }
}

function toWire(order: NewOrder): Json {
  return withoutNulls({
    numeroLoja: order.numeroLoja,
    data: order.data,
    dataSaida: order.dataSaida,
    dataPrevista: order.dataPrevista,
    contato: toReference(order.contato),
    loja: toReference(order.loja),
    itens: order.itens.map(toWireItem),
    parcelas: order.parcelas?.map((one) =>
      withoutNulls({ ...one, valor: wireAmount(one.valor), formaPagamento: toReference(one.formaPagamento) }),
    ),
    desconto: order.desconto ? { valor: wireAmount(order.desconto.valor), unidade: order.desconto.unidade } : null,
    outrasDespesas: toAmount(order.outrasDespesas),
    transporte: order.frete === null || order.frete === undefined ? null : { frete: wireAmount(order.frete) },
    observacoes: order.observacoes,
    observacoesInternas: order.observacoesInternas,
  })
}

function toWireItem(item: NewItem): Json {
  return withoutNulls({
    ...item,
    quantidade: wireAmount(item.quantidade),
    valor: wireAmount(item.valor),
    desconto: toAmount(item.desconto),
    produto: toReference(item.produto),
  })
}

function toAmount(amount: Amount | null | undefined): number | null {
  return amount === null || amount === undefined ? null : wireAmount(amount)
}

function toReference(reference: { id: Id } | null | undefined): Json {
  return reference === null || reference === undefined ? null : { id: wireId(reference.id) }
}
