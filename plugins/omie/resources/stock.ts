import { at, defineResource, type HandlerContext, type Json, textOf } from '@tomada/sdk'
import { type ListCall, listAll, listPage, type Param, wireId } from '../client.ts'
import { wireDay } from '../map/dates.ts'

const LIST: ListCall = { service: 'estoque/consulta', name: 'ListarPosEstoque', dialect: 'hungarian', rows: 'produtos' }
/** Measured: showing all, Omie gives pages of fifty whatever is asked for. */
const PAGE = 50

/**
 * Balances by product and place, also of what never moved. There is no "changed since": each pass reads everything. Key is
 * `product-place`: the same product has a row for each place.
 */
export default defineResource({
  async list({ checkpoint, limit }, ctx) {
    const number = Number(at(checkpoint, 'page') ?? 1)
    const { rows, isLast, total } = await listPage(ctx, LIST, paramOf(ctx), { number, size: Math.min(limit, PAGE) })
    return { records: rows.map(withKey), checkpoint: { page: number + 1 }, done: isLast, total }
  },
  async detail({ key }, ctx) {
    const [product = ''] = key.split('-')
    const rows = await listAll(ctx, LIST, { ...paramOf(ctx), lista_produtos: [{ nCodProd: wireId(product) }] })
    return rows.map(withKey).find((row) => at(row, 'chave') === key) ?? null
  },
})

function paramOf(ctx: HandlerContext): Param {
  return { dDataPosicao: wireDay(ctx.now), cExibeTodos: 'S', codigo_local_estoque: 0, lista_local_estoque: 'TODOS' }
}

function withKey(row: Json): Json {
  const [product, place] = [textOf(at(row, 'nCodProd')), textOf(at(row, 'codigo_local_estoque'))]
  if (typeof row !== 'object' || row === null || Array.isArray(row) || product === null || place === null) {
    throw new Error('Omie gave a balance without its product or place')
  }
  return { ...row, chave: `${product}-${place}` }
}
