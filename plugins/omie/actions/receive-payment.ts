import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, failureCode, failureText, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { wireDate, wireDay } from '../map/dates.ts'
import { existingId } from '../map/existing-id.ts'
import { integrationCode } from '../map/integration-code.ts'

interface Payment {
  tituloId: string | number
  valor: Amount
  contaId?: string | number | null
  data?: string | null
  codigoIntegracao?: string | null
  observacao?: string | null
}

interface Receipt {
  id: string | null
  codigoIntegracao: string
  liquidado: boolean | null
  jaExistia: boolean
}

/** Registers a payment, once: a second one with the same integration code is refused, and that counts as done. */
export default async function receivePayment(input: Payment, ctx: ActionContext): Promise<Receipt> {
  const code = integrationCode(input.codigoIntegracao ?? ctx.effectKey)
  try {
    const answer = await call(
      ctx,
      'financas/contareceber',
      'LancarRecebimento',
      withoutNulls({
        codigo_lancamento: wireId(input.tituloId),
        codigo_baixa_integracao: code,
        codigo_conta_corrente: input.contaId ? wireId(input.contaId) : null,
        valor: wireAmount(input.valor),
        data: input.data ? wireDate(input.data) : wireDay(ctx.now),
        observacao: input.observacao,
      }),
    )
    const id = textOf(at(answer, 'codigo_baixa'))
    if (id === null) throw new Error('Omie did not say the id of the receipt')
    return { id, codigoIntegracao: code, liquidado: at(answer, 'liquidado') === 'S', jaExistia: false }
  } catch (error) {
    if (failureCode(error) !== 'conflict') throw error
    const known = existingId(failureText(error))
    return { id: known === null ? null : String(known), codigoIntegracao: code, liquidado: null, jaExistia: true }
  }
}
