import { asJson, diff, type FlowDefinition, type Json } from '@tomada/sdk/flow'
import { valueAt } from '../state/merge.ts'

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

export interface FieldChange {
  /** Keys below the step, or below the definition for what is no step's. */
  field: string
  before: Json | undefined
  after: Json | undefined
}

export interface StepDiff extends StepChange {
  values: FieldChange[]
}

export interface DefinitionDiff {
  /** Of the trigger and of the flow's settings. */
  general: FieldChange[]
  steps: StepDiff[]
}

/** Everything that differs, field by field, with both values. Positions are no change. */
export function compare(from: FlowDefinition, to: FlowDefinition): DefinitionDiff {
  const [before, after] = [asJson(from), asJson(to)]
  const changes = diff(before, after).map(({ path }) => ({ path, keys: path.slice(1).split('/') }))
  const valuesOf = (wanted: (keys: readonly string[]) => boolean, from: number): FieldChange[] =>
    changes
      .filter(({ keys }) => wanted(keys))
      .map(({ path, keys }) => ({ field: keys.slice(from).join('.'), before: valueAt(before, path), after: valueAt(after, path) }))
  return {
    general: valuesOf(([area]) => area === 'trigger' || area === 'settings', 0),
    steps: summarise(from, to).steps.map((step) => ({
      ...step,
      values: valuesOf(([area, id, field]) => area === 'steps' && id === step.id && field !== undefined, 2),
    })),
  }
}
