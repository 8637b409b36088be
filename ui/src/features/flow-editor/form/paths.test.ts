import { expect, test } from 'vitest'
import { expressionPath, pickedExpression } from './paths.ts'

test('a picked value becomes the path a person would write', () => {
  expect(expressionPath('trigger', ['body', 'items', 0, 'seller sku'])).toBe('trigger.body.items[0]["seller sku"]')
})

test('a value of a step that may not have run is read safely', () => {
  expect(pickedExpression({ id: 's1', name: 'order', mayNotHaveRun: true }, ['total'])).toBe('steps.order?.total')
  expect(pickedExpression({ id: 's1', name: 'order', mayNotHaveRun: true }, [0])).toBe('steps.order?.[0]')
  expect(pickedExpression({ id: 's1', name: 'order', mayNotHaveRun: false }, ['total'])).toBe('steps.order.total')
})

test('a value of a loop is read by its own name, which no step has to have', () => {
  expect(pickedExpression({ id: 'item', name: 'item', mayNotHaveRun: false }, ['sku'])).toBe('item.sku')
  expect(pickedExpression({ id: 'index', name: 'index', mayNotHaveRun: false }, [])).toBe('index')
})
