import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asJson, type Command, runCommand, stepsLostBy } from './commands.ts'
import type { Target } from './commands-graph.ts'
import { CommandRefused } from './commands-refused.ts'
import type { FlowDefinition, Step } from './definition.ts'
import { emptyDefinition, FINALLY, freeLane, isLane, laneOf, outlineOf, reaches, sameLane } from './draft.ts'
import { applyPatches, type Patch } from './patches.ts'
import { branch, commandFrom, counter, map } from './testing/random-commands.ts'

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

  test('references written by name survive that the step is renamed, and undo brings them back', () => {
    const flow = build([add('sa', root, map('order')), add('sb', root, { ...map('end'), value: '{{ steps.order.total }}' } as Step)])
    const change = runCommand(flow, { name: 'renameStep', id: 'sa', to: 'pedido' }, counter())
    expect(change.definition.steps).toMatchObject({ sa: { name: 'pedido' }, sb: { value: '{{ steps.$sa.total }}' } })
    expect(applyPatches(asJson(change.definition), change.inverse)).toEqual(flow)
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

  const choice = (...lanes: string[]): Step => ({
    kind: 'switch',
    name: 'choice',
    take: 'first',
    cases: lanes.map((lane) => ({ lane, title: lane, condition: 'true' })),
  })

  test('a case that is removed takes its steps away, and one that only moves or is renamed keeps them', () => {
    const mint = counter()
    const flow = build([
      add('sa', root, choice('case1', 'case2')),
      add('sb', { kind: 'start', lane: { container: 'sa', lane: 'case1' } }, branch('sb')),
      add('sc', { kind: 'start', lane: { container: 'sb', lane: 'then' } }),
      add('sd', { kind: 'start', lane: { container: 'sa', lane: 'case2' } }),
    ])
    const cases = (...lanes: string[]): Command => ({
      name: 'setField',
      id: 'sa',
      field: '/cases',
      value: lanes.map((lane) => ({ lane, title: `new ${lane}`, condition: 'false' })),
    })
    expect(stepsLostBy(flow, cases('case2', 'case1'), mint)).toEqual([])
    expect(stepsLostBy(flow, cases('case2'), mint)).toEqual(['sb', 'sc'])
    const change = runCommand(flow, cases('case2'), mint)
    expect(Object.keys(change.definition.steps)).toEqual(['sa', 'sd'])
    expect(applyPatches(asJson(change.definition), change.inverse)).toEqual(flow)
  })

  test('a deadline that is taken away takes the steps of the overdue lane along', () => {
    const approval: Step = {
      kind: 'approval',
      name: 'sa',
      question: '?',
      assignee: { role: 'operator' },
      outcomes: [{ lane: 'yes', title: 'Yes' }],
      deadline: { amount: 1, unit: 'days' },
    }
    const flow = build([add('sa', root, approval), add('sb', { kind: 'start', lane: { container: 'sa', lane: 'overdue' } })])
    expect(stepsLostBy(flow, { name: 'setField', id: 'sa', field: '/deadline', value: undefined }, counter())).toEqual(['sb'])
  })

  test('several fields set at once are one change, undone at once', () => {
    const http: Step = { kind: 'http', name: 'sa', method: 'GET', url: '', query: { a: '1' } }
    const flow = build([add('sa', root, http)])
    const fields = [
      ['/method', 'POST'],
      ['/url', 'https://example.com'],
      ['/query', undefined],
    ] as const
    const change = runCommand(flow, { name: 'setFields', id: 'sa', fields }, counter())
    expect(change.definition.steps.sa).toEqual({ kind: 'http', name: 'sa', method: 'POST', url: 'https://example.com' })
    expect(applyPatches(asJson(change.definition), change.inverse)).toEqual(flow)
    expect(refusal(flow, { name: 'setFields', id: 'sa', fields: [['/kind', 'map']] })).toBe('not_found')
  })

  test('steps can live in the lane that runs last, move in and out of it, and come last in the outline', () => {
    const flow = build([
      add('sz', { kind: 'start', lane: FINALLY }),
      add('sa', root),
      add('sb', { kind: 'after', stepId: 'sa' }),
      { name: 'moveTo', id: 'sa', at: { kind: 'start', lane: FINALLY } },
    ])
    expect(flow.steps.sa?.parent).toEqual(FINALLY)
    expect(wires(flow)).toEqual(['sa>sz'])
    expect(outlineOf(flow).map((row) => row.id)).toEqual(['sb', 'sa', 'sz'])
    const back = runCommand(flow, { name: 'moveTo', id: 'sz', at: { kind: 'after', stepId: 'sb' } }, counter()).definition
    expect(back.steps.sz?.parent).toBeUndefined()
    expect(refusal(flow, add('sx', { kind: 'start', lane: { container: 'flow', lane: 'other' } }))).toBe('not_found')
  })

  test('a new lane gets an id that no lane of the step has', () => {
    expect(freeLane(['case1', 'case3'], 'case')).toBe('case2')
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

function expectSound(definition: FlowDefinition): void {
  for (const { from, to } of Object.values(definition.edges)) {
    const [source, target] = [definition.steps[from], definition.steps[to]]
    expect(source && target && sameLane(laneOf(source), laneOf(target))).toBe(true)
    expect(reaches(definition, to, from)).toBe(false)
  }
  for (const { parent } of Object.values(definition.steps)) {
    expect(isLane(definition, parent ?? null)).toBe(true)
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
