import type { Edge, FlowDefinition, Step } from '../../sdk/flow/definition.ts'
import type { StepDraft } from './conversion.types.ts'
import type { ConvertedNode } from './convert-nodes.ts'
import { codeStep, isOneExpression } from './list-step.ts'
import type { N8nLink, N8nWorkflow } from './n8n.types.ts'
import type { ConvertedTrigger } from './nodes/triggers.ts'
import { tidy } from './tidy.ts'
import type { WorkflowGraph } from './workflow-graph.ts'

export interface FlowParts {
  workflow: N8nWorkflow
  graph: WorkflowGraph
  trigger: ConvertedTrigger
  nodes: ReadonlyMap<string, ConvertedNode>
  /** Notes for steps, by node. */
  notes: ReadonlyMap<string, string>
  /** Steps that no node stands for, after all others: the answer of a webhook, the result of a sub-flow. */
  last: StepDraft[]
}

/** Steps of every node, in their lanes and in n8n's order: step ids grow with it, since ties between steps are decided by id. */
export function assembleFlow(parts: FlowParts): FlowDefinition {
  const { nodes, graph, workflow } = parts
  const ids = new Map<string, string>()
  const steps: FlowDefinition['steps'] = {}
  const idOf = (name: string): string => {
    const known = ids.get(name) ?? `s${String(ids.size + 1).padStart(4, '0')}`
    ids.set(name, known)
    return known
  }
  const add = (draft: StepDraft, parent: Step['parent'], more: { title?: string; note?: string }): void => {
    const own = draft.inside === undefined ? parent : { container: idOf(draft.inside), lane: 'each' }
    steps[idOf(draft.name)] = { ...draft.body, name: draft.name, ...more, ...(own === undefined ? {} : { parent: own }) }
  }
  for (const { node, conversion } of nodes.values()) {
    const parent = parentOf(node.name, parts, idOf)
    conversion.steps.forEach((draft, i) => {
      const note = i === 0 ? (parts.notes.get(node.name) ?? '') : ''
      add(collecting(draft, node.name, parts), parent, { title: node.name.slice(0, 120), ...(note === '' ? {} : { note }) })
    })
  }
  for (const draft of parts.last) add(draft, undefined, {})
  return {
    trigger: parts.trigger.trigger,
    steps,
    edges: edgesOf(parts, idOf),
    settings: settingsOf(workflow),
    layout: {},
  }

  function parentOf(name: string, { nodes: known }: FlowParts, id: (step: string) => string): Step['parent'] {
    const loop = graph.loopOf(name)
    const container = loop === null ? undefined : known.get(loop)?.conversion.steps[0]?.name
    return container === undefined ? undefined : { container: id(container), lane: 'each' }
  }
}

/** A loop gives back what the wires into its node carry. */
function collecting(draft: StepDraft, node: string, { graph, nodes }: FlowParts): StepDraft {
  if (draft.body.kind !== 'forEach' || !graph.loops.has(node)) return draft
  const lists = graph.returns(node).map(({ from, output }) => nodes.get(from)?.conversion.outputs[output] ?? '[]')
  const collect = lists.length === 1 ? (lists[0] ?? '[]') : `[${lists.map((list) => `...${list}`).join(', ')}]`
  return { ...draft, body: { ...draft.body, collect: tidy(collect) } }
}

function settingsOf({ settings }: N8nWorkflow): FlowDefinition['settings'] {
  const seconds = settings.executionTimeoutSeconds
  return seconds === undefined ? {} : { timeLimitMs: Math.min(2_592_000_000, Math.max(1000, seconds * 1000)) }
}

function edgesOf(parts: FlowParts, idOf: (step: string) => string): Record<string, Edge> {
  const { graph, nodes, last } = parts
  const edges: Edge[] = []
  const add = (from: string | undefined, to: string | undefined): void => {
    if (from === undefined || to === undefined || from === to) return
    const edge = { from: idOf(from), to: idOf(to) }
    if (!edges.some((known) => known.from === edge.from && known.to === edge.to)) edges.push(edge)
  }
  for (const { node, conversion, refersTo } of nodes.values()) {
    const own = outerSteps(conversion.steps)
    own.forEach((step, i) => {
      add(own[i - 1], step)
    })
    const before = [...graph.into(node.name).map((link: N8nLink) => link.from), ...refersTo]
    for (const from of before) add(...lifted(from, node.name, parts))
  }
  const ends = [...nodes.values()]
    .filter(({ node }) => graph.loopOf(node.name) === null)
    .map(({ conversion }) => outerSteps(conversion.steps).at(-1))
  for (const draft of last) for (const end of ends) add(end, draft.name)
  return Object.fromEntries(edges.map((edge, i) => [`e${String(i + 1).padStart(4, '0')}`, edge]))
}

function outerSteps(steps: readonly StepDraft[]): string[] {
  return steps.filter(({ inside }) => inside === undefined).map(({ name }) => name)
}

/** The steps of one lane that an edge between two nodes joins: what lies deeper is stood for by the loop around it. */
function lifted(from: string, to: string, { graph, nodes }: FlowParts): [from: string | undefined, to: string | undefined] {
  const around = (name: string): string[] => {
    const loop = graph.loopOf(name)
    return loop === null ? [name] : [name, ...around(loop)]
  }
  const [ups, downs] = [around(from), around(to)]
  for (const up of ups) {
    const down = downs.find((name) => graph.loopOf(name) === graph.loopOf(up))
    // A loop's own node is around its body, not before it.
    if (down === up) return [undefined, undefined]
    if (down !== undefined)
      return [outerSteps(nodes.get(up)?.conversion.steps ?? []).at(-1), outerSteps(nodes.get(down)?.conversion.steps ?? [])[0]]
  }
  return [undefined, undefined]
}

/** A step whose output is these items. */
export function resultStep(name: string, items: string): StepDraft {
  const js = tidy(items)
  return { name, body: isOneExpression(js) ? { kind: 'map', value: `{{ ${js} }}` } : codeStep(`return ${js}`) }
}
