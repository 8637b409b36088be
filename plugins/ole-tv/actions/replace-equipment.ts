import { type ActionContext, at, InvalidInputError, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'

interface Replacing {
  contratoId: string
  equipamentoId: string
  modeloId: string
  mac: string
}

/** Source: POST /contratos/mac/{id_contrato}/{id_registro_equipamento} */
export default async function replaceEquipment({ contratoId, equipamentoId, modeloId, mac }: Replacing, ctx: ActionContext) {
  const plain = mac.replace(/[:.-]/g, '').toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(plain)) throw new InvalidInputError('/mac', 'um MAC tem 12 dígitos hexadecimais')
  const ids = { idContrato: contratoId, idEquipamento: equipamentoId }
  const answer = await ask(ctx, 'replaceEquipment', { ids, form: { id_modelo: modeloId, mac: plain } })
  return { contratoId, codigo: textOf(at(answer, 'codigo')) }
}
