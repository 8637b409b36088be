import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'

/** The signed terms as a PDF in base64. Source: POST /contratos/termo/{id_contrato} */
export default async function getContractTerms({ contratoId }: { contratoId: string }, ctx: ActionContext) {
  const answer = await ask(ctx, 'terms', { ids: { idContrato: contratoId } })
  return { formato: textOf(at(answer, 'formato')), conteudo: textOf(at(answer, 'conteudo')) }
}
