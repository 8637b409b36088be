import type { TestDraft } from '#lib/api/draft-test.ts'

export type Scope = 'whole' | 'only' | 'to' | 'from'

/** What is asked of the server for a part of the draft. */
export function rangeOf(scope: Scope, stepId: string): Pick<TestDraft, 'from' | 'to'> {
  if (stepId === '' || scope === 'whole') return {}
  if (scope === 'only') return { from: stepId, to: stepId }
  return scope === 'to' ? { to: stepId } : { from: stepId }
}

/** The step and the field that a fault of a draft is about: `s1a2/condition` is `/condition` of `s1a2`. */
export function faultPlace(field: string): { stepId: string; field: string } {
  const at = field.indexOf('/')
  return at === -1 ? { stepId: field, field: '' } : { stepId: field.slice(0, at), field: field.slice(at) }
}
