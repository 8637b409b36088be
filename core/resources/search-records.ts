import type { Trx } from '../platform/db.ts'
import { countBeginnings, findByWords, type WordSearch } from './record-words.store.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** How a list finds records by words: keys to look at, or words to compare while it walks in its order. */
export interface FoundByWords {
  keys: ReadonlyMap<string, readonly string[]> | null
  terms: readonly string[]
}

/** So many keys are fetched and sorted in some tens of milliseconds. */
const MOST_KEYS = 5_000
/** So many entries of two words are compared with each other in about a hundred. */
const MOST_ENTRIES = 40_000

/**
 * A rare word gives its records, which are then sorted. Of a common word the first page is soon found by walking in the list's order:
 * sorting all of them is what would take seconds. Two common words that hardly ever come together are intersected first.
 */
export async function searchRecords(trx: Trx, plan: ResourcePlan, at: WordSearch, terms: readonly string[]): Promise<FoundByWords> {
  const counts: Array<{ term: string; count: number }> = []
  for (const term of terms) counts.push({ term, count: await countBeginnings(trx, plan, at, term, MOST_ENTRIES) })
  counts.sort((a, b) => a.count - b.count)
  const [rarest, second] = counts
  if (rarest === undefined) return { keys: null, terms }
  if (rarest.count < MOST_KEYS) return keysOf(rarest.term)
  if (second !== undefined && second.count < MOST_ENTRIES) return keysOf(rarest.term, second.term)
  return { keys: null, terms }

  async function keysOf(...searched: string[]): Promise<FoundByWords> {
    const keys = await findByWords(trx, plan, at, searched)
    return { keys, terms: terms.filter((term) => !searched.includes(term)) }
  }
}
