import { expect, test } from 'vitest'
import { sessionLook } from './session-look.ts'

test('a session that a person stopped is told apart from one that was lost, opened elsewhere or blocked', () => {
  const tone = (reasonCode: string | null) => sessionLook({ state: 'ended', reasonCode }).tone
  expect([tone(null), tone('logged_out'), tone('conflict'), tone('banned')]).toEqual(['neutral', 'error', 'warn', 'error'])
  const words = new Set([null, 'conflict', 'banned'].map((reasonCode) => sessionLook({ state: 'ended', reasonCode }).label()))
  expect(words.size).toBe(3)
})
