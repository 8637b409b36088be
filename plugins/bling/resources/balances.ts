import { at, type HandlerContext, type Json, textOf } from '@tomada/sdk'
import { comparable, rowsOf } from '../client.ts'

/** Positive, zero, negative: without a filter only positive balances are given, so that absence would mean nothing. */
const FILTERS = [1, 0, 2]

/**
 * Balances of these products over all depósitos, in three questions at most. What none of them names has no stock of its own, or is
 * not there.
 * Source: GET /estoques/saldos of Bling's OpenAPI document (September 2026)
 */
export async function balancesOf(ctx: HandlerContext, ids: readonly string[]): Promise<Map<string, Json>> {
  const found = new Map<string, Json>()
  for (const filter of FILTERS) {
    const asked = ids.filter((id) => !found.has(id))
    if (asked.length === 0) break
    const rows = await rowsOf(ctx, '/estoques/saldos', { 'idsProdutos[]': asked, filtroSaldoEstoque: filter })
    for (const row of comparable(rows, 'produto', 'id')) {
      const id = textOf(at(row, 'produto', 'id'))
      if (id !== null && asked.includes(id)) found.set(id, row)
    }
  }
  return found
}
