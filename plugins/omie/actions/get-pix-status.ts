import { type ActionContext, at, decimalOf, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'

interface PixStatus {
  id: string
  tituloId: string | null
  valor: string | null
  situacao: 'registrado' | 'liquidado' | 'cancelado'
}

const STATES: Readonly<Record<string, PixStatus['situacao']>> = {
  REGISTRADO: 'registrado',
  LIQUIDADO: 'liquidado',
  CANCELADO: 'cancelado',
}

/** Whether a PIX was paid. */
export default async function getPixStatus(input: { pixId: string | number }, ctx: ActionContext): Promise<PixStatus> {
  const answer = await call(ctx, 'financas/pix', 'ObterStatusPix', { nIdPix: wireId(input.pixId) })
  const id = textOf(at(answer, 'nIdPix'))
  const situacao = STATES[textOf(at(answer, 'cStatus')) ?? '']
  // A word that nobody knows is not taken for unpaid.
  if (id === null || situacao === undefined) throw new Error('Omie did not say how far the PIX is')
  return { id, tituloId: textOf(at(answer, 'nCodTitulo')), valor: decimalOf(at(answer, 'vValor')), situacao }
}
