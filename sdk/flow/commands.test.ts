import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asJson, type Command, runCommand } from './commands.ts'
import type { Target } from './commands-graph.ts'
import { CommandRefused } from './commands-refused.ts'
import { type FlowDefinition, lanesOf, type Step } from './definition.ts'
import { emptyDefinition, type Lane, laneOf, type Mint, outlineOf, reaches, sameLane } from './draft.ts'
import { applyPatches, type Patch } from './patches.ts'

function counter(): Mint {
  let count = 0
  return (prefix) => `${prefix}${String(++count).padStart(4, '0')}`
}

const map = (name: string): Step => ({ kind: 'map', name, value: {} })
const branch = (name: string): Step => ({ kind: 'branch', name, condition: '{{ true }}' })

function build(commands: readonly Command[]): FlowDefinition {
  const mint = counter()
  return commands.reduce((current, command) => runCommand(current, command, mint).definition, emptyDefinition())
}

const add = (id: string, at: Target, step: Step = map(id)): Command => ({ name: 'addStep', id, step, at })
const wires = (definition: FlowDefinition) =>
  Object.values(definition.edges)
    .map(({ from, to }) => `${from}>${to}`)
    .sort()
const root: Target = { kind: 'start', lane: null }

function refusal(definition: FlowDefinition, command: Command): string {
  try {
    runCommand(definition, command, counter())
  } catch (error) {
    if (error instanceof CommandRefused) return error.code
    throw error
  }
  return 'accepted'
}

describe('editing a flow', () => {
  test('a step added after another takes over what followed it', () => {
    const flow = build([add('sa', root), add('sb', { kind: 'after', stepId: 'sa' }), add('sx', { kind: 'after', stepId: 'sa' })])
    expect(wires(flow)).toEqual(['sa>sx', 'sx>sb'])
  })

  test('a step added at the start of a lane goes before what started it', () => {
    const flow = build([add('sa', root), add('sb', root)])
    expect(wires(flow)).toEqual(['sb>sa'])
  })

  test('a step added beside another makes one more way out', () => {
    const flow = build([add('sa', root), add('sb', { kind: 'after', stepId: 'sa' }), add('sc', { kind: 'beside', stepId: 'sa' })])
    expect(wires(flow)).toEqual(['sa>sb', 'sa>sc'])
  })

  test('removing a step rejoins its neighbours', () => {
    const flow = build([
      add('sa', root),
      add('sb', { kind: 'after', stepId: 'sa' }),
      add('sc', { kind: 'after', stepId: 'sb' }),
      { name: 'removeSteps', ids: ['sb'] },
    ])
    expect(wires(flow)).toEqual(['sa>sc'])
  })

  test('removing a branch takes the steps of its lanes along', () => {
    const flow = build([
      add('sa', root, branch('sa')),
      add('sb', { kind: 'start', lane: { container: 'sa', lane: 'then' } }),
      { name: 'removeSteps', ids: ['sa', 'sb'] },
    ])
    expect(Object.keys(flow.steps)).toEqual([])
  })

  test('a step moved elsewhere leaves no gap behind', () => {
    const flow = build([
      add('sa', root),
      add('sb', { kind: 'after', stepId: 'sa' }),
      add('sc', { kind: 'after', stepId: 'sb' }),
      { name: 'moveTo', id: 'sb', at: { kind: 'after', stepId: 'sc' } },
    ])
    expect(wires(flow)).toEqual(['sa>sc', 'sc>sb'])
  })

  test('a container cannot be moved into itself', () => {
    const flow = build([add('sa', root, branch('sa'))])
    expect(refusal(flow, { name: 'moveTo', id: 'sa', at: { kind: 'start', lane: { container: 'sa', lane: 'then' } } })).toBe('into_itself')
  })

  test('a wire cannot close a circle, nor cross into another lane', () => {
    const flow = build([
      add('sa', root, branch('sa')),
      add('sb', { kind: 'after', stepId: 'sa' }),
      add('sc', { kind: 'start', lane: { container: 'sa', lane: 'then' } }),
    ])
    expect(refusal(flow, { name: 'connect', from: 'sb', to: 'sa' })).toBe('cycle')
    expect(refusal(flow, { name: 'connect', from: 'sc', to: 'sb' })).toBe('not_siblings')
    expect(refusal(flow, { name: 'connect', from: 'sa', to: 'sb' })).toBe('duplicate')
  })

  test('two steps never share a name', () => {
    const flow = build([add('sa', root, map('order')), add('sb', root, map('order'))])
    expect(flow.steps.sb?.name).toBe('order2')
    expect(refusal(flow, { name: 'renameStep', id: 'sb', to: 'order' })).toBe('name_taken')
    expect(refusal(flow, { name: 'renameStep', id: 'sb', to: 'not a name' })).toBe('bad_name')
  })

  test('switching the error lane off takes its steps away, and undo brings them back', () => {
    const mint = counter()
    const flow = build([
      add('sa', root),
      { name: 'setField', id: 'sa', field: '/onError', value: 'lane' },
      add('sb', { kind: 'start', lane: { container: 'sa', lane: 'error' } }),
    ])
    const change = runCommand(flow, { name: 'setField', id: 'sa', field: '/onError', value: undefined }, mint)
    expect(Object.keys(change.definition.steps)).toEqual(['sa'])
    expect(applyPatches(asJson(change.definition), change.inverse)).toEqual(flow)
  })

  test('pasted steps get new ids, free names, and keep their own wires', () => {
    const flow = build([add('sa', root), add('sb', { kind: 'after', stepId: 'sa' })])
    const pasted = runCommand(
      flow,
      { name: 'paste', fragment: { steps: flow.steps, edges: flow.edges }, at: { kind: 'after', stepId: 'sb' } },
      (prefix) => `${prefix}${++fresh}x`,
    )
    expect(Object.values(pasted.definition.steps).map((step) => step.name)).toEqual(['sa', 'sb', 'sa2', 'sb2'])
    expect(Object.keys(pasted.definition.edges)).toHaveLength(3)
  })
})

