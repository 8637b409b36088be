import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import { columnText, type FieldValue, valueAt } from './field-values.ts'
import type { WordOfRecord } from './record-words.store.ts'
import type { ColumnValues } from './rollup-deltas.ts'
import { termsOf } from './search-terms.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** The words of a record, each with a blank before it, so that one pattern finds it by its beginning. */
export function wordsOf(plan: ResourcePlan, data: Json): string {
  if (plan.searched.length === 0) return ''
  const terms = termsOf(plan.searched.map(({ declared }) => valueAt(data, declared.pointer) ?? null))
  return terms.map((term) => ` ${columnText(term)}`).join('')
}

interface Worded {
  words: string
  /** Of the default order. */
  sort: FieldValue
}

/** Of a record that is not there, or no longer: searches look through what is there. */
export const NO_WORDS: Worded = { words: '', sort: null }

/** What changes in the table of words. A record that moves in the default order takes all its words along. */
export function changedWords(key: string, was: Worded, is: Worded): { added: WordOfRecord[]; dropped: WordOfRecord[] } {
  const isMoved = was.sort !== is.sort
  if (was.words === is.words && !isMoved) return { added: [], dropped: [] }
  const sortAt = typeof is.sort === 'number' ? toIso(is.sort) : typeof is.sort === 'string' ? `${is.sort}T00:00:00Z` : null
  const old = new Set(was.words.split(' '))
  const fresh = new Set(is.words.split(' '))
  return {
    added: [...fresh].filter((term) => term !== '' && (isMoved || !old.has(term))).map((term) => ({ term, key, sortAt })),
    dropped: [...old].filter((term) => term !== '' && (isMoved || !fresh.has(term))).map((term) => ({ term, key, sortAt })),
  }
}

/** Where a record stands in the default order. */
export function sortOf({ defaultSort }: ResourcePlan, values: ColumnValues | undefined): FieldValue {
  return defaultSort === null ? null : (values?.get(defaultSort.name) ?? null)
}
