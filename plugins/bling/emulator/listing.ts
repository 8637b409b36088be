import { type EmulatorAnswer, json, numberOf } from '@tomada/sdk/emulator'
import { instantOf } from './dates.ts'
import { invalidQuery } from './errors.ts'

const PAGE = 100
const YEAR_MS = 366 * 86_400_000

/** One page of a list: `pagina` from 1, `limite` at most 100 whatever is asked. No total, an empty list past the end. */
export function page<T>(query: URLSearchParams, rows: readonly T[], view: (row: T) => unknown): EmulatorAnswer {
  const number = numberOf(query.get('pagina') ?? 1)
  const limit = numberOf(query.get('limite') ?? PAGE)
  if (number === undefined || number < 1) return invalidQuery('O valor deve ser maior ou igual a 1', 'pagina')
  if (limit === undefined || limit < 1) return invalidQuery('O valor deve ser maior ou igual a 1', 'limite')
  const size = Math.min(limit, PAGE)
  return json(200, { data: rows.slice((number - 1) * size, number * size).map(view) })
}

/** Values of a bracketed array parameter, `ids[]=1&ids[]=2`; null when it was not sent. Without brackets Bling does not see it. */
export function bracketed(query: URLSearchParams, name: string): string[] | null {
  const values = query.getAll(`${name}[]`)
  return values.length === 0 ? null : values
}

export type Period = { from: number; to: number }

/** `<name>Inicial` and `<name>Final`; a period of more than a year is refused, also one that is open at its end. */
export function readPeriod(query: URLSearchParams, name: string, now: number): Period | { refusal: EmulatorAnswer } | null {
  const first = query.get(`${name}Inicial`)
  const last = query.get(`${name}Final`)
  if (first === null && last === null) return null
  const from = first === null ? Number.NEGATIVE_INFINITY : instantOf(first, false)
  const to = last === null ? Number.POSITIVE_INFINITY : instantOf(last, true)
  if (Number.isNaN(from) || Number.isNaN(to)) return { refusal: invalidQuery('A data informada é inválida', `${name}Inicial`) }
  // An open end is today.
  if (Number.isFinite(from) && Math.min(to, now) - from > YEAR_MS) {
    return { refusal: invalidQuery('O período informado não pode ser superior a um ano', `${name}Inicial`) }
  }
  return { from, to }
}