let fresh = 0

/** A command chosen by numbers, so that it always means something in the flow at hand; many are refused, as they should be. */
function commandFrom(definition: FlowDefinition, [kind, a, b, c]: readonly number[], mint: Mint): Command {
  const ids = Object.keys(definition.steps)
  const pick = (n = 0) => ids[n % Math.max(ids.length, 1)] ?? 'none'
  const edges = Object.keys(definition.edges)
  const lanes: Lane[] = [null, ...ids.flatMap((id) => lanesOf(definition.steps[id] ?? map('x')).map((lane) => ({ container: id, lane })))]
  const targets: Target[] = [
    { kind: 'start', lane: lanes[(b ?? 0) % lanes.length] ?? null },
    { kind: 'after', stepId: pick(b) },
    { kind: 'beside', stepId: pick(b) },
    { kind: 'edge', edgeId: edges[(b ?? 0) % Math.max(edges.length, 1)] ?? 'none' },
  ]
  const at = targets[(c ?? 0) % targets.length] ?? root
  const makers: Array<() => Command> = [
    () => ({ name: 'addStep', id: mint('s'), step: (a ?? 0) % 3 === 0 ? branch('choice') : map('value'), at }),
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
    () => ({ name: 'paste', fragment: { steps: definition.steps, edges: definition.edges }, at }),
  ]
  return (makers[(kind ?? 0) % makers.length] ?? (() => ({ name: 'arrange' })))()
}

function expectSound(definition: FlowDefinition): void {
  for (const { from, to } of Object.values(definition.edges)) {
    const [source, target] = [definition.steps[from], definition.steps[to]]
    expect(source && target && sameLane(laneOf(source), laneOf(target))).toBe(true)
    expect(reaches(definition, to, from)).toBe(false)
  }
  for (const { parent } of Object.values(definition.steps)) {
    const container = parent && definition.steps[parent.container]
    if (parent) expect(container && lanesOf(container).includes(parent.lane)).toBe(true)
  }
  expect(
    outlineOf(definition)
      .map((row) => row.id)
      .sort(),
  ).toEqual(Object.keys(definition.steps).sort())
  const names = Object.values(definition.steps).map((step) => step.name)
  expect(new Set(names).size).toBe(names.length)
}

test('whatever was done, undoing all of it gives the start, redoing all of it gives the end, and the flow was sound throughout', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }), { maxLength: 25 }), (choices) => {
      const mint = counter()
      const start = emptyDefinition()
      const done: Array<{ patches: Patch[]; inverse: Patch[] }> = []
      let flow = start
      for (const choice of choices) {
        if (Object.keys(flow.steps).length > 40) break
        try {
          const change = runCommand(flow, commandFrom(flow, choice, mint), mint)
          flow = change.definition
          done.push(change)
        } catch (error) {
          if (!(error instanceof CommandRefused)) throw error
        }
        expectSound(flow)
      }
      const undone = done.reduceRight((value, { inverse }) => applyPatches(value, inverse), asJson(flow))
      expect(undone).toEqual(start)
      expect(done.reduce((value, { patches }) => applyPatches(value, patches), undone)).toEqual(flow)
    }),
    { numRuns: 300 },
  )
})
