import { type Json, textOf } from '@tomada/sdk'

/** `1890` → `18.90`; null for what is no whole number of cents. Digits only: money is never a float. */
export function decimalOfCents(cents: Json): string | null {
  const digits = textOf(cents)
  if (digits === null || !/^[0-9]{1,12}$/.test(digits)) return null
  const padded = digits.padStart(3, '0')
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`
}
