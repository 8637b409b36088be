import { expect, test } from 'vitest'
import { budgetFaults, median, quantile } from './budgets.ts'

test('a figure over its budget is named, one within it is not', () => {
  expect(budgetFaults({ initialKb: 160, builderKb: 331, drag100Fps: 56.9, dragFittedFps: 40, routeMs: 200 })).toEqual([
    'builderKb is 331; the budget is at most 330',
    'drag100Fps is 56.9; the budget is at least 57',
  ])
})

test('the median and the 95th percentile are values that were measured', () => {
  expect(median([5, 1, 9])).toBe(5)
  expect(quantile([4, 1, 3, 2, 5, 6, 7, 8, 9, 20], 0.95)).toBe(20)
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2)
})
