import type { Command } from '../commands.ts'
import type { Target } from '../commands-graph.ts'
import { type FlowDefinition, lanesOf, type Step } from '../definition.ts'
import { emptyDefinition, FINALLY, type Lane, type Mint } from '../draft.ts'

/** Ids for what is new, the same ones each time. */
export function counter(): Mint {
  let count = 0
  return (prefix) => `${prefix}${String(++count).padStart(4, '0')}`
}

export const map = (name: string): Step => ({ kind: 'map', name, value: {} })
export const branch = (name: string): Step => ({ kind: 'branch', name, condition: '{{ true }}' })
const root: Target = { kind: 'start', lane: null }

const lanesFrom = (n: number) => Array.from({ length: 1 + (n % 3) }, (_each, i) => ({ lane: `lane${i + 1}`, title: `${n}` }))
const forks = (n: number): Step => ({ kind: 'parallel', name: 'forks', lanes: lanesFrom(n), join: 'all', fail: 'fast' })
const forkOf = (definition: FlowDefinition) => Object.keys(definition.steps).find((id) => definition.steps[id]?.kind === 'parallel')

/** A command chosen by numbers, so that it always means something in the flow at hand; many are refused, as they should be. */
export function commandFrom(definition: FlowDefinition, [kind, a, b, c]: readonly number[], mint: Mint): Command {
  const ids = Object.keys(definition.steps)
  const pick = (n = 0) => ids[n % Math.max(ids.length, 1)] ?? 'none'
  const edges = Object.keys(definition.edges)
  const lanes: Lane[] = [
    null,
    FINALLY,
    ...ids.flatMap((id) => lanesOf(definition.steps[id] ?? map('x')).map((lane) => ({ container: id, lane }))),
  ]
  const targets: Target[] = [
    { kind: 'start', lane: lanes[(b ?? 0) % lanes.length] ?? null },
    { kind: 'after', stepId: pick(b) },
    { kind: 'beside', stepId: pick(b) },
    { kind: 'edge', edgeId: edges[(b ?? 0) % Math.max(edges.length, 1)] ?? 'none' },
  ]
  const at = targets[(c ?? 0) % targets.length] ?? root
  const makers: Array<() => Command> = [
    () => ({ name: 'addStep', id: mint('s'), step: [branch('choice'), forks(b ?? 0), map('value')][(a ?? 0) % 3] ?? map('value'), at }),
    () => ({ name: 'setField', id: forkOf(definition) ?? 'none', field: '/lanes', value: lanesFrom(b ?? 0) }),
    () => ({ name: 'addStep', id: mint('s'), step: map('value'), at }),
    () => ({ name: 'removeSteps', ids: [pick(a), pick(b)] }),
    () => ({ name: 'moveTo', id: pick(a), at }),
    () => ({ name: 'connect', from: pick(a), to: pick(b) }),
    () => ({ name: 'disconnect', edgeId: edges[(a ?? 0) % Math.max(edges.length, 1)] ?? 'none' }),
    () => ({ name: 'renameStep', id: pick(a), to: `name${b}` }),
    () => ({
      name: 'setField',
      id: pick(a),
      field: `/value/key${(b ?? 0) % 3}/~1inner`,
      value: (c ?? 0) % 2 === 0 ? undefined : { n: c ?? 0 },
    }),
    () => ({ name: 'setField', id: pick(a), field: '/onError', value: (b ?? 0) % 2 === 0 ? 'lane' : undefined }),
    () => ({ name: 'moveSteps', positions: { [pick(a)]: { x: b ?? 0, y: c ?? 0 } } }),
    () => ({ name: 'arrange' }),
    () => ({ name: 'restore', definition: emptyDefinition() }),
    () => ({ name: 'setTrigger', trigger: { kind: 'manual', sample: { n: a ?? 0 } } }),
    () => ({ name: 'setSettings', settings: { timeLimitMs: 1000 + (a ?? 0) } }),
    () => ({ name: 'setNote', id: `n${(a ?? 0) % 3}`, note: (b ?? 0) % 4 === 0 ? undefined : { text: `${b}`, x: a ?? 0, y: b ?? 0 } }),
    () => ({
      name: 'setGroup',
      id: `g${(a ?? 0) % 3}`,
      group: (b ?? 0) % 5 === 0 ? undefined : { title: 'g', steps: [...new Set([pick(a), pick(b)])] },
    }),
    () => ({ name: 'paste', fragment: { steps: definition.steps, edges: definition.edges }, at }),
  ]
  return (makers[(kind ?? 0) % makers.length] ?? (() => ({ name: 'arrange' })))()
}
