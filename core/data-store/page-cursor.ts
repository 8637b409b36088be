import { AppError } from '../platform/errors.ts'
import type { RowSort } from './data-store.types.ts'
import type { PageMark } from './row-queries.store.ts'

/** The last time that RFC 3339 can write: `9999-12-31T23:59:59.999Z`. */
const MAX_TIME_MS = 253_402_300_799_999

export function writeCursor(mark: PageMark): string {
  return Buffer.from(JSON.stringify(mark.at === null ? [mark.key] : [mark.key, mark.at]), 'utf8').toString('base64url')
}

/** Throws AppError `invalid` on one that was not made by `writeCursor` for this order. */
export function readCursor(cursor: string, sort: RowSort): PageMark {
  const value = parsed(cursor)
  if (Array.isArray(value)) {
    const [key, at = null]: unknown[] = value
    const isTimed = !sort.endsWith('key')
    const fits = isTimed ? typeof at === 'number' && Number.isInteger(at) && at >= 0 && at <= MAX_TIME_MS : at === null
    if (typeof key === 'string' && !key.includes('\u0000') && fits) return { key, at: typeof at === 'number' ? at : null }
  }
  throw new AppError('invalid', { errors: [{ field: 'query/cursor', reason: 'is not a cursor of this list' }] })
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null // Not ours; the caller is told which field it was.
  }
}
