import type { Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** Words of records, found by their beginnings. A table of its own: `ILIKE` is no index condition under row-level security. */

export interface WordOfRecord {
  term: string
  key: string
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
    `INSERT INTO ${plan.wordsTable} (tenant_id, connection_id, term, key)
     SELECT ?, ?, n.term, n.key FROM unnest(?::text[], ?::text[]) AS n(term, key)`,
    [at.tenantId, at.connectionId, arrayLiteral(sorted.map(({ term }) => term)), arrayLiteral(sorted.map(({ key }) => key))],
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
  const found = new Map<string, string[]>()
  for (const { connection_id, key } of rows) {
    const keys = found.get(connection_id)
    if (keys === undefined) found.set(connection_id, [key])
    else keys.push(key)
  }
  return found
}
