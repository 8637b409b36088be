import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { callV2, onlyOutcome } from '../client-v2.ts'
import { getV3, sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Amount, type Id, requireId, wireAmount, withoutNulls } from './values.ts'

export interface StockMovement {
  produtoId: Id
  quantidade: Amount
  /** Name of the depósito; the account's default one when absent. */
  deposito?: string | null
  precoUnitario?: Amount | null
  observacoes?: string | null
}

/** São Paulo has had no daylight saving time since 2019. */
const SAO_PAULO_MS = -3 * 3_600_000

/** Posts one movement: `B` sets the balance of the depósito, `E` adds to it, `S` takes from it. Tiny knows no repeated one. */
export async function postMovement(movement: StockMovement, tipo: 'B' | 'E' | 'S', ctx: ActionContext): Promise<{ id: string }> {
  const quantidade = wireAmount(movement.quantidade)
  const precoUnitario = wireAmount(movement.precoUnitario)
  const { observacoes } = movement
  const data = new Date(ctx.now + SAO_PAULO_MS).toISOString().slice(0, 19).replace('T', ' ')
  if (isV2(ctx)) {
    const idProduto = String(movement.produtoId)
    const estoque = withoutNulls({ idProduto, tipo, data, quantidade, precoUnitario, observacoes, deposito: movement.deposito })
    const outcome = onlyOutcome(await callV2(ctx, 'produto.atualizar.estoque', { estoque: JSON.stringify({ estoque }) }))
    return { id: requireId(outcome, at(outcome, 'id')) }
  }
  const deposito = await depositOf(movement.deposito, ctx)
  // v3 wants a unit price always.
  const body = withoutNulls({ deposito, tipo, data, quantidade, precoUnitario: precoUnitario ?? 0, observacoes })
  const answer = await sendV3(ctx, 'POST', `/estoque/${movement.produtoId}`, body)
  return { id: requireId(answer, at(answer, 'idLancamento')) }
}

/** v2 names a depósito, v3 wants its id: its list is a bare one. */
async function depositOf(name: string | null | undefined, ctx: ActionContext): Promise<Json> {
  if (name === null || name === undefined) return null
  const deposits = await getV3(ctx, '/depositos')
  if (!Array.isArray(deposits)) throw new Error('Tiny answered without a list')
  const found = deposits.find((one) => textOf(at(one, 'descricao')) === name)
  if (found === undefined) throw new Error(`Tiny has no depósito ${name}`)
  return { id: Number(at(found, 'id')) }
}
