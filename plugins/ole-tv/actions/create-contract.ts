import { type ActionContext, at, InvalidInputError, textOf } from '@tomada/sdk'
import { ask, isProxy } from '../client.ts'

interface NewContract {
  clienteId: string
  planoId: string
  contratoOrigem?: string | null
  planosAdicionais?: string[] | null
  equipamentos?: Array<{ modeloId: string; mac: string }> | null
  emailUsuario?: string | null
}

/**
 * The provider neither takes a key nor lists the ERP's contract: what became of a call whose answer was lost only a person can say.
 * A Mobile plan takes the user's e-mail and no equipment. Source: POST /contratos/inserir
 */
export default async function createContract(input: NewContract, ctx: ActionContext) {
  const { equipamentos, planosAdicionais } = input
  const macs = equipamentos?.map(({ mac }, index) => plainMac(mac, `/equipamentos/${index}/mac`))
  const form = {
    [isProxy(ctx) ? 'idCliente' : 'id_cliente']: input.clienteId,
    id_plano_principal: input.planoId,
    ...(input.contratoOrigem ? { id_contrato_origem: input.contratoOrigem } : {}),
    ...(equipamentos?.length ? { id_modelo: equipamentos.map(({ modeloId }) => modeloId), mac: macs ?? [] } : {}),
    ...(planosAdicionais?.length ? { id_plano_adicional: planosAdicionais } : {}),
    ...(input.emailUsuario ? { email_usuario: input.emailUsuario } : {}),
  }
  const answer = await ask(ctx, 'insertContract', { form })
  const contratoId = textOf(at(answer, 'id'))
  if (contratoId === null) throw new Error('Olé did not say the id of the new contract')
  return { contratoId, codigo: textOf(at(answer, 'codigo')), status: textOf(at(answer, 'status')) }
}

/** `A1:B2:…` and `A1-B2-…` → 12 digits. */
function plainMac(text: string, at: string): string {
  const mac = text.replace(/[:.-]/g, '').toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(mac)) throw new InvalidInputError(at, 'um MAC tem 12 dígitos hexadecimais')
  return mac
}
