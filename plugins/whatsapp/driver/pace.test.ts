import { RetryAfterError } from '@tomada/sdk'
import { expect, test } from 'vitest'
import { phoneOf, variantsOf } from './addresses.ts'
import { openPace } from './pace.ts'

test('a few messages go at once after a quiet time, the next ones wait, and one whose turn is far away is refused before it is sent', async () => {
  const pace = openPace(
    10,
    () => 1_000_000,
    () => 0.5,
  )
  await pace.turn()
  await pace.turn()
  await pace.turn()
  const waiting = [pace.turn(), pace.turn()]
  await expect(pace.turn()).rejects.toThrow(RetryAfterError)
  for (const turn of waiting) turn.catch(() => {})
})

test('both forms of a Brazilian mobile number are known, other numbers have one', () => {
  expect(variantsOf('551188880002')).toEqual(['5511988880002', '551188880002'])
  expect(variantsOf('5511988880002')).toEqual(['5511988880002', '551188880002'])
  expect(variantsOf('551133330002')).toEqual(['551133330002'])
  expect(variantsOf('14155550100')).toEqual(['14155550100'])
  expect([phoneOf('551188880002'), phoneOf('14155550100')]).toEqual(['+5511988880002', '+14155550100'])
})
