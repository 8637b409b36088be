import { type ActionContext, at, type Json, listOf, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'
import { withoutZeros } from '../map/to-order-view.ts'

export interface OrderStatus {
  id: string
  numero: string | null
  etapa: string | null
  faturamento: 'processando' | 'autorizado' | 'denegado' | null
  cancelamento: 'cancelado' | null
  nota: { numero: string | null; serie: string | null; chave: string | null; danfe: string | null; mensagem: string | null } | null
}

const AUTHORISED = ['100', '150']

/** How far an order is: whether it is invoiced, and what the tax office says of its invoice. */
export default async function getOrderStatus(input: { pedidoId: string | number }, ctx: ActionContext): Promise<OrderStatus> {
  const status = await call(ctx, 'produtos/pedido', 'StatusPedido', { codigo_pedido: wireId(input.pedidoId) })
  const id = textOf(at(status, 'codigo_pedido'))
  const invoiced = textOf(at(status, 'faturada'))
  // Without the flag it cannot be told, and "not invoiced" would make somebody invoice it again.
  if (id === null || invoiced === null) throw new Error('Omie did not say how far the order is')
  const [note = null] = listOf(at(status, 'ListaNfe')).toReversed()
  return {
    id,
    numero: withoutZeros(textOf(at(status, 'numero_pedido'))),
    etapa: textOf(at(status, 'etapa')),
    faturamento: invoiced === 'S' ? stateOf(note) : null,
    cancelamento: at(status, 'cancelada') === 'S' ? 'cancelado' : null,
    nota:
      note === null
        ? null
        : {
            numero: withoutZeros(textOf(at(note, 'numero_nfe'))),
            serie: textOf(at(note, 'serie_nfe')),
            chave: textOf(at(note, 'chave_nfe')),
            danfe: textOf(at(note, 'danfe')),
            mensagem: textOf(at(note, 'mensagens', 0, 'cDescricao')),
          },
  }
}

/** By the tax office's codes: 100 and 150 authorised, 110, 205 and 301 to 303 denied; anything else is not decided. */
function stateOf(note: Json): 'processando' | 'autorizado' | 'denegado' {
  const code = textOf(at(note, 'status_nfe')) ?? ''
  if (AUTHORISED.includes(code)) return 'autorizado'
  return /^(110|205|30[1-3])$/.test(code) ? 'denegado' : 'processando'
}
