import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { turns } from './in-order.ts'

test('MV-82 of messages that come in a burst none overtakes another, however long each one takes, and one that fails stops nobody', async () => {
  const ordered = turns()
  const over: number[] = []
  const work = async (place: number, ms: number) => {
    await sleep(ms)
    if (place === 1) throw new Error('not noted')
    return place
  }
  const burst = [40, 5, 20, 0].map((ms, place) => ordered(work(place, ms)).finally(() => over.push(place)))
  const outcomes = await Promise.allSettled(burst)
  expect(over).toEqual([0, 1, 2, 3])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
})
