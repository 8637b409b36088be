import type { FlowDefinition, Step } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { loopsAround } from '../../sdk/flow/visibility.ts'
import { stepsBefore } from './steps-before.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/

/**
 * A flow in which one step is evaluated over samples, and nothing else counts: the steps before it keep their ids and names, so that
 * they can be referred to, and nothing of what is written in them, so that a fault in one spoils no preview of another. Only the
 * loops around keep their lists: `item` is read from them.
 */
export function probeDefinition(definition: FlowDefinition, stepId: string, probe: Step): FlowDefinition {
  const around = loopsAround(definition, stepId)
  const names = new Set<string>()
  const steps: FlowDefinition['steps'] = {}
  const edges: FlowDefinition['edges'] = {}
  /** The newest step of each level of loops: what comes next there comes after it. */
  const last = new Map<string, string>()
  const place = (id: string, step: Step) => {
    const loop = around[loopsAround(definition, id).length - 1]
    const { parent: _parent, ...rest } = step
    steps[id] = { ...rest, ...(loop === undefined ? {} : { parent: { container: loop, lane: 'each' } }) }
    const level = loop ?? ''
    const before = last.get(level)
    if (before !== undefined) edges[`e${id}`] = { from: before, to: id }
    last.set(level, id)
  }
  const passed = stepsBefore(definition, stepId).map(({ id }) => id)
  for (const id of passed) if (!around.includes(id)) place(id, known(stepOf(definition, id), id, names))
  for (const id of around) place(id, loop(stepOf(definition, id), id, names))
  place(stepId, { ...probe, name: freeName(probe.name, stepId, names) })
  return { trigger: definition.trigger, steps, edges, settings: {}, layout: {} }
}

/** Its sample is read, and nothing else of it. */
function known(step: Step | undefined, id: string, names: Set<string>): Step {
  return { kind: 'map', name: freeName(step?.name ?? '', id, names), value: null }
}

function loop(step: Step | undefined, id: string, names: Set<string>): Step {
  const name = freeName(step?.name ?? '', id, names)
  if (step?.kind === 'forEach') return { kind: 'forEach', name, items: step.items, atOnce: 1 }
  return { kind: 'while', name, condition: 'false', maxIterations: 1 }
}

/** The first of a name keeps it; a name that is no name, or taken, cannot be referred to either. */
function freeName(name: string, id: string, names: Set<string>): string {
  const free = NAME.test(name) && !names.has(name) ? name : `_${id}`
  names.add(free)
  return free
}

/** The same without the lists of these loops: there, no item is known. */
export function withoutLists(definition: FlowDefinition, loops: ReadonlySet<string>): FlowDefinition {
  const steps = Object.entries(definition.steps).map(([id, step]): [string, Step] =>
    step.kind === 'forEach' && loops.has(id) ? [id, { ...step, items: [] }] : [id, step],
  )
  return { ...definition, steps: Object.fromEntries(steps) }
}
