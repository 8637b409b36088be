import { expect, test } from 'vitest'
import { RecentDeliveries } from './recent-deliveries.ts'

const first = (deliveryId: string) => async () => ({ deliveryId, runIds: [], answer: null })

test('a copy is answered from memory until its time is up, and two generations of keys are kept at most', async () => {
  let now = 0
  const recent = new RecentDeliveries({ monotonicMs: () => now })
  expect(await recent.once('a', 60, first('dlv_1'))).toMatchObject({ isCopy: false })
  now = 59_000
  expect(await recent.once('a', 60, first('dlv_2'))).toMatchObject({ isCopy: true, first: { deliveryId: 'dlv_1' } })
  now = 61_000
  expect(await recent.once('a', 60, first('dlv_3'))).toMatchObject({ isCopy: false, first: { deliveryId: 'dlv_3' } })
  for (let i = 0; i < 5_000; i++) await recent.once(`b${i}`, 60, first('dlv_b'))
  expect(await recent.once('a', 60, first('dlv_4'))).toMatchObject({ isCopy: true })
  for (let i = 0; i < 5_000; i++) await recent.once(`c${i}`, 60, first('dlv_c'))
  expect(await recent.once('a', 60, first('dlv_5'))).toMatchObject({ isCopy: false })
  expect(recent.hits).toBe(2)
})

test('what could not be stored is forgotten, also when its generation has become the older one meanwhile', async () => {
  const recent = new RecentDeliveries({ monotonicMs: () => 0 })
  let fail = (_error: Error): void => {}
  const failing = recent.once('a', 60, () => new Promise((_resolve, reject) => (fail = reject)))
  for (let i = 0; i < 5_000; i++) await recent.once(`b${i}`, 60, first('dlv_b'))
  fail(new Error('the disk is full'))
  await expect(failing).rejects.toThrow('the disk is full')
  expect(await recent.once('a', 60, first('dlv_2'))).toMatchObject({ isCopy: false, first: { deliveryId: 'dlv_2' } })
})
