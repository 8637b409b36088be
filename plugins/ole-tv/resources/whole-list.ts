import { at, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'

/**
 * One page of a list that the provider only gives whole. Rows stand in the order of their ids, which grow: what is new comes at the
 * end, so no page is skipped or read twice while others are added.
 */
export function pageOfWhole(rows: readonly Json[], { checkpoint, limit }: ListInput): ListPage {
  const from = Number(at(checkpoint, 'after') ?? 0)
  const byId = new Map(rows.map((row) => [idOf(row), row]))
  const left = [...byId].filter(([id]) => id > from).sort(([a], [b]) => a - b)
  const page = left.slice(0, limit)
  const last = page.at(-1)?.[0] ?? from
  return { records: page.map(([, row]) => row), checkpoint: { after: last }, done: left.length <= limit }
}

function idOf(row: Json): number {
  const id = Number(textOf(at(row, 'id')))
  if (!Number.isSafeInteger(id)) throw new Error('Olé gave a row without id')
  return id
}
