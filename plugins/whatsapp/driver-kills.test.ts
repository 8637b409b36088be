import { afterEach, beforeEach, expect, test } from 'vitest'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type Fake, startFake } from './emulator/testing/companion.ts'
import { openStage, type Stage, TENANT } from './testing/stage.ts'

/** What is true after a driver process or a worker was killed, and when a socket ends. */

const database = useTestDatabase()
let fake: Fake
let stage: Stage

beforeEach(async () => {
  fake = await startFake()
  stage = openStage(database, () => fake)
})
afterEach(async () => {
  await stage.close()
  await fake.stop()
  await database().truth.query('DELETE FROM connections')
})

async function linked() {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await stage.link(worker, connection)
  return { worker, connection }
}

const texts = () => stage.delivered.filter(({ topic }) => topic === 'message').map(({ data }) => data['text'])
const unread = async () => (await fake.state()).phones[0]?.devices.at(-1)?.unread

test('G1 a process killed before a message is stored has not receipted it: it comes again and is stored once', async () => {
  const { worker } = await linked()
  let kills = 0
  stage.beforeStore = async ({ topic }) => {
    if (topic !== 'message' || kills++ > 0) return
    await worker.hosting.process()?.stop()
    throw new Error('killed before it was stored')
  }
  await fake.play('message', { text: 'Não me perca' })
  await expect.poll(texts, { timeout: 15_000 }).toEqual(['Não me perca'])
  await expect.poll(unread).toEqual([])
  expect(kills).toBeGreaterThan(1)
})

test('G2 a process killed after a message is stored and before its receipt keeps it once, though it comes again', async () => {
  const { worker } = await linked()
  let stored = 0
  const push = stage.delivered.push.bind(stage.delivered)
  stage.delivered.push = (...messages) => {
    const length = push(...messages)
    if (messages.some(({ topic }) => topic === 'message') && stored++ === 0) void worker.hosting.process()?.stop()
    return length
  }
  let arrivals = 0
  stage.beforeStore = async ({ topic }) => void (topic === 'message' ? arrivals++ : 0)
  await fake.play('message', { text: 'Só uma vez' })
  await expect.poll(unread, { timeout: 15_000 }).toEqual([])
  expect(texts()).toEqual(['Só uma vez'])
  expect(arrivals).toBeGreaterThan(1)
})

test('G4 a process killed while it sends: the next try sends under the same id, and the phone has one message', async () => {
  const { worker, connection } = await linked()
  await fake.levers({ ackDelayMs: 1500 })
  const first = stage.call(worker, connection, 'sendText', { to: '5511988880002', text: 'Um só' }, 'run_k/s1')
  await expect.poll(async () => (await fake.ledger()).items.filter(({ kind }) => kind === 'message.sent').length, { timeout: 8000 }).toBe(1)
  await worker.hosting.process()?.stop()
  expect(await first).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
  await fake.levers({ ackDelayMs: 0 })
  await stage.until(worker, connection, 'connected')
  await expect
    .poll(() => stage.call(worker, connection, 'sendText', { to: '5511988880002', text: 'Um só' }, 'run_k/s1'), { timeout: 15_000 })
    .toMatchObject({ ok: true })
  expect((await fake.state()).phones[1]?.received).toHaveLength(1)
})

test('a phone that was switched off, and cannot read what waited for it, gets it from a process that did not send it', async () => {
  const { worker, connection } = await linked()
  await fake.play('switchOff')
  await fake.play('damage')
  const input = { to: '5511988880002', text: 'Quando ligar' }
  expect(await stage.call(worker, connection, 'sendText', input)).toMatchObject({ ok: true, output: { status: 'sent' } })
  await worker.hosting.process()?.stop()
  await fake.play('switchOn')
  const { phones, unreadable } = await fake.state()
  expect([phones[1]?.received, unreadable]).toMatchObject([[], [{ from: '5511999990001' }]])
  await expect
    .poll(async () => (await fake.state()).phones[1]?.received, { timeout: 15_000 })
    .toMatchObject([{ message: { extendedTextMessage: { text: 'Quando ligar' } } }])
  const statuses = () => stage.delivered.filter(({ topic }) => topic === 'status').map(({ data }) => data['status'])
  await expect.poll(statuses, { timeout: 10_000 }).toEqual(['sent', 'delivered'])
})

test('two workers never open the same number, and the second takes over when the first is gone', async () => {
  const { worker, connection } = await linked()
  const second = await stage.worker()
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(second.hosting.process()).toBeNull()
  await worker.close()
  await expect.poll(() => second.hosting.process(), { timeout: 8000 }).not.toBeNull()
  const logins = async () => (await fake.ledger()).items.filter(({ kind }) => kind === 'device.login').length
  await expect.poll(logins, { timeout: 8000 }).toBe(2)
  await stage.until(second, connection, 'connected')
})

