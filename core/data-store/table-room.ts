import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { StoreLimits } from './data-store.types.ts'
import { countRows, findTable, insertTable, rememberCount } from './data-tables.store.ts'

/** A count this young is good enough for a table that has room for so many more. */
const COUNT_VALID_MS = 10_000
const PLENTY = 10_000

/**
 * Throws AppError `store_table_missing` or `store_table_full` unless there is a table with room for one more row; makes the table.
 * No counter is kept per put, because everybody who puts into one table would queue for it. A table that is nearly full is counted
 * at each new row; so the limit is only passed by those who put ten thousand new rows within ten seconds, and by what is not
 * committed yet.
 */
export async function checkRoom(
  trx: Trx,
  { tenantId, table, now }: { tenantId: string; table: string; now: number },
  limits: StoreLimits,
): Promise<void> {
  const counted = await findTable(trx, tenantId, table)
  if (counted === undefined) {
    if (!limits.makesTables) throw new AppError('store_table_missing', { params: { table } })
    await insertTable(trx, tenantId, table, now)
    return
  }
  const isFresh = Math.abs(now - counted.countedAt.getTime()) < COUNT_VALID_MS
  if (isFresh && counted.rows + PLENTY < limits.rowsPerTable) return
  const rows = await countRows(trx, tenantId, table, now, limits.rowsPerTable)
  if (rows >= limits.rowsPerTable) throw new AppError('store_table_full', { params: { table, max: limits.rowsPerTable } })
  await rememberCount(trx, tenantId, table, rows, now)
}
