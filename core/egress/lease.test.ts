import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { type Dialer, systemDialer } from './dialer.ts'
import { DECLARED, requestTo, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
let witness: Witness
beforeAll(async () => {
  witness = await openWitness()
})
afterAll(() => witness.close())

test('G9 a process whose lease went sends nothing', async () => {
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin } })
  const before = witness.requests.length
  for (const maySend of [async () => false, () => Promise.reject(new Error('database away'))]) {
    expect(await broker.send(requestTo(`${DECLARED}/x`, { method: 'POST', maySend }))).toMatchObject({ ok: false, sent: 'no' })
  }
  expect(await broker.send(requestTo(`${DECLARED}/x`, { maySend: async () => false }))).toMatchObject({ code: 'lease_lost' })
  expect(witness.requests).toHaveLength(before)
  expect(await broker.send(requestTo(`${DECLARED}/x`, { maySend: async () => true }))).toMatchObject({ ok: true })
  await broker.close()
})

test('G9 a lease that goes while the connection is being opened is noticed before the first byte', async () => {
  let mayAct = true
  const slow: Dialer = {
    ...systemDialer,
    async connect(target) {
      await new Promise((resolve) => setTimeout(resolve, 1_200))
      mayAct = false
      return systemDialer.connect(target)
    },
  }
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, dialer: slow })
  const before = witness.requests.length
  const result = await broker.send(requestTo(`${DECLARED}/x`, { method: 'POST', maySend: async () => mayAct }))
  expect(result).toMatchObject({ ok: false, code: 'lease_lost', sent: 'no' })
  expect(witness.requests).toHaveLength(before)
  await broker.close()
})

test('G9 a slow connection does not stop a process that still holds its lease', async () => {
  let asked = 0
  const slow: Dialer = {
    ...systemDialer,
    async connect(target) {
      await new Promise((resolve) => setTimeout(resolve, 1_200))
      return systemDialer.connect(target)
    },
  }
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, dialer: slow })
  const maySend = async () => {
    asked++
    return true
  }
  const before = witness.requests.length
  expect(await broker.send(requestTo(`${DECLARED}/x`, { method: 'POST', maySend }))).toMatchObject({ ok: true })
  expect([asked, witness.requests.length - before]).toEqual([2, 1])
  await broker.close()
})

/** The machine stands still after the first answer, for longer than a lease lasts; by then the run is another's. */
function frozenAfterAnswer() {
  let sleptMs = 0
  let asked = 0
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + sleptMs }
  const maySend = async () => {
    if (++asked > 1) return false
    sleptMs += 33_000
    return true
  }
  return { clock, maySend, asked: () => asked }
}

test('G9 a process that is frozen right after it was told that it may send asks again when it wakes, and sends nothing', async () => {
  const { clock, maySend, asked } = frozenAfterAnswer()
  const broker = testBroker(database(), { endpoints: { [DECLARED]: witness.origin }, clock })
  const before = witness.requests.length
  const result = await broker.send(requestTo(`${DECLARED}/x`, { method: 'POST', maySend }))
  expect(result).toMatchObject({ ok: false, code: 'lease_lost', sent: 'no' })
  expect([asked(), witness.requests.length]).toEqual([2, before])
  await broker.close()
})
