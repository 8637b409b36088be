import { expect, test } from 'vitest'
import { newestByKey } from './newest-by-key.ts'

test('of a record that a page lists twice the newer one counts, and the later one where no version tells', () => {
  const listed = [
    { key: 'a', version: 2, at: 1 },
    { key: 'b', version: 5, at: 2 },
    { key: 'a', version: 1, at: 3 },
    { key: 'b', version: null, at: 4 },
    { key: 'c', version: 1, at: 5 },
    { key: 'c', version: 1, at: 6 },
  ]
  expect([...newestByKey(listed).values()].map(({ at }) => at)).toEqual([1, 4, 6])
})
