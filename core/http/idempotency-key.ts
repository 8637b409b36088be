import { AppError } from '../platform/errors.ts'

/** The Idempotency-Key of a request, or null. Throws AppError `invalid` on one that is no key. */
export function idempotencyKey(headers: Readonly<Record<string, string | undefined>>): string | null {
  const header = headers['idempotency-key']
  if (header === undefined) return null
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header
  const reason = 'has 1 to 255 printable characters without blanks / tem de 1 a 255 caracteres visíveis, sem espaços'
  throw new AppError('invalid', { errors: [{ field: 'headers/idempotency-key', reason }] })
}
