import type { Trx } from '../platform/db.ts'
import type { ListPage } from './record-list.store.ts'
import { countBeginnings, findByWords, findPageByWord } from './record-words.store.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** How a list finds records by words: keys to look at, or words to compare while it walks in its order. */
export interface FoundByWords {
  keys: ReadonlyMap<string, readonly string[]> | null
  terms: readonly string[]
}

/** So many keys are fetched and sorted in some tens of milliseconds. */
const MOST_KEYS = 3_000
/** So many entries of two words are compared with each other, or of one put in order, in about a hundred. */
const MOST_ENTRIES = 150_000

/**
 * A rare word gives its records, which are then sorted. Of a common one the words themselves know the first records in the default
 * order. Two rather common ones are intersected. Whatever is left (words of which a good part of all records has one, other orders,
 * more filters) is compared with each record while the list is walked in its order: there the page is soon full.
 */
export async function searchRecords(
  trx: Trx,
  plan: ResourcePlan,
  page: Omit<ListPage, 'few' | 'keys' | 'terms'>,
  terms: readonly string[],
): Promise<FoundByWords> {
  if (page.isDeleted) return { keys: null, terms }
  const counts: Array<{ term: string; count: number }> = []
  for (const term of terms) counts.push({ term, count: await countBeginnings(trx, plan, page, term, MOST_ENTRIES) })
  counts.sort((a, b) => a.count - b.count)
  const [rarest, second] = counts
  if (rarest === undefined) return { keys: null, terms }
  if (rarest.count < MOST_KEYS) return keysOf(rarest.term)
  if (second !== undefined) return second.count < MOST_ENTRIES ? keysOf(rarest.term, second.term) : { keys: null, terms }
  if (rarest.count === MOST_ENTRIES || !isDefault(plan, page)) return { keys: null, terms }
  // Beside the page: the record that it begins after, which another connection may have too.
  const limit = page.limit + page.connections.length
  const keys = await findPageByWord(trx, plan, {
    ...page,
    term: rarest.term,
    descending: page.order.descending,
    after: markOf(page),
    limit,
  })
  const count = [...keys.values()].reduce((sum, { length }) => sum + length, 0)
  // The end of the list: also those without a time, which come last.
  return count < limit ? keysOf(rarest.term) : { keys, terms: [] }

  async function keysOf(...searched: string[]): Promise<FoundByWords> {
    const keys = await findByWords(trx, plan, page, searched)
    return { keys, terms: terms.filter((term) => !searched.includes(term)) }
  }
}

function isDefault(plan: ResourcePlan, { order, conditions, after }: Pick<ListPage, 'order' | 'conditions' | 'after'>) {
  return order.field !== null && order.field === plan.defaultSort && conditions.length === 0 && after?.value !== null
}

function markOf({ after }: Pick<ListPage, 'after'>): { sortAt: string; key: string } | null {
  if (after === null || after.value === null) return null
  return { sortAt: after.value.length === 10 ? `${after.value}T00:00:00Z` : after.value, key: after.key }
}
