import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../harness.ts'
import { openSubscribers, type RunRow, type SubscriberWorld } from './subscriber-world.ts'

/** The source system's own addresses for its credentials; and what must never happen: three wrong sign-ins in a row. */

let world: SubscriberWorld

beforeAll(async () => {
  world = await openSubscribers()
}, 120_000)
afterAll(() => world?.close())

const EVENT = {
  action: 'create',
  externalId: 'CT-1',
  documento: '529.982.247-25',
  nome: 'Cliente Exemplo',
  dataNascimento: '1998-06-19',
  cep: '01001-000',
}
const strikes = async () => Object.values(JSON.parse(JSON.stringify(await world.ole.admin('POST', '/scenario/strikes', {}))))
const callsToOle = async (): Promise<number> => JSON.parse(JSON.stringify(await world.ole.admin('GET', '/requests'))).items.length

test('OLE-08 without an integration the addresses say that there is none', async () => {
  expect((await world.call('POST', '/api/integration/test', {})).status).toBe(404)
  expect(await world.call('GET', '/api/integration')).toMatchObject({ status: 404, body: { success: false } })
  expect((await world.call('POST', '/api/webhook/ole', EVENT)).status).toBe(404)
})

test('OLE-12 before there is an integration its credential can be tested, whole', async () => {
  expect((await world.call('POST', '/api/integration/test', { oleLogin: 'x' })).status).toBe(422)
  const tested = await world.call('POST', '/api/integration/test', world.account)
  expect(tested).toMatchObject({ status: 200, body: { success: true, data: { ok: true, latencyMs: expect.any(Number) } } })
  expect((await world.call('GET', '/api/integration')).status).toBe(404)
})

test('OLE-09 OLE-28 an integration is created and tested, and a second one is refused', async () => {
  const made = await world.call('POST', '/api/integration', world.account)
  expect(made).toMatchObject({ status: 201, body: { success: true, data: { state: 'connected' } } })
  expect((await world.call('POST', '/api/integration', world.account)).status).toBe(409)
  expect((await world.call('POST', '/api/integration', { oleLogin: 'x' })).status).toBe(422)
})

test('OLE-08 the integration is shown without any part of its credential', async () => {
  const shown = await world.call('GET', '/api/integration')
  expect(shown).toMatchObject({ status: 200, body: { data: { state: 'connected', name: 'Olé TV' } } })
  const { olePassword, oleKeyapi } = world.account
  for (const secret of [olePassword, oleKeyapi]) expect(JSON.stringify(shown)).not.toContain(secret)
})

test('OLE-10 only what is sent changes: without the password the stored one stays', async () => {
  expect(await world.call('PUT', '/api/integration', { name: 'Olé da matriz' })).toMatchObject({
    status: 200,
    body: { data: { name: 'Olé da matriz' } },
  })
  const { oleLogin } = world.account
  expect(await world.call('PUT', '/api/integration', { oleLogin })).toMatchObject({ status: 200, body: { data: { state: 'connected' } } })
})

test('OLE-12 the test asks Olé with the stored credential, says how long it took, and writes nothing', async () => {
  const tested = await world.call('POST', '/api/integration/test', {})
  expect(tested).toMatchObject({ status: 200, body: { success: true, data: { ok: true, latencyMs: expect.any(Number) } } })
  expect(await world.effects('customer.created')).toEqual([])
})

test('OLE-11 a deactivated integration sends nothing and takes nothing, keeps its history, and can be switched on again', async () => {
  expect(await world.call('DELETE', '/api/integration')).toMatchObject({ status: 200, body: { data: { state: 'reconnect_needed' } } })
  const before = await callsToOle()
  expect(await world.call('POST', '/api/webhook/ole', EVENT)).toMatchObject({
    status: 403,
    body: { error: expect.stringContaining('desativada') },
  })
  expect((await world.call('GET', '/api/sync/logs')).status).toBe(200)
  expect(await callsToOle()).toBe(before)
  expect(await world.call('PUT', '/api/integration', { active: true })).toMatchObject({ body: { data: { state: 'connected' } } })
})

