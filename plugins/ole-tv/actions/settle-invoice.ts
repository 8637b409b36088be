import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'
import { readDate, writeDate } from '../map/dates.ts'
import { writeMoney } from '../map/money.ts'

interface Settling {
  boletoId: string
  pagoEm: string
  valorPago: string
  comentario?: string | null
}

/** What a second settlement does is unknown. Source: POST /boletos/baixa/{id_boleto} */
export default async function settleInvoice({ boletoId, pagoEm, valorPago, comentario }: Settling, ctx: ActionContext) {
  const form = {
    data_pagamento: writeDate(pagoEm, '/pagoEm'),
    valor_pago: writeMoney(valorPago),
    ...(comentario ? { comentario } : {}),
  }
  const answer = await ask(ctx, 'settleInvoice', { ids: { idBoleto: boletoId }, form })
  return { boletoId, pagoEm: readDate(textOf(at(answer, 'pagamento', 'data'))), status: textOf(at(answer, 'pagamento', 'status')) }
}
