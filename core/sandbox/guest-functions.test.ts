import { expect, test } from 'vitest'
import { FUNCTION_HELP } from '../../sdk/flow/functions.gen.ts'
import { FUNCTIONS } from '../../sdk/flow/functions.ts'
import { code, flowOf, map, run, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox()

test('every example in the documentation gives what it says, in an expression and in code', async () => {
  const examples = FUNCTION_HELP.flatMap((help) => help.examples)
  const definition = flowOf({
    s1: map(
      examples.map(({ expression }) => `{{ ${expression} }}`),
      'inExpressions',
    ),
    s2: code(`return [${examples.map(({ expression }) => expression).join(',\n')}]`, { name: 'inCode' }),
    s3: code(`return [${examples.map(({ result }) => result).join(',\n')}]`, { name: 'expected' }),
  })
  const { entries, next } = await run(sandbox(), definition)
  expect(next).toEqual({ kind: 'end', outcome: 'success' })
  const [inExpressions, inCode, expected] = entries.map(({ record }) => {
    const values: unknown = record.output
    return examples.map(({ expression }, i) => [expression, Array.isArray(values) ? values[i] : undefined])
  })
  expect(inExpressions).toEqual(expected)
  expect(inCode).toEqual(expected)
  expect(examples.length).toBeGreaterThan(100)
})

test('every function there is has its documentation, and the other way round', () => {
  const documented = FUNCTION_HELP.map(({ object, name }) => `${object}.${name}`).sort()
  const there = Object.entries(FUNCTIONS).flatMap(([object, functions]) => Object.keys(functions).map((name) => `${object}.${name}`))
  expect(documented).toEqual(there.sort())
})

test('a parameter may have the name of an object of ours', async () => {
  const { entries } = await run(sandbox(), flowOf({ s1: map('{{ trigger.list.map((phone) => phone + 1) }}') }), { list: [1] })
  expect(entries[0]?.record.output).toEqual([2])
})

test('today and the due date of a slip go by the run’s clock', async () => {
  const value = ['{{ date.today() }}', '{{ boleto.parse("00190.50095 40144.816069 06809.350314 3 37370000000100").dueDate }}']
  const { entries } = await run(sandbox(), flowOf({ s1: map(value) }))
  expect(entries[0]?.record.output).toEqual(['2026-11-21', '2032-08-21'])
})
