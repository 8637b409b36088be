import { AppError } from '../platform/errors.ts'
import type { ListOrder } from './record-conditions.ts'

/** The last record of the page before. */
export interface PageMark {
  /** The sorted column as text; null: among those that have none, which come last. */
  value: string | null
  key: string
  connectionId: string
}

export function writeCursor(order: ListOrder, { value, key, connectionId }: PageMark): string {
  return Buffer.from(JSON.stringify([nameOf(order), value, key, connectionId]), 'utf8').toString('base64url')
}

/** Throws AppError `invalid` on one that was not made by `writeCursor` for this order. */
export function readCursor(cursor: string, order: ListOrder): PageMark {
  const parts = parsed(cursor)
  if (Array.isArray(parts)) {
    const [name, value, key, connectionId]: unknown[] = parts
    if (name === nameOf(order) && isText(key) && isText(connectionId) && (value === null || (isText(value) && fits(order, value))))
      return { value, key, connectionId }
  }
  throw new AppError('invalid', { errors: [{ field: 'query/cursor', reason: 'is not a cursor of this list' }] })
}

function nameOf({ field, descending }: ListOrder): string {
  return `${descending ? '-' : ''}${field?.column ?? 'key'}`
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 1000 && !value.includes('\u0000') && value.isWellFormed()
}

/** A cursor is the caller's to change: what the column cannot be compared with is refused here and not by the database. */
function fits({ field }: ListOrder, value: string): boolean {
  switch (field?.sqlType) {
    case undefined:
      return false
    case 'text':
      return true
    case 'bigint':
      return /^-?\d{1,16}$/.test(value)
    case 'boolean':
      return value === 'true' || value === 'false'
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    case 'timestamptz':
      return /^\d{4}-\d{2}-\d{2}T[\d:.]{8,12}Z$/.test(value) && !Number.isNaN(Date.parse(value))
  }
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null // Not ours; the caller is told which field it was.
  }
}
