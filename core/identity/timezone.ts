import { AppError } from '../platform/errors.ts'

/** Throws AppError `invalid` for what is no IANA name. Offsets such as `+03:00` are none: they know no summer time. */
export function requireTimezone(timezone: string, field: string): void {
  const refuse = (cause?: unknown) => new AppError('invalid', { errors: [{ field, reason: 'IANA: America/Sao_Paulo' }], cause })
  if (!/^[A-Za-z]/.test(timezone)) throw refuse()
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch (error) {
    throw refuse(error)
  }
}
