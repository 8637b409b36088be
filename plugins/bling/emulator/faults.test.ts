import { listOf } from '@tomada/sdk/emulator'
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
