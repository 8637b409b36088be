import type { Json } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { pointerParts, valueAt } from '../registry/json-pointer.ts'
import { checkValue } from './check-row.ts'
import { insertRow, lockRow, type RowAt, replaceRow } from './data-rows.store.ts'
import type { StoreLimits } from './data-store.types.ts'
import { addDecimals, type Decimal, readDecimal, writeDecimal } from './decimal.ts'
import { checkRoom } from './table-room.ts'

export interface Increment extends RowAt {
  by: Decimal
  /** JSON Pointer to the number; empty for the value itself. */
  field: string
  /** Of a row that is made now. A row that is there keeps its own end: a count per hour is over when its hour is. */
  expiresAt: number | null
}

const ZERO: Decimal = { units: 0n, scale: 0 }
/** Between two looks somebody may delete the row that another one made. */
const ROUNDS = 10

/**
 * The new number. The row is locked before it is read, so of any number of increments at once none is lost; decimals are added
 * exactly. Throws AppError `store_not_a_number`.
 */
export async function incrementRow(trx: Trx, change: Increment, limits: StoreLimits): Promise<number | string> {
  for (let round = 0; round < ROUNDS; round++) {
    const row = await lockRow(trx, change)
    const { sum, value } = added(row?.value, change)
    const kept = { ...change, value: checkValue(value, limits.valueBytes) }
    if (row !== undefined) {
      const lives = row.value !== undefined
      await replaceRow(trx, { ...kept, expiresAt: lives ? row.expiresAt : change.expiresAt })
      return sum
    }
    await checkRoom(trx, change, limits)
    if (await insertRow(trx, kept)) return sum
  }
  throw new AppError('unavailable', { retryAfterSeconds: 1 })
}

function added(value: Json | undefined, { by, field }: Increment): { sum: number | string; value: Json } {
  const parts = pointerParts(field)
  const current = valueAt(value, parts) ?? null
  const number = current === null ? ZERO : readDecimal(current)
  if (number === null) throw notANumber(field)
  const sum = writeDecimal(addDecimals(number, by))
  return { sum, value: withNumber(value ?? null, parts, sum, field) }
}

/** `value` with the number at its place; objects on the way are made. */
function withNumber(value: Json, parts: readonly string[], sum: number | string, field: string): Json {
  const [part, ...rest] = parts
  if (part === undefined) return sum
  if (value === null) return { [part]: withNumber(null, rest, sum, field) }
  if (typeof value !== 'object') throw notANumber(field)
  if (!Array.isArray(value))
    return { ...value, [part]: withNumber(Object.hasOwn(value, part) ? (value[part] ?? null) : null, rest, sum, field) }
  const index = /^(0|[1-9]\d{0,8})$/.test(part) ? Number(part) : value.length
  if (index >= value.length) throw notANumber(field)
  return value.with(index, withNumber(value[index] ?? null, rest, sum, field))
}

function notANumber(field: string): AppError {
  return new AppError('store_not_a_number', { params: { at: field === '' ? '/' : field } })
}
