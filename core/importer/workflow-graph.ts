import type { N8nLink, N8nNode, N8nWorkflow } from './n8n.types.ts'
import { LOOP_TYPE, NOTE_TYPE } from './nodes/converters.ts'
import { isTrigger, TRIGGERS } from './nodes/triggers.ts'

/** How an n8n workflow runs from its trigger, with its loops told apart from its wires. */
export interface WorkflowGraph {
  /** The trigger that was taken. */
  start: N8nNode | null
  /** What the trigger leads to, in the order n8n runs it. Without triggers, notes and other workflows' parts. */
  order: N8nNode[]
  /** Wires into a node that carry items to it; wires that lead back are not among them. */
  into(node: string, input?: number): N8nLink[]
  /** Bodies of loops: by the loop's node, the nodes in it. */
  loops: ReadonlyMap<string, ReadonlySet<string>>
  /** The innermost loop that a node is in. */
  loopOf(node: string): string | null
  /** Wires from a loop's body back to the loop. */
  returns(loop: string): N8nLink[]
  /** Wires that lead back to something other than a loop, by the node they lead to. */
  wiresBack: ReadonlyMap<string, string>
  /** Nodes that no run reaches. */
  unreached: N8nNode[]
  /** Whether a wire from this output leads to a node in the end. */
  leadsTo(from: string, output: number, to: string): boolean
}

/** The output of a loop's node that goes round; the other one is taken when it is over. */
export function loopOutput(loop: N8nNode): number {
  return loop.version >= 3 ? 1 : 0
}

export function graphOfWorkflow(workflow: N8nWorkflow): WorkflowGraph {
  const nodes = new Map(workflow.nodes.map((node) => [node.name, node]))
  const links = workflow.links.filter((link) => link.kind === undefined)
  const start = startOf(workflow.nodes, links)
  const reached = start === null ? new Set<string>() : reachedFrom([start.name], links)
  const live = links.filter(({ from, to }) => reached.has(from) && reached.has(to))
  const loops = loopsOf(
    [...reached].flatMap((name) => nodes.get(name) ?? []),
    live,
  )
  const isReturn = ({ from, to }: N8nLink): boolean => loops.get(to)?.has(from) === true
  const forward = live.filter((link) => !isReturn(link))
  const back = start === null ? new Set<N8nLink>() : wiresBackIn(start.name, forward)
  const wires = forward.filter((link) => !back.has(link))
  const order = start === null ? [] : runningOrder(start.name, wires, nodes, loops)
  return {
    start,
    order: order.flatMap((name) => (name === start?.name ? [] : (nodes.get(name) ?? []))),
    into: (node, input) => wires.filter((link) => link.to === node && (input === undefined || link.input === input)),
    loops,
    loopOf: (node) => innermost(node, loops),
    returns: (loop) => live.filter((link) => link.to === loop && isReturn(link)),
    wiresBack: new Map([...back].map(({ from, to }) => [to, from])),
    unreached: workflow.nodes.filter((node) => node.type !== NOTE_TYPE && !reached.has(node.name)),
    leadsTo: (from, output, to) =>
      wires.some((link) => link.from === from && link.output === output && (link.to === to || reachedFrom([link.to], wires).has(to))),
  }
}

/** The trigger with something behind it that is worth most: a manual one is always there anyway. */
function startOf(nodes: readonly N8nNode[], links: readonly N8nLink[]): N8nNode | null {
  const triggers = nodes.filter((node) => isTrigger(node) && !node.disabled)
  const rank = (node: N8nNode): number => {
    const isUsed = links.some(({ from }) => from === node.name)
    const isManual = node.type === 'n8n-nodes-base.manualTrigger' || node.type === 'n8n-nodes-base.start'
    return (isUsed ? 0 : 4) + (TRIGGERS.has(node.type) ? 0 : 2) + (isManual ? 1 : 0)
  }
  return triggers.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
}

function reachedFrom(starts: readonly string[], links: readonly N8nLink[], notThrough?: string): Set<string> {
  const reached = new Set(starts)
  const queue = [...starts]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at === notThrough) continue
    for (const { from, to } of links) {
      if (from !== at || reached.has(to)) continue
      reached.add(to)
      queue.push(to)
    }
  }
  return reached
}

function loopsOf(nodes: readonly N8nNode[], links: readonly N8nLink[]): Map<string, Set<string>> {
  const loops = new Map<string, Set<string>>()
  for (const node of nodes) {
    if (node.type !== LOOP_TYPE || node.disabled) continue
    const first = links.filter(({ from, output }) => from === node.name && output === loopOutput(node)).map(({ to }) => to)
    const body = reachedFrom(first, links, node.name)
    body.delete(node.name)
    if (links.some(({ from, to }) => to === node.name && body.has(from))) loops.set(node.name, body)
  }
  return loops
}

function innermost(node: string, loops: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const around = [...loops].filter(([, body]) => body.has(node)).sort(([, a], [, b]) => a.size - b.size)
  return around[0]?.[0] ?? null
}

/** Wires to a node that is still being followed: the last ones of each circle. */
function wiresBackIn(start: string, links: readonly N8nLink[]): Set<N8nLink> {
  const back = new Set<N8nLink>()
  const state = new Map<string, 'open' | 'done'>([[start, 'open']])
  const stack: Array<{ node: string; left: N8nLink[] }> = [{ node: start, left: links.filter(({ from }) => from === start) }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const link = top.left.shift()
    if (link === undefined) {
      state.set(top.node, 'done')
      stack.pop()
    } else if (state.get(link.to) === 'open') back.add(link)
    else if (!state.has(link.to)) {
      state.set(link.to, 'open')
      stack.push({ node: link.to, left: links.filter(({ from }) => from === link.to) })
    }
  }
  return back
}

/** Branch by branch, the upper one first, each node when all before it are done: n8n's order `v1`. Loops go round before they go on. */
function runningOrder(
  start: string,
  links: readonly N8nLink[],
  nodes: ReadonlyMap<string, N8nNode>,
  loops: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const left = new Map<string, number>()
  for (const { to } of links) left.set(to, (left.get(to) ?? 0) + 1)
  const order: string[] = []
  const stack = [start]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    order.push(at)
    const body = loops.get(at)
    const rank = (to: string): [number, number, number] => {
      const { x = 0, y = 0 } = nodes.get(to)?.position ?? {}
      return [body === undefined || body.has(to) ? 0 : 1, y, x]
    }
    const ready: string[] = []
    for (const { from, to } of links) {
      if (from !== at) continue
      const open = (left.get(to) ?? 1) - 1
      left.set(to, open)
      if (open === 0) ready.push(to)
    }
    stack.push(...ready.toSorted((a, b) => compare(rank(b), rank(a))))
  }
  return order
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
