import type { FlowDefinition } from '../../sdk/flow/definition.ts'

/** What a new, blank flow holds: started by hand, no steps. */
export function startingDefinition(): FlowDefinition {
  return { trigger: { kind: 'manual' }, steps: {}, edges: {}, settings: {}, layout: {} }
}
