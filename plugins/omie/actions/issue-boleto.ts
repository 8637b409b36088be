import { type ActionContext, at, PermanentError, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'
import { type BoletoView, toBoleto } from '../map/to-boleto.ts'

/** Issues the boleto of a receivable. Whether it has one already is asked by `get-boleto` when the outcome is unknown. */
export default async function issueBoleto(input: { tituloId: string | number }, ctx: ActionContext): Promise<{ boleto: BoletoView }> {
  const answer = await call(ctx, 'financas/contareceberboleto', 'GerarBoleto', { nCodTitulo: wireId(input.tituloId) })
  const boleto = toBoleto(answer)
  if (boleto !== null) return { boleto }
  const code = textOf(at(answer, 'cCodStatus'))
  // A status other than 0 is a refusal that comes with status 200.
  if (code !== null && code !== '0') throw new PermanentError(textOf(at(answer, 'cDesStatus')) ?? 'Omie did not issue the boleto')
  throw new Error('Omie did not give the boleto that it issued')
}
