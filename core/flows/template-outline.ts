import type { FlowDefinition, Step, Trigger } from '../../sdk/flow/definition.ts'

export interface TemplateOutline {
  trigger: { kind: Trigger['kind']; plugin: string | null; capability: string | null }
  steps: Array<{ kind: Step['kind']; title: string; plugin: string | null; depth: number; lane: string | null }>
}

/** What a person sees of a template before choosing it: what starts it, and its steps in order, indented by the lanes they stand in. */
export function outlineOf({ trigger, steps, edges }: FlowDefinition): TemplateOutline {
  const next = new Map(Object.values(edges).map(({ from, to }) => [from, to]))
  const targets = new Set(next.values())
  const outline: TemplateOutline['steps'] = []
  const visit = (container: string | undefined, depth: number): void => {
    const inside = Object.entries(steps).filter(([, step]) => step.parent?.container === container)
    const heads = inside.filter(([id]) => !targets.has(id)).map(([id]) => id)
    for (const head of heads) {
      for (let id: string | undefined = head; id !== undefined; id = next.get(id)) {
        const step = steps[id]
        if (step === undefined) break
        const plugin = step.kind === 'action' ? step.plugin : null
        outline.push({ kind: step.kind, title: step.title ?? step.name, plugin, depth, lane: step.parent?.lane ?? null })
        visit(id, depth + 1)
      }
    }
  }
  visit(undefined, 0)
  return {
    trigger: { kind: trigger.kind, plugin: 'plugin' in trigger ? trigger.plugin : null, capability: capabilityOf(trigger) },
    steps: outline,
  }
}

function capabilityOf(trigger: Trigger): string | null {
  switch (trigger.kind) {
    case 'connector':
      return trigger.trigger
    case 'polling':
      return trigger.action
    case 'resource':
      return trigger.resource
    default:
      return null
  }
}
