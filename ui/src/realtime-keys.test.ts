import { expect, test } from 'vitest'
import { isAbout } from './realtime-keys.ts'

test('a notice about some runs asks again for lists and for those runs, and leaves the inspector of another alone', () => {
  expect(isAbout(['runs', 'list', {}], 'runs', ['run_a'])).toBe(true)
  expect(isAbout(['runs', 'one', 'run_a', 'steps'], 'runs', ['run_a'])).toBe(true)
  expect(isAbout(['runs', 'one', 'run_b', 'steps'], 'runs', ['run_a'])).toBe(false)
  expect(isAbout(['runs', 'one', 'run_b'], 'runs', 'many')).toBe(true)
  expect(isAbout(['tasks', 'list'], 'runs', 'many')).toBe(false)
})
