import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

const LIMITS = { perTenant: 20, total: 200 }

function takeAll(slots: Slots, tenantId: string): number {
  let taken = 0
  while (slots.tryTake(tenantId)) taken++
  return taken
}

test('a workspace alone may use three quarters of the process, and every other one still finds its share', () => {
  const slots = new Slots(LIMITS)
  expect(takeAll(slots, 'busy')).toBe(150)
  expect(takeAll(slots, 'second')).toBe(20)
  expect(takeAll(slots, 'third')).toBe(20)
  expect(takeAll(slots, 'fourth')).toBe(10)
  expect(slots.free()).toBe(0)
})

test('a workspace above its share gets nothing more until the process has room again', () => {
  const slots = new Slots(LIMITS)
  takeAll(slots, 'busy')
  for (let i = 0; i < 20; i++) slots.tryTake('second')
  for (let i = 0; i < 10; i++) slots.release('busy')
  expect(slots.tryTake('busy')).toBe(false)
  for (let i = 0; i < 20; i++) slots.release('second')
  expect(slots.tryTake('busy')).toBe(true)
})

test('whoever waits for a slot is served first come first served among those who may have one', async () => {
  const slots = new Slots({ perTenant: 1, total: 1 })
  slots.tryTake('a')
  const order: string[] = []
  const waiting = ['b', 'c'].map((tenantId) => slots.take(tenantId, 1_000).then((got) => order.push(`${tenantId} ${got}`)))
  slots.release('a')
  await waiting[0]
  slots.release('b')
  await waiting[1]
  expect(order).toEqual(['b true', 'c true'])
})
