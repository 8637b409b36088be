import { expect, test } from 'vitest'
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
