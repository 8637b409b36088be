import { isDeepStrictEqual } from 'node:util'
import type { ConvertedNode, Surroundings } from './convert-nodes.ts'
import type { ExpressionScope } from './expressions/expression.types.ts'
import { INDEX } from './expressions/expression.types.ts'
import { valueStep } from './list-step.ts'
import type { N8nLink, N8nNode } from './n8n.types.ts'
import { readNumber } from './parameters.ts'
import { NotConvertible } from './reasons.ts'
import { tidy } from './tidy.ts'
import { loopOutput } from './workflow-graph.ts'

interface Place {
  node: N8nNode
  around: Surroundings
  before: ReadonlyMap<string, ConvertedNode>
  /** Filled with the nodes that were asked for. */
  refersTo: Set<string>
}

/** Where a walk back along the wires stands: at a node's input, with the number of the item there. */
interface Walk {
  at: string
  index: string
}

/**
 * Items of other nodes, as seen from one. n8n follows each item back to where it came from; here the wires are followed once, at import:
 * as long as every node between keeps its items or tells where they come from, the item can be named by its number; else the reference is refused.
 */
export function createPairing(place: Place): Pick<ExpressionScope, 'itemsOf' | 'pairedWith' | 'runIndex'> {
  const { node, around, before, refersTo } = place
  const { graph, trigger } = around

  function itemsOf(name: string, output?: number): string {
    if (name === graph.start?.name) return trigger.items
    const found = before.get(name)
    if (found === undefined) throw new NotConvertible('node_unknown', { name })
    const loop = graph.loopOf(name)
    if (loop !== null && graph.loops.get(loop)?.has(node.name) !== true) throw new NotConvertible('node_in_loop', { name })
    refersTo.add(name)
    const outputs = found.conversion.outputs
    const isInside = graph.loops.get(name)?.has(node.name) === true
    const ours = output ?? (isInside ? loopOutput(found.node) : outputs.findIndex((_, i) => graph.leadsTo(name, i, node.name)))
    return outputs[Math.max(0, ours)] ?? '[]'
  }

  /** Whether a node gives one item at most. */
  function isSingle(name: string): boolean {
    if (name === graph.start?.name) return trigger.trigger.kind !== 'subflow' && (around.workflow.pinned.get(name)?.length ?? 1) <= 1
    const pairing = before.get(name)?.conversion.pairing
    const [wire, ...more] = graph.into(name, 0)
    return pairing === 'one' || (pairing === 'same' && wire !== undefined && more.length === 0 && isSingle(wire.from))
  }

  function sizeOf(loop: string): number {
    const found = before.get(loop)?.node
    return readNumber(found?.parameters, 'batchSize', (found?.version ?? 3) >= 3 ? 1 : 10)
  }

  /** Past a loop's node: number of the item before it was split into parts. */
  function pastLoop(loop: string, index: string): Walk {
    const step = before.get(loop)?.conversion.steps[0]?.name ?? ''
    const size = sizeOf(loop)
    return { at: loop, index: size === 1 ? `steps.${step}.index` : `(steps.${step}.index * ${size} + ${index})` }
  }

  /** One node back, or null when the item cannot be told any more. */
  function back({ at, index }: Walk, wire: N8nLink): Walk | null {
    if (graph.loops.get(wire.from)?.has(at) === true) return pastLoop(wire.from, index)
    const from = before.get(wire.from)
    if (from?.conversion.pairing === 'same') return { at: wire.from, index }
    const step = from === undefined ? null : originsStep(from, wire.output)
    return step === null ? null : { at: wire.from, index: `steps.${step}.at(${index})` }
  }

  /** The step that tells which item of its input each item of an output was; made when it is first asked for. */
  function originsStep({ node: from, conversion }: ConvertedNode, output: number): string | null {
    const js = conversion.origins?.[output]
    if (js === undefined) return null
    const body = valueStep(tidy(js))
    const known = conversion.steps.find((step) => isDeepStrictEqual(step.body, body))
    if (known !== undefined) return known.name
    const name = around.names(from.name, 'origins')
    conversion.steps.push({ name, body })
    return name
  }

  /** In a loop of one item at a time, whatever happened inside was about that item. */
  function onlyItem(at: string): string | null {
    const loop = graph.loopOf(at)
    return loop !== null && sizeOf(loop) === 1 ? loop : null
  }

  function pairedWith(name: string): string {
    const items = itemsOf(name)
    if (isSingle(name)) return `(${items}).at(0)`
    let walk: Walk = { at: node.name, index: INDEX }
    for (;;) {
      const [wire, ...more] = graph.into(walk.at, 0)
      const isOne = wire !== undefined && more.length === 0
      if (isOne && wire.from === name) return `(${items}).at(${walk.index})`
      const next = isOne ? back(walk, wire) : null
      const loop = onlyItem(walk.at)
      if (next === null && loop === null) throw new NotConvertible('pairing_lost', { name, between: isOne ? wire.from : walk.at })
      if (next === null && loop === name) return `(${items}).at(0)`
      walk = next ?? pastLoop(loop ?? '', '0')
    }
  }

  const loop = graph.loopOf(node.name)
  const container = loop === null ? undefined : before.get(loop)
  return { itemsOf, pairedWith, runIndex: container === undefined ? '0' : `steps.${container.conversion.steps[0]?.name ?? ''}.index` }
}