test('a password that changed at Olé costs one wrong sign-in, however many runs want to go on: three would lock the account', async () => {
  await world.publish('ole-tv-create')
  await world.ole.admin('POST', '/scenario/changePassword', {})
  for (let index = 0; index < 8; index++) {
    const documento = ['529.982.247-25', '111.444.777-35'][index % 2]
    await world.call('POST', '/api/webhook/ole', { ...EVENT, documento, externalId: `CT-${index}` })
  }
  // The others stand in line behind the first of their document.
  await until(
    async () => (await world.runs()).filter(({ status }) => status === 'waiting').length === 2,
    15_000,
    () => world.product.output().slice(-2000),
  )
  expect(await strikes()).toEqual([1])
  const logged = await world.call('GET', '/api/sync/logs')
  expect(JSON.stringify(logged.body)).not.toContain(world.account.olePassword)
  expect(await world.call('GET', '/api/integration')).toMatchObject({ body: { data: { state: 'reconnect_needed' } } })
})

test('OLE-12 a person’s own test is the second one, says what Olé said, and is not repeated by itself', async () => {
  const tested = await world.call('POST', '/api/integration/test', {})
  expect(tested).toMatchObject({ body: { data: { ok: false, reason: 'Dados de autenticação são inválidos!' } } })
  expect(await strikes()).toEqual([2])
})

test('OLE-12 a posted credential is tested over the stored one, nothing of it is kept and nothing is written at Olé', async () => {
  const before = await world.session.get<{ items: unknown[] }>('/api/connections')
  const right = await world.call('POST', '/api/integration/test', { olePassword: `${world.account.olePassword}-new` })
  expect(right).toMatchObject({ status: 200, body: { success: true, data: { ok: true, latencyMs: expect.any(Number) } } })
  expect(await strikes()).toEqual([])
  const wrong = await world.call('POST', '/api/integration/test', { olePassword: 'outra-senha-errada' })
  expect(wrong).toMatchObject({ status: 200, body: { data: { ok: false, reason: 'Dados de autenticação são inválidos!' } } })
  expect(JSON.stringify(wrong)).not.toContain('outra-senha')
  expect(await strikes()).toEqual([1])
  expect(await world.session.get('/api/connections')).toEqual(before)
  expect(await world.call('GET', '/api/integration')).toMatchObject({ body: { data: { state: 'reconnect_needed' } } })
  expect(await world.effects('customer.created')).toEqual([])
})

test('OLE-10 OLE-20 with the new password every event that came meanwhile reaches Olé', async () => {
  let last: RunRow[] = []
  const changed = await world.call('PUT', '/api/integration', { olePassword: `${world.account.olePassword}-new` })
  expect(changed).toMatchObject({ status: 200, body: { data: { state: 'connected' } } })
  await until(
    async () => {
      last = await world.runs()
      return last.every(({ status }) => status === 'succeeded')
    },
    60_000,
    () => JSON.stringify(last),
  )
  expect(await world.effects('customer.created')).toHaveLength(2)
  expect(await strikes()).toEqual([])
}, 90_000)

test('OLE-13 OLE-15 OLE-16 the queue is counted, worked on and retried at the old addresses', async () => {
  expect(await world.call('GET', '/api/sync/stats')).toMatchObject({ status: 200, body: { success: true, data: { states: { done: 8 } } } })
  expect(await world.call('POST', '/api/sync/process', { limit: 10 })).toMatchObject({ status: 200, body: { data: { due: 0, failed: 0 } } })
  const [run] = await world.runs()
  expect(await world.call('POST', `/api/sync/retry/${run?.id}`, {})).toMatchObject({ status: 409, body: { success: false } })
})
