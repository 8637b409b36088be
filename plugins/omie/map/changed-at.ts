import { at, type Json, textOf } from '@tomada/sdk'

/**
 * The record with the moment of its last change in one member, `alteradoEm`: `21/11/2026 16:53:38` in Brasília. Omie tells date and
 * time apart. `info` is where the record keeps them.
 */
export function withChangedAt(record: Json, info: string): Json {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const moment = momentOf(record, info, 'Alt') ?? momentOf(record, info, 'Inc')
  return moment === null ? record : { ...record, alteradoEm: moment }
}

function momentOf(record: Json, info: string, what: 'Alt' | 'Inc'): string | null {
  const date = textOf(at(record, info, `d${what}`))
  return date === null ? null : `${date} ${textOf(at(record, info, `h${what}`)) ?? '00:00:00'}`
}
