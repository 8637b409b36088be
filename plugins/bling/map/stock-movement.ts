import { type ActionContext, at, textOf } from '@tomada/sdk'
import { create, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from './amount.ts'
import { toNumber } from './to-wire-product.ts'

export interface StockMovement {
  produtoId: string | number
  depositoId: string | number
  quantidade: Amount
  preco?: Amount | null
  custo?: Amount | null
  observacoes?: string | null
}

/** Posts one movement: `B` sets the balance of the depósito, `E` adds to it, `S` takes from it. Gives the movement's id. */
export async function postMovement(movement: StockMovement, operacao: 'B' | 'E' | 'S', ctx: ActionContext): Promise<{ id: string }> {
  const { produtoId, depositoId, quantidade, preco, custo, observacoes } = movement
  const answer = await create(ctx, '/estoques', {
    produto: { id: wireId(produtoId) },
    deposito: { id: wireId(depositoId) },
    operacao,
    quantidade: wireAmount(quantidade),
    ...withoutNulls({ preco: toNumber(preco), custo: toNumber(custo), observacoes }),
  })
  const id = textOf(at(answer, 'id'))
  if (id === null) throw new Error('Bling did not say the id of the movement')
  return { id }
}
