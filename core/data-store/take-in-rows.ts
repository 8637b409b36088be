import type { Json } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import { AppError, toError } from '../platform/errors.ts'
import { checkKey, checkValue } from './check-row.ts'
import type { StoreLimits } from './data-store.types.ts'
import { countRows, rememberCount } from './data-tables.store.ts'
import { type KnownRow, lockRows, putRows } from './many-rows.store.ts'

/** A row for a table: members of its value. */
export interface RowToTakeIn {
  key: string
  fields: Readonly<Record<string, Json>>
}

export type TakenIn = 'added' | 'updated' | 'skipped' | AppError

export interface TakeIn {
  tenantId: string
  table: string
  now: number
  /** Of a row that is there: `update` changes the members given and leaves the others; `skip` leaves all of it. */
  existing: 'update' | 'skip'
}

/**
 * Many rows at once, in the caller's transaction; what became of each, in order. A row that cannot be stored is refused by itself.
 * No key may come twice. The same rows again give the same table.
 */
export async function takeInRows(trx: Trx, at: TakeIn, rows: readonly RowToTakeIn[], limits: StoreLimits): Promise<TakenIn[]> {
  const known = await lockRows(
    trx,
    at,
    rows.map(({ key }) => key),
  )
  const outcomes: TakenIn[] = []
  const puts: Array<{ key: string; value: string }> = []
  let room: number | null = null
  for (const row of rows) {
    const before = known.get(row.key)
    if (before !== undefined && at.existing === 'skip') {
      outcomes.push('skipped')
      continue
    }
    if (before === undefined) {
      room ??= limits.rowsPerTable - (await countRows(trx, at.tenantId, at.table, at.now, limits.rowsPerTable))
      if (room <= 0) {
        outcomes.push(new AppError('store_table_full', { params: { table: at.table, max: limits.rowsPerTable } }))
        continue
      }
    }
    const put = checkedRow(row, before, limits)
    if (put instanceof AppError) outcomes.push(put)
    else {
      puts.push(put)
      outcomes.push(before === undefined ? 'added' : 'updated')
      if (before === undefined && room !== null) room -= 1
    }
  }
  await putRows(trx, at, puts)
  if (room !== null) await rememberCount(trx, at.tenantId, at.table, limits.rowsPerTable - room, at.now)
  return outcomes
}

function checkedRow(
  { key, fields }: RowToTakeIn,
  before: KnownRow | undefined,
  limits: StoreLimits,
): { key: string; value: string } | AppError {
  const value = before !== undefined && isObject(before.value) ? { ...before.value, ...fields } : { ...fields }
  try {
    return { key: checkKey(key), value: checkValue(value, limits.valueBytes) }
  } catch (error) {
    if (error instanceof AppError) return error
    throw toError(error)
  }
}

function isObject(value: Json): value is { [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
