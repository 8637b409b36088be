import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startDeadline } from './deadline.ts'

test('an execution is stopped when its time is over, and that is told apart from a caller who stops it', async () => {
  const late = startDeadline(10, undefined)
  await sleep(40)
  expect([late.signal.aborted, late.hasPassed()]).toEqual([true, true])

  const caller = new AbortController()
  const stopped = startDeadline(10, caller.signal)
  caller.abort()
  await sleep(40)
  expect([stopped.signal.aborted, stopped.hasPassed()]).toEqual([true, false])
  expect(startDeadline(10, caller.signal).signal.aborted).toBe(true)
})

test('an execution that ended is not stopped any more', async () => {
  const caller = new AbortController()
  const deadline = startDeadline(10, caller.signal)
  deadline.end()
  caller.abort()
  await sleep(40)
  expect([deadline.signal.aborted, deadline.hasPassed()]).toEqual([false, false])
})
