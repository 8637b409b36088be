import { dropSteps } from './commands-graph.ts'
import { CommandRefused } from './commands-refused.ts'
import { type FlowDefinition, type Json, lanesOf, type Step } from './definition.ts'
import { withDescendants } from './draft.ts'
import { keysOf } from './patches.ts'

type Tree = { [key: string]: Json | undefined }

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets or takes away one value deep in a tree of objects and lists, copying only the way to it. Missing objects are made. */
export function withValueAt(tree: Json | undefined, keys: readonly string[], value: Json | undefined): Json | undefined {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (Array.isArray(tree)) {
    const index = Number(key)
    const child = withValueAt(tree[index], rest, value)
    const copy = tree.slice()
    if (child === undefined) copy.splice(index, 1)
    else copy[index] = child
    return copy
  }
  const copy: Tree = isTree(tree) ? { ...tree } : {}
  // Assigning `__proto__` would not make a field.
  if (key === '__proto__') throw new CommandRefused('not_found')
  const child = withValueAt(copy[key], rest, value)
  if (child === undefined) delete copy[key]
  else copy[key] = child
  return copy as Json
}

/** Fields that have a command of their own, or that would make the step another step. */
const NOT_A_FIELD = new Set(['name', 'parent', 'kind'])

export function setStepField(definition: FlowDefinition, id: string, field: string, value: Json | undefined): FlowDefinition {
  const step = definition.steps[id]
  const keys = keysOf(field)
  if (!step || keys[0] === undefined || NOT_A_FIELD.has(keys[0])) throw new CommandRefused('not_found')
  // The step is JSON, and the schema of the draft is checked when it is saved.
  const changed = withValueAt(step as unknown as Json, keys, value) as unknown as Step
  const lost = lanesOf(step).filter((lane) => !lanesOf(changed).includes(lane))
  const next = { ...definition, steps: { ...definition.steps, [id]: changed } }
  return lost.length === 0 ? next : dropLanes(next, id, lost)
}

/** A lane that is switched off takes its steps with it: nothing could ever start them. */
function dropLanes(definition: FlowDefinition, id: string, lanes: readonly string[]): FlowDefinition {
  const orphans = Object.entries(definition.steps)
    .filter(([, step]) => step.parent?.container === id && lanes.includes(step.parent.lane))
    .flatMap(([child]) => withDescendants(definition, child))
  return dropSteps(definition, orphans)
}
