import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, wireId, withoutNulls } from '../client.ts'
import { wireDate } from '../map/dates.ts'

export interface Tracking {
  pedidoId: string | number
  codigoRastreio?: string | null
  linkRastreio?: string | null
  previsaoEntrega?: string | null
  observacoes?: string | null
}

/** Adds the tracking of an order that is invoiced already: nothing else can change it then. */
export default async function setOrderTracking(input: Tracking, ctx: ActionContext): Promise<{ id: string }> {
  const param = withoutNulls({
    codigo_pedido: wireId(input.pedidoId),
    codigo_rastreio: input.codigoRastreio,
    link_rastreio: input.linkRastreio,
    previsao_entrega: input.previsaoEntrega ? wireDate(input.previsaoEntrega) : null,
    obs_venda: input.observacoes,
  })
  const answer = await call(ctx, 'produtos/pedido', 'AlterarPedFaturado', param)
  return { id: textOf(at(answer, 'codigo_pedido')) ?? String(input.pedidoId) }
}
