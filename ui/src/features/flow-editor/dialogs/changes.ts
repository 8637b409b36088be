import { asJson, diff, type FlowDefinition } from '@tomada/sdk/flow'

export interface StepChange {
  id: string
  title: string
  what: 'added' | 'removed' | 'changed'
  /** Changed fields, for `changed`. */
  fields: string[]
}

export interface ChangeSummary {
  trigger: boolean
  steps: StepChange[]
}

/** What publishing would change, by step. Positions are no change. */
export function summarise(published: FlowDefinition, draft: FlowDefinition): ChangeSummary {
  const steps = new Map<string, StepChange>()
  let trigger = false
  for (const patch of diff(asJson(published), asJson(draft))) {
    const [area, id, ...field] = patch.path.slice(1).split('/')
    if (area === 'trigger' || area === 'settings') trigger = true
    if (area !== 'steps' && area !== 'edges') continue
    // A wire belongs to the step it leads to.
    const stepId = area === 'steps' ? id : (draft.edges[id ?? '']?.to ?? published.edges[id ?? '']?.to)
    if (stepId === undefined) continue
    const step = draft.steps[stepId] ?? published.steps[stepId]
    const what = !published.steps[stepId] ? 'added' : !draft.steps[stepId] ? 'removed' : 'changed'
    const change = steps.get(stepId) ?? { id: stepId, title: step?.title || step?.name || stepId, what, fields: [] }
    if (area === 'steps' && field.length > 0) change.fields.push(field.join('.'))
    steps.set(stepId, change)
  }
  return { trigger, steps: [...steps.values()] }
}
