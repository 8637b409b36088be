import { expect, test } from 'vitest'
import { judgeLedger } from './ledger-verdict.ts'

const expected = { promised: new Set(['sale 1', 'sale 2']), possible: new Set(['sale 3']) }

test('a ledger that holds what was promised, each once, is right, whether or not it holds what only may be there', () => {
  const right = { lost: [], doubled: [], neverAsked: [] }
  const done = new Map([...expected.promised].map((key) => [key, 1]))
  expect(judgeLedger(expected, done)).toEqual(right)
  expect(judgeLedger(expected, done.set('sale 3', 1))).toEqual(right)
})

test('what is missing, what is there twice and what nobody asked for is told by its key', () => {
  expect(
    judgeLedger(
      expected,
      new Map([
        ['sale 1', 2],
        ['sale 9', 1],
      ]),
    ),
  ).toEqual({ lost: ['sale 2'], doubled: ['sale 1 2 times'], neverAsked: ['sale 9'] })
})
