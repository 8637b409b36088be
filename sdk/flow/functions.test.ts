import { expect, test } from 'vitest'
import { HELPER_NAMES } from './expressions-names.ts'
import { FUNCTIONS } from './functions.ts'

test('every object of functions has its name known to expressions', () => {
  expect(Object.keys(FUNCTIONS)).toEqual([...HELPER_NAMES])
  for (const [name, object] of Object.entries(FUNCTIONS)) {
    const others = Object.entries(object).filter(([, value]) => typeof value !== 'function')
    expect([name, others]).toEqual([name, []])
  }
})
