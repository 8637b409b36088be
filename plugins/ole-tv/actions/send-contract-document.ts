import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'

interface Sending {
  clienteId: string
  contratoId: string
  nome: string
  conteudo: string
}

/** The answer's member is spelt `messagem`. Source: POST /contratos/enviardocumentacao/{id_cliente}/{id_contrato} */
export default async function sendContractDocument({ clienteId, contratoId, nome, conteudo }: Sending, ctx: ActionContext) {
  const ids = { idCliente: clienteId, idContrato: contratoId }
  const answer = await ask(ctx, 'sendDocument', { ids, form: { nome, conteudo } })
  return { mensagem: textOf(at(answer, 'messagem')) }
}
