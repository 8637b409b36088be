import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { StoreLimits } from './data-store.types.ts'
import { countRows, findTable, insertTable, rememberCount } from './data-tables.store.ts'

/** No count is trusted for longer, however much room there is. */
const COUNT_VALID_MS = 10_000
/** With less room than this each new row is counted. */
const NEARLY_FULL = 1_000

/**
 * Throws AppError `store_table_missing` or `store_table_full` unless there is a table with room for one more row; makes the table.
 * No counter is kept per put, because everybody who puts into one table would queue for it. Instead a count is trusted for as many
 * milliseconds as it left rows of room. So the limit is only passed by those who put more than a thousand new rows a second, and by
 * what is not committed yet.
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
  const room = limits.rowsPerTable - counted.rows
  if (room >= NEARLY_FULL && Math.abs(now - counted.countedAt.getTime()) < Math.min(COUNT_VALID_MS, room)) return
  const rows = await countRows(trx, tenantId, table, now, limits.rowsPerTable)
  if (rows >= limits.rowsPerTable) throw new AppError('store_table_full', { params: { table, max: limits.rowsPerTable } })
  await rememberCount(trx, tenantId, table, rows, now)
}
