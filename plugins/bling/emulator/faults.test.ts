import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from './testing/connected-app.ts'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const create = () => app.call('/contatos', { token, json: { nome: 'Maria', tipo: 'F', situacao: 'A', numeroDocumento: '52998224725' } })
const fault = (settings: Record<string, unknown>) => app.admin('POST', '/faults', [{ match: { path: '/Api/v3/*' }, ...settings }])

test.each([
  [500, 'SERVER_ERROR', 'Um erro interno ocorreu.'],
  [503, 'SERVER_ERROR', 'Um erro interno ocorreu.'],
  [400, 'UNKNOWN_ERROR', 'Ocorreu um erro inesperado.'],
])('emulator Bling 6: a played %d is a %s in Bling’s error object', async (status, type, description) => {
  await fault({ kind: 'status', status })
  const answer = await create()
  expect([answer.status, answer.fields]).toMatchObject([status, { error: { type, description } }])
  expect((await create()).status).toBe(201)
})

test('emulator Bling 6: a timeout after the write was applied leaves the contact created', async () => {
  await fault({ kind: 'dropAfterWrite' })
  await expect(create()).rejects.toThrow()
  expect(listOf((await app.admin('GET', '/ledger?kind=contact.created&key=52998224725'))['items'])).toHaveLength(1)
  expect((await create()).status).toBe(400)
})

test('emulator Bling: an answer can be cut, be a page, be late, or have its rows doubled or shuffled', async () => {
  const list = () => app.call('/contatos?criterio=1', { token })
  const ids = (answer: { fields: Record<string, unknown> }) => listOf(answer.fields['data']).map((row) => fieldsOf(row)['id'])
  const whole = ids(await list())
  await app.admin('POST', '/limits', { requestsPerSecond: 1000 })
  const play = async (kind: string, more: Record<string, unknown> = {}) => {
    await fault({ kind, ...more })
    return list()
  }
  expect(ids(await play('duplicate')).length).toBeGreaterThan(whole.length)
  expect(new Set(ids(await play('reorder')))).toEqual(new Set(whole))
  expect((await play('html')).status).toBe(502)
  await expect(play('dropBefore')).rejects.toThrow()
  const startedAt = Date.now()
  await play('slow', { delayMs: 200 })
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(190)
  await fault({ kind: 'truncate' })
  await expect(list()).rejects.toThrow()
})

test('emulator Bling 3.2: an unknown route is RESOURCE_NOT_FOUND, and an empty body MISSING_REQUIRED_FIELD_ERROR', async () => {
  await app.admin('POST', '/limits', { requestsPerSecond: 1000 })
  expect((await app.call('/nada', { token })).fields).toMatchObject({ error: { type: 'RESOURCE_NOT_FOUND' } })
  expect((await app.call('/contatos', { token, json: {} })).fields).toMatchObject({
    error: { type: 'MISSING_REQUIRED_FIELD_ERROR', description: 'Nenhum dado foi informado na requisição.' },
  })
})
