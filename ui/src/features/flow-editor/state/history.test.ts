import { emptyDefinition, type FlowDefinition, type Patch, runCommand, type Step } from '@tomada/sdk/flow'
import { describe, expect, test } from 'vitest'
import { EMPTY_HISTORY, type History, record, redo, undo } from './history.ts'

let count = 0
const mint = (prefix: 's' | 'e') => `${prefix}${String(++count).padStart(4, '0')}`
const map = (name: string): Step => ({ kind: 'map', name, value: {} })

function add(definition: FlowDefinition, history: History, id: string): [FlowDefinition, History] {
  const change = runCommand(definition, { name: 'addStep', id, step: map(id), at: { kind: 'start', lane: null } }, mint)
  return [change.definition, record(history, { name: 'addStep', patches: change.patches, inverse: change.inverse, group: null, at: 0 })]
}

describe('undo', () => {
  test('what was done is undone one by one and redone one by one', () => {
    const [one, first] = add(emptyDefinition(), EMPTY_HISTORY, 's1')
    const [two, both] = add(one, first, 's2')
    const back = undo(two, both)
    expect(back.definition).toEqual(one)
    expect(redo(back.definition, back.history).definition).toEqual(two)
  })

  test('letters typed in a row are one entry, a pause starts another', () => {
    const typed = (value: string, at: number) => ({
      name: 'setField' as const,
      patches: [patch(value)],
      inverse: [patch('')],
      group: 'a',
      at,
    })
    const history = [typed('x', 0), typed('xy', 400), typed('xyz', 5000)].reduce(record, EMPTY_HISTORY)
    expect(history.undo).toHaveLength(2)
  })

  test('an entry whose step somebody else removed is skipped, and that is said', () => {
    const [one, first] = add(emptyDefinition(), EMPTY_HISTORY, 's1')
    const [two, both] = add(one, first, 's2')
    const { s2: _gone, ...steps } = two.steps
    const merged = { ...two, steps, edges: {} }
    const back = undo(merged, both)
    expect(back.skipped).toBe(1)
    expect(Object.keys(back.definition.steps)).toEqual([])
  })

  test('nothing to undo changes nothing', () => {
    expect(undo(emptyDefinition(), EMPTY_HISTORY)).toMatchObject({ entry: null, skipped: 0 })
  })
})

function patch(value: string): Patch {
  return { op: 'replace', path: '/trigger/kind', value }
}
