import { emptyDefinition, type FlowDefinition, runCommand, type Step } from '@tomada/sdk/flow'
import { describe, expect, test } from 'vitest'
import { layoutOf, type PlacedStep, STEP_HEIGHT, STEP_WIDTH } from './layout.ts'

let count = 0
const mint = (prefix: 's' | 'e') => `${prefix}${String(++count).padStart(4, '0')}`
const map = (name: string): Step => ({ kind: 'map', name, value: {} })

function flow(...steps: Array<[string, Step, Parameters<typeof add>[2]]>): FlowDefinition {
  return steps.reduce((definition, [id, step, at]) => add(definition, [id, step], at), emptyDefinition())
}
function add(
  definition: FlowDefinition,
  [id, step]: [string, Step],
  at: Extract<Parameters<typeof runCommand>[1], { name: 'addStep' }>['at'],
) {
  return runCommand(definition, { name: 'addStep', id, step, at }, mint).definition
}

function overlap(a: PlacedStep, b: PlacedStep): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

describe('arranging the canvas', () => {
  test('steps of a lane never lie on one another', () => {
    const definition = flow(
      ['sa', map('a'), { kind: 'start', lane: null }],
      ['sb', { kind: 'branch', name: 'b', condition: '' }, { kind: 'after', stepId: 'sa' }],
      ['sc', map('c'), { kind: 'beside', stepId: 'sa' }],
      ['sd', map('d'), { kind: 'after', stepId: 'sb' }],
      ['se', map('e'), { kind: 'start', lane: { container: 'sb', lane: 'then' } }],
      ['sf', map('f'), { kind: 'after', stepId: 'se' }],
    )
    const placed = [...layoutOf(definition).steps.values()]
    for (const a of placed) {
      for (const b of placed) if (a.id < b.id && JSON.stringify(a.lane) === JSON.stringify(b.lane)) expect(overlap(a, b)).toBe(false)
    }
  })

  test('a container is large enough for what its lanes hold', () => {
    const definition = flow(
      ['sb', { kind: 'branch', name: 'b', condition: '' }, { kind: 'start', lane: null }],
      ['se', map('e'), { kind: 'start', lane: { container: 'sb', lane: 'else' } }],
      ['sf', map('f'), { kind: 'after', stepId: 'se' }],
    )
    const { steps } = layoutOf(definition)
    const [container, last] = [steps.get('sb'), steps.get('sf')]
    const lane = container?.lanes.find((box) => box.lane === 'else')
    expect(container && last && lane && lane.originX + last.x + STEP_WIDTH < container.width).toBe(true)
    expect(container && lane && lane.originY + STEP_HEIGHT < container.height).toBe(true)
  })

  test('a step that was moved stays where it was put', () => {
    const definition = { ...flow(['sa', map('a'), { kind: 'start', lane: null }]), layout: { sa: { x: 900, y: -40 } } }
    expect(layoutOf(definition).steps.get('sa')).toMatchObject({ x: 900, y: -40 })
  })
})
