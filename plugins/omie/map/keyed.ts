import { at, type Json } from '@tomada/sdk'

/** The record, if it has a key there. Throws when it has none: dropping it would lose it, and a pass would end as if it were gone. */
export function keyed(record: Json, ...path: string[]): Json {
  if (at(record, ...path) === null) throw new Error(`Omie gave a record without ${path.join('.')}`)
  return record
}
