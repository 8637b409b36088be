import { expect, test } from 'vitest'
import { expressionPath, listExpression, pickedExpression } from './paths.ts'

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

test('a value inside a list is taken of the first item, of each, or of each as one text', () => {
  const source = { id: 's1', name: 'pedido', mayNotHaveRun: false }
  const path = ['itens', 0, 'sku']
  expect(listExpression(source, path, 'first')).toBe('steps.pedido.itens[0].sku')
  expect(listExpression(source, path, 'each')).toBe('steps.pedido.itens.map((each) => each.sku)')
  expect(listExpression(source, path, 'join')).toBe('steps.pedido.itens.map((each) => each.sku).join(", ")')
  expect(listExpression(source, ['tags', 0], 'join')).toBe('steps.pedido.tags.join(", ")')
  expect(listExpression({ ...source, mayNotHaveRun: true }, path, 'each')).toBe('steps.pedido?.itens?.map((each) => each.sku)')
})
