import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'

/** Models of boxes. Source: POST /equipamentos */
export default async function listEquipmentModels(_input: Json, ctx: ActionContext) {
  const models = rowsOf(await ask(ctx, 'models'), 'modelos')
  return { modelos: models.map((model) => ({ id: textOf(at(model, 'id')), nome: textOf(at(model, 'nome')) })) }
}
