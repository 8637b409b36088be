import type { Json } from '../../sdk/flow/definition.ts'
import { AppError } from '../platform/errors.ts'
import { findUnstorable } from '../platform/unstorable.ts'

const MAX_KEY_CHARS = 200
/** Letters of any script, digits, `_`, and inside also blanks, dots and dashes. */
const TABLE_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_ .-]{0,61}[\p{L}\p{N}_])?$/u

/** Throws AppError `store_table_name`. */
export function checkTableName(name: string): string {
  if (name.length > 63 || !TABLE_NAME.test(name)) throw new AppError('store_table_name')
  return name
}

/** A number is taken as its digits. Throws AppError `store_key_invalid`. */
export function checkKey(key: Json | undefined): string {
  const text = typeof key === 'number' ? String(key) : key
  if (typeof text !== 'string' || text === '' || text.length > MAX_KEY_CHARS || findUnstorable(text) !== null)
    throw new AppError('store_key_invalid', { params: { max: MAX_KEY_CHARS } })
  return text
}

/** The JSON text to keep. Throws AppError `store_value_too_large` or `store_value_unstorable`. */
export function checkValue(value: Json, maxBytes: number): string {
  const at = findUnstorable(value)
  if (at !== null) throw new AppError('store_value_unstorable', { params: { at: at === '' ? '/' : at.slice(0, 200) } })
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text, 'utf8') > maxBytes)
    throw new AppError('store_value_too_large', { params: { max: Math.floor(maxBytes / 1024) } })
  return text
}
