import type { Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** Words of records, found by their beginnings. A table of its own: `ILIKE` is no index condition under row-level security. */

export interface WordOfRecord {
  term: string
  key: string
  /** RFC 3339; the record's place in the default order. */
  sortAt: string | null
}

interface WordsAt {
  tenantId: string
  connectionId: string
}

export async function insertWords(trx: Trx, plan: ResourcePlan, at: WordsAt, words: readonly WordOfRecord[]): Promise<void> {
  if (words.length === 0) return
  // In the index' order: neighbours land on the same page.
  const sorted = [...words].sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : 0))
  await trx.raw(
    `INSERT INTO ${plan.wordsTable} (tenant_id, connection_id, term, key, sort_at)
     SELECT ?, ?, n.* FROM unnest(?::text[], ?::text[], ?::timestamptz[]) AS n`,
    [
      at.tenantId,
      at.connectionId,
      arrayLiteral(sorted.map(({ term }) => term)),
      arrayLiteral(sorted.map(({ key }) => key)),
      arrayLiteral(sorted.map(({ sortAt }) => sortAt)),
    ],
  )
}

export async function deleteWords(trx: Trx, plan: ResourcePlan, at: WordsAt, words: readonly WordOfRecord[]): Promise<void> {
  if (words.length === 0) return
  await trx.raw(
    `DELETE FROM ${plan.wordsTable} w USING unnest(?::text[], ?::text[]) AS n(term, key)
     WHERE w.tenant_id = ? AND w.connection_id = ? AND w.term = n.term AND w.key = n.key`,
    [arrayLiteral(words.map(({ term }) => term)), arrayLiteral(words.map(({ key }) => key)), at.tenantId, at.connectionId],
  )
}

export interface WordSearch {
  tenantId: string
  connections: readonly string[]
}

/** How many words begin so, counted up to `most`. */
export async function countBeginnings(trx: Trx, plan: ResourcePlan, at: WordSearch, term: string, most: number): Promise<number> {
  const { rows } = await trx.raw<{ rows: Array<{ count: number }> }>(
    `SELECT count(*) AS count FROM (SELECT FROM ${plan.wordsTable}
       WHERE tenant_id = ? AND connection_id = ANY (?::text[]) AND term ^@ ? LIMIT ?) AS found`,
    [at.tenantId, arrayLiteral(at.connections), term, most],
  )
  return rows[0]?.count ?? 0
}

/** Keys of records that have a word for each of the beginnings, by connection. */
export async function findByWords(trx: Trx, plan: ResourcePlan, at: WordSearch, terms: readonly string[]): Promise<Map<string, string[]>> {
  const one = `SELECT connection_id, key FROM ${plan.wordsTable} WHERE tenant_id = ? AND connection_id = ANY (?::text[]) AND term ^@ ?`
  const { rows } = await trx.raw<{ rows: Array<{ connection_id: string; key: string }> }>(
    terms.length === 1 ? one.replace('SELECT', 'SELECT DISTINCT') : terms.map(() => one).join(' INTERSECT '),
    terms.flatMap((term) => [at.tenantId, arrayLiteral(at.connections), term]),
  )
  return byConnection(rows)
}

export interface WordPage extends WordSearch {
  term: string
  descending: boolean
  /** RFC 3339 and key of the last record before; null: from the beginning. */
  after: { sortAt: string; key: string } | null
  limit: number
}

/**
 * Keys of the first records in the default order that have such a word, by connection; those without a time are not among them. All
 * from one index, without the records: of a common word there are too many to fetch, and walking the list instead would pass all of it
 * when the word stands in old records only.
 */
export async function findPageByWord(trx: Trx, plan: ResourcePlan, page: WordPage): Promise<Map<string, string[]>> {
  const [way, than] = page.descending ? ['DESC', '<'] : ['ASC', '>']
  const begin = page.after === null ? '' : ` AND (sort_at, key) ${than}= (?::timestamptz, ?)`
  const one = `SELECT DISTINCT connection_id, key, sort_at FROM ${plan.wordsTable}
    WHERE tenant_id = ? AND connection_id = ? AND term ^@ ? AND sort_at IS NOT NULL${begin}`
  const { rows } = await trx.raw<{ rows: Array<{ connection_id: string; key: string }> }>(
    `SELECT * FROM (${page.connections.map(() => one).join(' UNION ALL ')}) AS found ORDER BY sort_at ${way}, key ${way} LIMIT ?`,
    [
      ...page.connections.flatMap((connectionId) => [
        page.tenantId,
        connectionId,
        page.term,
        ...(page.after === null ? [] : [page.after.sortAt, page.after.key]),
      ]),
      page.limit,
    ],
  )
  return byConnection(rows)
}

function byConnection(rows: ReadonlyArray<{ connection_id: string; key: string }>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { connection_id, key } of rows) {
    const keys = found.get(connection_id)
    if (keys === undefined) found.set(connection_id, [key])
    else keys.push(key)
  }
  return found
}
