import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { call, failureCode, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { wireDate, wireDay } from '../map/dates.ts'
import { integrationCode } from '../map/integration-code.ts'
import { toOrderView, withoutZeros } from '../map/to-order-view.ts'

type Id = string | number

export interface NewOrder {
  clienteId: Id
  itens: Array<{ produtoId: Id; quantidade: Amount; valorUnitario: Amount; desconto?: Amount | null; localId?: Id | null }>
  categoria: string
  contaId: Id
  numeroCliente?: string | null
  codigoIntegracao?: string | null
  previsao?: string | null
  etapa?: string | null
  parcela?: string | null
  consumidorFinal?: boolean | null
  frete?: Amount | null
  observacoes?: string | null
}

export interface CreatedOrder {
  id: string
  numero: string | null
  codigoIntegracao: string
  jaExistia: boolean
}

/**
 * Creates a sales order, once: Omie refuses a second one with the same integration code, which is the input's or else this step's own
 * key. An order that is there already is given back.
 */
export default async function createOrder(input: NewOrder, ctx: ActionContext): Promise<CreatedOrder> {
  const code = integrationCode(input.codigoIntegracao ?? ctx.effectKey)
  try {
    const answer = await call(ctx, 'produtos/pedido', 'IncluirPedido', toWire(input, code, ctx))
    const id = textOf(at(answer, 'codigo_pedido'))
    if (id === null) throw new Error('Omie did not say the id of the new order')
    return { id, numero: withoutZeros(textOf(at(answer, 'numero_pedido'))), codigoIntegracao: code, jaExistia: false }
  } catch (error) {
    if (failureCode(error) !== 'conflict') throw error
    const answer = await call(ctx, 'produtos/pedido', 'ConsultarPedido', { codigo_pedido_integracao: code })
    const { id, numero } = toOrderView(at(answer, 'pedido_venda_produto'))
    return { id, numero, codigoIntegracao: code, jaExistia: true }
  }
}

function toWire(input: NewOrder, code: string, ctx: ActionContext): { [name: string]: Json } {
  return withoutNulls({
    cabecalho: {
      codigo_pedido_integracao: code,
      codigo_cliente: wireId(input.clienteId),
      // A day in the past is refused.
      data_previsao: input.previsao ? wireDate(input.previsao) : wireDay(ctx.now),
      etapa: input.etapa ?? '10',
      codigo_parcela: input.parcela ?? '000',
    },
    det: input.itens.map((item, index) => ({
      ide: { codigo_item_integracao: String(index + 1) },
      produto: withoutNulls({
        codigo_produto: wireId(item.produtoId),
        quantidade: wireAmount(item.quantidade),
        valor_unitario: wireAmount(item.valorUnitario),
        ...(item.desconto ? { tipo_desconto: 'V', valor_desconto: wireAmount(item.desconto) } : {}),
      }),
      ...(item.localId ? { inf_adic: { codigo_local_estoque: wireId(item.localId) } } : {}),
    })),
    frete: input.frete ? { modalidade: '0', valor_frete: wireAmount(input.frete) } : { modalidade: '9' },
    informacoes_adicionais: withoutNulls({
      codigo_categoria: input.categoria,
      codigo_conta_corrente: wireId(input.contaId),
      consumidor_final: input.consumidorFinal === false ? 'N' : 'S',
      enviar_email: 'N',
      numero_pedido_cliente: input.numeroCliente,
    }),
    observacoes: input.observacoes ? { obs_venda: input.observacoes } : null,
  })
}
