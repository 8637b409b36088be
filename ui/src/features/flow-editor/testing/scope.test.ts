import { expect, test } from 'vitest'
import { faultPlace, rangeOf } from './scope.ts'

test('one step, up to a step, from a step on, or all of the draft is asked for', () => {
  expect(rangeOf('whole', 's1')).toEqual({})
  expect(rangeOf('only', 's1')).toEqual({ from: 's1', to: 's1' })
  expect(rangeOf('to', 's1')).toEqual({ to: 's1' })
  expect(rangeOf('from', 's1')).toEqual({ from: 's1' })
  expect(rangeOf('from', '')).toEqual({})
})

test('a fault of the draft leads to the field of the step it is about', () => {
  expect(faultPlace('s1/cases/0/condition')).toEqual({ stepId: 's1', field: '/cases/0/condition' })
  expect(faultPlace('trigger')).toEqual({ stepId: 'trigger', field: '' })
})
