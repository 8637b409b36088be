import type { FlowDefinition } from '../../sdk/flow/definition.ts'

export interface EarlierStep {
  id: string
  /** It sits in a lane that may not be taken, or skips: a reference to it should be optional. */
  mayNotHaveRun: boolean
}

/**
 * The steps whose outputs a field of `stepId` may refer to, in execution order: everything upstream in its own lane, the
 * containers around it and what is upstream of those, and the inside of upstream containers (marked as uncertain).
 */
export function stepsBefore(definition: FlowDefinition, stepId: string): EarlierStep[] {
  const found = new Map<string, EarlierStep>()
  let current: string | undefined = stepId
  while (current !== undefined) {
    for (const id of upstreamSiblings(definition, current)) {
      addInside(definition, id, found)
      found.set(id, { id, mayNotHaveRun: false })
    }
    const container: string | undefined = definition.steps[current]?.parent?.container
    if (container !== undefined && !found.has(container)) found.set(container, { id: container, mayNotHaveRun: false })
    current = container
  }
  const order = executionOrder(definition)
  return [...found.values()].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
}

function upstreamSiblings(definition: FlowDefinition, stepId: string): Set<string> {
  const seen = new Set<string>()
  const pending = [stepId]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const edge of Object.values(definition.edges)) {
      if (edge.to !== at || seen.has(edge.from) || !(edge.from in definition.steps)) continue
      seen.add(edge.from)
      pending.push(edge.from)
    }
  }
  return seen
}

function addInside(definition: FlowDefinition, containerId: string, found: Map<string, EarlierStep>): void {
  for (const [id, step] of Object.entries(definition.steps)) {
    if (step.parent?.container !== containerId || found.has(id)) continue
    found.set(id, { id, mayNotHaveRun: true })
    addInside(definition, id, found)
  }
}

/** Position of each step when lanes are walked depth first along their edges; ties keep the order of the definition. */
function executionOrder(definition: FlowDefinition): Map<string, number> {
  const order = new Map<string, number>()
  const waiting = new Map<string, number>()
  for (const edge of Object.values(definition.edges)) waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1)
  const visit = (id: string): void => {
    if (order.has(id)) return
    order.set(id, order.size)
    for (const [child, step] of Object.entries(definition.steps)) {
      if (step.parent?.container === id && (waiting.get(child) ?? 0) === 0) visit(child)
    }
    for (const edge of Object.values(definition.edges)) {
      if (edge.from !== id) continue
      const left = (waiting.get(edge.to) ?? 1) - 1
      waiting.set(edge.to, left)
      if (left === 0) visit(edge.to)
    }
  }
  for (const [id, step] of Object.entries(definition.steps)) if (step.parent === undefined && (waiting.get(id) ?? 0) === 0) visit(id)
  for (const id of Object.keys(definition.steps)) visit(id)
  return order
}
