import { expect, test } from 'vitest'
import { dayOfId, firstIdAt, isId, newId, timeOfId } from './ids.ts'

test('an id made later sorts later and tells its day', () => {
  const early = newId('run', Date.UTC(2026, 10, 21, 23, 59, 59, 999))
  const late = newId('run', Date.UTC(2026, 10, 22))
  expect(early < late).toBe(true)
  expect(dayOfId(early)).toBe('2026-11-21')
  expect(timeOfId(late)).toBe(Date.UTC(2026, 10, 22))
})

test('ids of one millisecond sort in the order in which a process made them, and no two are the same', () => {
  const ids = Array.from({ length: 5_000 }, () => newId('run', 1_000))
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => isId('run', id) && timeOfId(id) === 1_000)).toBe(true)
  expect(ids.every((id) => id >= firstIdAt('run', 1_000) && id < firstIdAt('run', 1_001))).toBe(true)
})

test('a text that is not an id of that kind is told apart', () => {
  expect(isId('run', newId('run', 0))).toBe(true)
  expect(isId('run', newId('dlv', 0))).toBe(false)
  expect(isId('run', 'run_toString')).toBe(false)
})
