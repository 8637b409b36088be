import { expect, test } from 'vitest'
import { slaOf } from './sla.ts'

const ASKED = '2026-11-23T12:00:00.000Z'
const at = (minutes: number) => slaOf(ASKED, 3600, Date.parse(ASKED) + minutes * 60_000)

test('a question is in time, then soon due, then late, and says until when', () => {
  expect(at(0)).toEqual({ state: 'inTime', dueAt: '2026-11-23T13:00:00.000Z' })
  expect(at(44)?.state).toBe('inTime')
  expect(at(46)?.state).toBe('soon')
  expect(at(60)?.state).toBe('late')
  expect(at(600)?.state).toBe('late')
})

test('without a time to answer in, or to begin at, there is no clock', () => {
  expect(slaOf(ASKED, null, 0)).toBeNull()
  expect(slaOf(null, 3600, 0)).toBeNull()
  expect(slaOf('yesterday', 3600, 0)).toBeNull()
})
