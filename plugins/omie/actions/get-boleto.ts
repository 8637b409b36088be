import type { ActionContext } from '@tomada/sdk'
import { call, failureCode, wireId } from '../client.ts'
import { type BoletoView, toBoleto } from '../map/to-boleto.ts'

/** The boleto of a receivable, or null. To Omie "there is none" may be a failed request, and ten of them in a row block. */
export default async function getBoleto(input: { tituloId: string | number }, ctx: ActionContext): Promise<{ boleto: BoletoView | null }> {
  try {
    return { boleto: toBoleto(await call(ctx, 'financas/contareceberboleto', 'ObterBoleto', { nCodTitulo: wireId(input.tituloId) })) }
  } catch (error) {
    if (failureCode(error) !== 'not_found') throw error
    return { boleto: null }
  }
}
