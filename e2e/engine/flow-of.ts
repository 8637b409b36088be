import type { FlowDefinition, FlowSettings, Step, Trigger } from '../../sdk/flow/definition.ts'

type Written<S> = S extends Step ? Omit<S, 'name' | 'parent'> & { in?: string } : never
/** A step without its name; `in` is `container/lane`, by the container's name. */
export type WrittenStep = Written<Step>

/** A flow in short: steps by name, each lane's steps one after the other in the order they are written. A step's id is `s` + its name in lower case. */
export function flowOf(steps: Record<string, WrittenStep>, more: { trigger?: Trigger; settings?: FlowSettings } = {}): FlowDefinition {
  const definition: FlowDefinition = {
    trigger: more.trigger ?? { kind: 'manual' },
    steps: {},
    edges: {},
    settings: more.settings ?? {},
    layout: {},
  }
  const lastOf = new Map<string, string>()
  for (const [name, { in: place = '', ...step }] of Object.entries(steps)) {
    const id = idOf(name)
    const [container = '', lane = ''] = place.split('/')
    const parent = container === '' ? {} : { parent: { container: container === 'flow' ? container : idOf(container), lane } }
    definition.steps[id] = { ...step, name, ...parent }
    const before = lastOf.get(place)
    if (before !== undefined) definition.edges[`e${Object.keys(definition.edges).length}`] = { from: before, to: id }
    lastOf.set(place, id)
  }
  return definition
}

export function idOf(name: string): string {
  return `s${name.toLowerCase()}`
}
