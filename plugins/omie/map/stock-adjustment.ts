import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, type Param, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from './amount.ts'
import { wireDay } from './dates.ts'

export interface StockPosting {
  produtoId: string | number
  localId?: string | number | null
  quantidade: Amount
  custo?: Amount | null
  observacao?: string | null
}

/** Posts one adjustment. `kind`: ENT in, SAI out, SLD the balance itself. Place 0 is the company's default one. */
export async function postAdjustment(
  ctx: ActionContext,
  posting: StockPosting,
  kind: { tipo: 'ENT' | 'SAI' | 'SLD'; motivo: string; cod_int_ajuste?: string },
): Promise<string> {
  const param: Param = withoutNulls({
    codigo_local_estoque: wireId(posting.localId ?? 0),
    id_prod: wireId(posting.produtoId),
    data: wireDay(ctx.now),
    // Omie's own examples write the quantity as text and the cost as number.
    quan: String(posting.quantidade),
    valor: wireAmount(posting.custo ?? 0),
    obs: posting.observacao ?? 'Tomada',
    origem: 'AJU',
    ...kind,
  })
  const answer = await call(ctx, 'estoque/ajuste', 'IncluirAjusteEstoque', param)
  const id = textOf(at(answer, 'id_ajuste'))
  if (id === null) throw new Error('Omie did not say the id of the adjustment')
  return id
}
