import {
  at,
  defineResource,
  type HandlerContext,
  type Json,
  type ListInput,
  type ListPage,
  NotFoundError,
  PermanentError,
  textOf,
} from '@tomada/sdk'
import { getRecord, listRows, PAGE_SIZE, refusedWith } from '../client.ts'
import { balancesOf } from './balances.ts'

/**
 * Balances by depósito: a page of products, then what is there of them. Stock that moves does not touch its product's time of change,
 * so there is no "changed since": webhooks tell of each movement, and this reads everything.
 * Source: GET /produtos and GET /estoques/saldos of Bling's OpenAPI document (September 2026)
 */
async function list({ checkpoint, limit }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const number = Number(at(checkpoint, 'page') ?? 1)
  const size = Math.min(limit, PAGE_SIZE)
  const rows = await listRows(ctx, '/produtos', { criterio: 5, tipo: 'P' }, { number, size })
  const ids = rows.filter((row) => at(row, 'situacao') !== 'E').map((row) => textOf(at(row, 'id')))
  const balances = await balancesOf(ctx, [...new Set(ids.filter((id) => id !== null))])
  return { records: [...balances.values()], checkpoint: { page: number + 1 }, done: rows.length < size }
}

/** One product's balances. None at all says nothing yet: only a product that is gone has lost its stock. */
async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const balance = (await balancesOf(ctx, [key])).get(key)
  if (balance !== undefined) return balance
  const isThere = await getRecord(ctx, `/produtos/${encodeURIComponent(key)}`).then(
    () => true,
    (error: unknown) => {
      if (refusedWith(error) === 404) return false
      throw error
    },
  )
  if (!isThere) throw new NotFoundError('The product is gone, and its stock with it')
  throw new PermanentError('Bling names no balance of this product')
}

export default defineResource({ list, detail })
