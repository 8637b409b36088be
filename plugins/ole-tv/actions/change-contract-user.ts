import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'

/** Each call sends the instructions by e-mail: also the way to a new password. Source: POST /contratos/alterarusuario/{id_contrato} */
export default async function changeContractUser({ contratoId, email }: { contratoId: string; email: string }, ctx: ActionContext) {
  const answer = await ask(ctx, 'changeUser', { ids: { idContrato: contratoId }, form: { email_usuario: email } })
  return { mensagem: textOf(at(answer, 'msg')) }
}
