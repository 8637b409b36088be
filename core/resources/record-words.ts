import type { Json } from '../../sdk/flow/definition.ts'
import { columnText, valueAt } from './field-values.ts'
import type { WordOfRecord } from './record-words.store.ts'
import { termsOf } from './search-terms.ts'
import type { ResourcePlan } from './tables/resource-plan.ts'

/** The words of a record, each with a blank before it, so that one pattern finds it by its beginning. */
export function wordsOf(plan: ResourcePlan, data: Json): string {
  if (plan.searched.length === 0) return ''
  const terms = termsOf(plan.searched.map(({ declared }) => valueAt(data, declared.pointer) ?? null))
  return terms.map((term) => ` ${columnText(term)}`).join('')
}

export function changedWords(key: string, before: string, after: string): { added: WordOfRecord[]; dropped: WordOfRecord[] } {
  if (before === after) return { added: [], dropped: [] }
  const old = new Set(before.split(' '))
  const fresh = new Set(after.split(' '))
  return {
    added: [...fresh].filter((term) => term !== '' && !old.has(term)).map((term) => ({ term, key })),
    dropped: [...old].filter((term) => term !== '' && !fresh.has(term)).map((term) => ({ term, key })),
  }
}
