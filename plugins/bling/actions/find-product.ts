import { type ActionContext, at, PermanentError, textOf } from '@tomada/sdk'
import { comparable, listRows, PAGE_SIZE } from '../client.ts'
import { type ProductRow, toProductRow } from '../map/to-product.ts'

const ALL = 5

/**
 * The product with exactly this SKU, or null; of several the oldest, always the same. An excluded one does not count.
 * Source: GET /produtos of Bling's OpenAPI document (September 2026); fixture: fixtures/find-product.json
 */
export default async function findProduct({ codigo }: { codigo: string }, ctx: ActionContext): Promise<{ produto: ProductRow | null }> {
  const rows = await listRows(ctx, '/produtos', { criterio: ALL, tipo: 'T', 'codigos[]': codigo })
  const matching = comparable(rows, 'codigo').filter((row) => textOf(at(row, 'codigo')) === codigo && at(row, 'situacao') !== 'E')
  const [oldest] = matching.toSorted((one, other) => Number(at(one, 'id')) - Number(at(other, 'id')))
  if (oldest !== undefined) return { produto: toProductRow(oldest) }
  if (rows.length >= PAGE_SIZE) throw new PermanentError('Bling did not filter by SKU, so nothing can be said')
  return { produto: null }
}
