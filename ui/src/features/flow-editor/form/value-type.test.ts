import { expect, test } from 'vitest'
import { converted, needsConversion, typeOfValue } from './value-type.ts'

test('a value of another type than the field wants is offered a conversion that the expression gets', () => {
  expect(typeOfValue([1])).toBe('array')
  expect(needsConversion('number', '10')).toBe(true)
  expect(needsConversion('number', 10)).toBe(false)
  expect(needsConversion('number', null)).toBe(false)
  expect(converted('{{ trigger.total }}', 'number', '10')).toBe('{{ Number(trigger.total) }}')
  expect(converted('{{ trigger.total }}', 'number', 'R$ 1.234,50')).toBe('{{ Number(money.parse(trigger.total)) }}')
  expect(converted('{{ trigger.a }}', 'string', { b: 1 })).toBe('{{ JSON.stringify(trigger.a) }}')
  expect(converted('{{ trigger.a }}', 'array', 'x')).toBe('{{ [trigger.a] }}')
  expect(converted('trigger.a', 'boolean', 1, true)).toBe('Boolean(trigger.a)')
})

test('a text around an expression is a text anyway: nothing is offered', () => {
  expect(converted('Total: {{ trigger.total }}', 'number', 'Total: 10')).toBeNull()
  expect(converted('{{ a }}{{ b }}', 'number', '12')).toBeNull()
  expect(converted('{{ a', 'number', '12')).toBeNull()
})
