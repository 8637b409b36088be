import { InvalidInputError } from '@tomada/sdk'

/** `1998-06-19` → `19/06/1998`. */
export function writeDate(text: string, at: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  if (match === null) throw new InvalidInputError(at, 'use o formato aaaa-mm-dd')
  return `${match[3]}/${match[2]}/${match[1]}`
}

/** `19/06/1998` and `19/06/1998 10:00:00` → `1998-06-19`; null when it is no date. */
export function readDate(text: string | null): string | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})/.exec(text ?? '')
  return match === null ? null : `${match[3]}-${match[2]}-${match[1]}`
}
