import { type ActionContext, at, InvalidInputError, type Json, textOf } from '@tomada/sdk'
import { callV2, faultOf, outcomesOf } from '../client-v2.ts'
import { refusedWith, sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Amount, type Id, wireAmount } from '../map/values.ts'
import { toWireV3 } from '../map/wire-product.ts'

interface NewPrice {
  produtoId: Id
  preco: Amount
  precoPromocional?: Amount | null
}

interface PriceOutcome {
  produtoId: string
  ok: boolean
  motivo: string | null
}

/**
 * New prices of up to twenty products: one batch call of v2 (of which Tiny allows five a minute), one call each on v3. What Tiny refuses is said per product
 * and holds up none of the others. Setting a price twice is setting it once.
 * Source: v2 `produto.atualizar.precos`, v3 `PUT /produtos/{id}/preco` (Tiny's API documents, read 2026); fixture: fixtures/update-prices.json
 */
export default async function updatePrices(
  { precos }: { precos: NewPrice[] },
  ctx: ActionContext,
): Promise<{ resultados: PriceOutcome[] }> {
  const ids = precos.map(({ produtoId }) => String(produtoId))
  if (new Set(ids).size < ids.length) throw new InvalidInputError('/precos', 'A product is named twice')
  if (isV2(ctx)) return { resultados: await inOneCall(precos, ctx) }
  const resultados: PriceOutcome[] = []
  for (const price of precos) resultados.push(await one(price, ctx))
  return { resultados }
}

async function inOneCall(precos: readonly NewPrice[], ctx: ActionContext): Promise<PriceOutcome[]> {
  const produtos = precos.map(({ produtoId, preco, precoPromocional }, index) => ({
    produto: {
      sequencia: String(index + 1),
      id: String(produtoId),
      preco: wireAmount(preco),
      preco_promocional: wireAmount(precoPromocional ?? 0),
    },
  }))
  const outcomes = outcomesOf(await callV2(ctx, 'produto.atualizar.precos', { produto: JSON.stringify({ produtos }) }))
  return precos.map(({ produtoId }, index) => {
    const outcome: Json = outcomes.find((each) => textOf(at(each, 'sequencia')) === String(index + 1)) ?? null
    if (outcome === null) throw new Error('Tiny did not say what became of each record')
    const motivo = faultOf(outcome)
    return { produtoId: String(produtoId), ok: motivo === null, motivo }
  })
}

async function one({ produtoId, ...prices }: NewPrice, ctx: ActionContext): Promise<PriceOutcome> {
  try {
    await sendV3(ctx, 'PUT', `/produtos/${produtoId}/preco`, at(toWireV3(prices), 'precos'))
    return { produtoId: String(produtoId), ok: true, motivo: null }
  } catch (error) {
    const status = refusedWith(error)
    if (status !== 400 && status !== 404) throw error
    return { produtoId: String(produtoId), ok: false, motivo: error instanceof Error ? error.message : String(error) }
  }
}