test('two numbers of a workspace run side by side, and each hears its own messages', async () => {
  const { worker, connection } = await linked()
  const second = await stage.connection()
  await stage.link(worker, second, '5521977770003')
  await fake.play('message', { text: 'Para a loja' })
  await fake.play('message', { to: '5521977770003', text: 'Para o João' })
  const heard = () =>
    stage.delivered.map(({ connectionId, data }) => `${connectionId === connection ? 'first' : 'second'}: ${data['text']}`).sort()
  await expect.poll(heard, { timeout: 8000 }).toEqual(['first: Para a loja', 'second: Para o João'])
})

test('a step is sent by the worker that holds the number, whichever worker runs it', async () => {
  const { connection } = await linked()
  const other = await stage.worker()
  expect(await stage.call(other, connection, 'sendText', { to: '5511988880002', text: 'De longe' })).toMatchObject({ ok: true })
})

test('messages that arrived while the number was away are delivered when it comes back', async () => {
  const { worker, connection } = await linked()
  await worker.disconnect({ tenantId: TENANT, userId: 'usr_ana' }, connection, { forget: false })
  await stage.until(worker, connection, 'ended')
  await fake.play('message', { text: 'Estou aqui' })
  await stage.start(worker, connection, null)
  await expect.poll(texts, { timeout: 15_000 }).toEqual(['Estou aqui'])
})

test('a number removed on the phone is not connected again: its keys are gone, and a person is told', async () => {
  const { worker, connection } = await linked()
  await fake.play('unlink')
  expect(await stage.until(worker, connection, 'ended')).toMatchObject({ reasonCode: 'logged_out' })
  await expect.poll(() => stage.lost.length, { timeout: 10_000 }).toBe(1)
  await expect.poll(async () => (await database().truth.query('SELECT 1 FROM driver_entries')).rowCount, { timeout: 10_000 }).toBe(0)
  expect(await stage.call(worker, connection, 'getAccount', {})).toMatchObject({ ok: false, failure: { kind: 'reauthorise' } })
})

test('a network fault is waited out, and the number comes back by itself', async () => {
  const { worker, connection } = await linked()
  await fake.play('kick', { code: 503 })
  expect(await stage.until(worker, connection, 'waiting')).toMatchObject({ reasonCode: 'network' })
  await stage.until(worker, connection, 'connected')
})

test('a socket that went deaf is noticed and opened anew: nothing that came or was sent meanwhile is lost or doubled', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  stage.settings.set(connection, { secondsOfSilence: 3 })
  await stage.link(worker, connection)
  await fake.play('goDeaf')
  await fake.play('message', { text: 'Alguém me ouve?' })
  const answer = () => stage.call(worker, connection, 'sendText', { to: '5511988880002', text: 'Agora sim' }, 'run_d/s1')
  const first = await answer()
  expect(first).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
  await stage.until(worker, connection, 'connected')
  await expect.poll(texts, { timeout: 8000 }).toEqual(['Alguém me ouve?'])
  expect(await answer()).toMatchObject({ ok: true })
  expect((await fake.state()).phones[1]?.received).toHaveLength(1)
})

test('a socket that answers pings and reads no messages any more is opened anew, and the message is stored once', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  stage.settings.set(connection, { secondsOfSilence: 3 })
  await stage.link(worker, connection)
  const letGo = Promise.withResolvers<void>()
  let arrivals = 0
  stage.beforeStore = async ({ topic }) => {
    if (topic === 'message' && arrivals++ === 0) await letGo.promise
  }
  await fake.play('message', { text: 'Presa' })
  await fake.play('message', { text: 'Atrás dela' })
  await expect.poll(texts, { timeout: 20_000 }).toEqual(['Presa', 'Atrás dela'])
  letGo.resolve()
  await fake.play('message', { text: 'Livre' })
  await expect.poll(texts, { timeout: 8000 }).toEqual(['Presa', 'Atrás dela', 'Livre'])
  expect(await stage.call(worker, connection, 'sendText', { to: '5511988880002', text: 'Ouvi' })).toMatchObject({ ok: true })
  await expect.poll(async () => (await fake.state()).phones[1]?.received.length, { timeout: 10_000 }).toBe(1)
})

test('an account that asks for a passkey is told so instead of showing QR after QR', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await fake.levers({ passkeyWall: true })
  await stage.start(worker, connection, { by: 'qr' })
  const { show } = await stage.until(worker, connection, 'pairing')
  await fake.play('scan', { qr: show?.value })
  expect(await stage.until(worker, connection, 'ended')).toMatchObject({ reasonCode: 'passkey_required' })
})
