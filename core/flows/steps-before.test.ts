import { expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { stepsBefore } from './steps-before.ts'
import { BUILT_IN_TEMPLATES } from './templates.ts'

const definition = BUILT_IN_TEMPLATES[0]?.definition
if (definition === undefined) throw new Error('the webhook template is gone')

test('a step inside a branch may refer to the branch and to what comes before it, in the order they run', () => {
  expect(stepsBefore(definition, 's3large')).toEqual([
    { id: 's1total', mayNotHaveRun: false },
    { id: 's2large', mayNotHaveRun: false },
  ])
})

test('a step after a branch sees the steps inside it, marked as maybe not run', () => {
  const longer = structuredClone(definition)
  longer.steps.s5end = { kind: 'map', name: 'end', value: null }
  longer.edges.e9 = { from: 's2large', to: 's5end' }
  expect(stepsBefore(longer, 's5end')).toEqual([
    { id: 's1total', mayNotHaveRun: false },
    { id: 's2large', mayNotHaveRun: false },
    { id: 's3large', mayNotHaveRun: true },
    { id: 's4small', mayNotHaveRun: true },
  ])
})

test('the first step sees no other', () => {
  expect(stepsBefore(definition, 's1total')).toEqual([])
})

test('a step after a loop sees what the loop gave, and nothing of what ran inside it; one inside sees its own iteration', () => {
  const flow = flowOf({
    s1: { kind: 'forEach', name: 'each', items: '{{ [1] }}', atOnce: 1 },
    s2: { kind: 'map', name: 'inside', value: 1, parent: { container: 's1', lane: 'each' } },
    s3: { kind: 'map', name: 'next', value: 2, parent: { container: 's1', lane: 'each' } },
    s4: { kind: 'map', name: 'after', value: 3 },
  })
  flow.edges = { e1: { from: 's1', to: 's4' }, e2: { from: 's2', to: 's3' } }
  expect(stepsBefore(flow, 's4')).toEqual([{ id: 's1', mayNotHaveRun: false }])
  expect(stepsBefore(flow, 's3')).toEqual([
    { id: 's1', mayNotHaveRun: false },
    { id: 's2', mayNotHaveRun: false },
  ])
})

test('a step that runs last sees all others, marked as maybe not run', () => {
  const flow = flowOf({
    s1: { kind: 'map', name: 'a', value: 1 },
    s2: { kind: 'map', name: 'last', value: 2, parent: { container: 'flow', lane: 'finally' } },
  })
  expect(stepsBefore(flow, 's2')).toEqual([{ id: 's1', mayNotHaveRun: true }])
})

function flowOf(steps: FlowDefinition['steps']): FlowDefinition {
  return { trigger: { kind: 'manual' }, steps, edges: {}, settings: {}, layout: {} }
}
