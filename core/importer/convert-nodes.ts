import type { Json } from '../../sdk/flow/definition.ts'
import type { Conversion, NodeContext } from './conversion.types.ts'
import { convertValue, onceJs } from './expressions/convert-value.ts'
import type { N8nNode, N8nWorkflow } from './n8n.types.ts'
import { CONVERTERS, LOOP_TYPE } from './nodes/converters.ts'
import { loopConversion } from './nodes/loop.ts'
import type { ConvertedTrigger } from './nodes/triggers.ts'
import { createPairing } from './pairing.ts'
import { read } from './parameters.ts'
import { NotConvertible, type Reason, reason } from './reasons.ts'
import { tidy } from './tidy.ts'
import { loopOutput, type WorkflowGraph } from './workflow-graph.ts'

/** What became of one node. */
export interface ConvertedNode {
  node: N8nNode
  conversion: Conversion
  reasons: Reason[]
  isMissing: boolean
  /** Nodes whose items it uses besides those wired to it. */
  refersTo: ReadonlySet<string>
}

export interface Surroundings {
  workflow: N8nWorkflow
  graph: WorkflowGraph
  trigger: ConvertedTrigger
  timezone: string
  names(title: string, suffix?: string): string
  flowIdOf(workflowId: string): string
}

/** Every node that runs, in the order it runs; a node that nothing stands for becomes a placeholder that passes its items on. */
export function convertNodes(around: Surroundings): Map<string, ConvertedNode> {
  const converted = new Map<string, ConvertedNode>()
  for (const node of around.graph.order) converted.set(node.name, convertNode(node, around, converted))
  return converted
}

function convertNode(node: N8nNode, around: Surroundings, before: ReadonlyMap<string, ConvertedNode>): ConvertedNode {
  const reasons: Reason[] = []
  const refersTo = new Set<string>()
  const context = contextOf(node, around, before, { reasons, refersTo })
  try {
    const from = around.graph.wiresBack.get(node.name)
    if (from !== undefined) throw new NotConvertible('wire_back', { from })
    tellPolicies(context)
    const conversion = convertedBy(context, around)
    if (!node.disabled) return { node, conversion: settled(node, conversion), reasons, isMissing: false, refersTo }
    context.approximate('disabled_passes')
    const steps = conversion.steps.map((step) => ({ ...step, body: { ...step.body, disabled: true } }))
    return { node, conversion: { steps, outputs: [context.input()], pairing: 'same' }, reasons, isMissing: false, refersTo }
  } catch (error) {
    if (!(error instanceof NotConvertible)) throw error
    return { node, conversion: placeholder(context), reasons: [...reasons, error.reason], isMissing: true, refersTo: new Set() }
  }
}

function convertedBy(context: NodeContext, { graph }: Surroundings): Conversion {
  const { node } = context
  if (node.type === LOOP_TYPE && graph.loopOf(node.name) !== null) context.approximate('loop_resets')
  if (node.type === LOOP_TYPE) return loopConversion(context, { isClosed: graph.loops.has(node.name), loopOutput: loopOutput(node) })
  const found = CONVERTERS.get(node.type)
  if (found === undefined) throw new NotConvertible('type_unknown', { type: node.type })
  if (node.version > found.known) context.approximate('version_newer', { version: node.version, known: found.known })
  return found.convert(context)
}

function tellPolicies({ node, approximate }: NodeContext): void {
  if (node.onError !== 'stop' && node.type !== 'n8n-nodes-base.httpRequest') approximate('error_policy')
}

/** `alwaysOutputData`: one empty item in place of none. */
function settled(node: N8nNode, conversion: Conversion): Conversion {
  if (!node.alwaysOutputs) return conversion
  const outputs = conversion.outputs.map((js) => `((items) => items.length > 0 ? items : [{}])(${js})`)
  return { ...conversion, outputs }
}

/** A disabled step that stands where the node stood. */
function placeholder(context: NodeContext): Conversion {
  return {
    steps: [{ name: context.name(), body: { kind: 'map', value: null, disabled: true } }],
    outputs: [context.input()],
    pairing: 'same',
  }
}

interface Told {
  reasons: Reason[]
  refersTo: Set<string>
}

function contextOf(
  node: N8nNode,
  around: Surroundings,
  before: ReadonlyMap<string, ConvertedNode>,
  { reasons, refersTo }: Told,
): NodeContext {
  const { graph, workflow } = around
  const approximate: NodeContext['approximate'] = (code, params = {}) => {
    if (!reasons.some((known) => known.code === code)) reasons.push(reason(code, params))
  }
  const input = (index = 0): string => {
    const wires = graph.into(node.name, index)
    if (wires.length > 1) approximate('several_wires')
    const lists = wires.map(({ from, output }) => outputJs(from, output, around, before))
    const all = lists.length === 1 ? (lists[0] ?? '[]') : `[${lists.map((list) => `...${list}`).join(', ')}]`
    return node.executeOnce ? `(${all}).slice(0, 1)` : all
  }
  const pairing = createPairing({ node, around, before, refersTo })
  const scope: NodeContext['scope'] = {
    get input() {
      return input()
    },
    itemsOf: pairing.itemsOf,
    pairedWith: pairing.pairedWith,
    runIndex: pairing.runIndex,
    workflow: { id: workflow.id, name: workflow.name },
    previousNode: graph.into(node.name)[0]?.from ?? null,
    waitStep: () => waitBefore(before),
    timezone: around.timezone,
  }
  const at = (path: string): Json | undefined => read(node.parameters, path)
  return {
    node,
    input,
    inputs: new Set(graph.into(node.name).map((link) => link.input)).size,
    scope,
    value: (path) => tidy(convertValue(at(path), scope)),
    once: (path) => onceJs(tidy(convertValue(at(path), scope)), input()),
    name: (suffix) => around.names(node.name, suffix),
    approximate,
    flowIdOf: around.flowIdOf,
  }
}

function outputJs(from: string, output: number, { graph, trigger }: Surroundings, before: ReadonlyMap<string, ConvertedNode>): string {
  if (from === graph.start?.name) return trigger.items
  return before.get(from)?.conversion.outputs[output] ?? '[]'
}

function waitBefore(before: ReadonlyMap<string, ConvertedNode>): string | null {
  for (const { conversion } of before.values()) for (const { name, body } of conversion.steps) if (body.kind === 'wait') return name
  return null
}
