import { type Fields, fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

const MARIA = { nome: 'Maria Souza', tipo: 'F', situacao: 'A', numeroDocumento: '529.982.247-25', email: 'maria@exemplo.com.br' }

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  await app.admin('POST', '/limits', { requestsPerSecond: 1000 })
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const create = (contact: Fields) => app.call('/contatos', { token, json: contact })
const created = async (contact: Fields) => String(fieldsOf((await create(contact)).fields['data'])['id'])
const get = (path: string) => app.call(path, { token })
const find = async (query: string) => listOf((await get(`/contatos?${query}`)).fields['data']).map((row) => String(fieldsOf(row)['id']))

test('emulator Bling 12: a contact is created once, a second one with the same document is refused', async () => {
  const answer = await create(MARIA)
  expect([answer.status, answer.fields]).toEqual([201, { data: { id: expect.any(Number) } }])
  const twin = await create({ ...MARIA, nome: 'Outra', numeroDocumento: '52998224725' })
  expect(twin.status).toBe(400)
  expect(twin.fields).toMatchObject({ error: { type: 'VALIDATION_ERROR', fields: [{ element: 'numeroDocumento' }] } })
  const { items } = await app.admin('GET', '/ledger?kind=contact.created')
  expect(listOf(items).map((effect) => fieldsOf(effect)['key'])).toEqual(['52998224725'])
})

test('emulator Bling 12: of two creates of one document at once, one is refused', async () => {
  const answers = await Promise.all([create(MARIA), create(MARIA)])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
})

test('emulator Bling 12: name, type and status are required', async () => {
  const { fields } = await create({ numeroDocumento: '1' })
  const elements = listOf(fieldsOf(fields['error'])['fields']).map((fault) => fieldsOf(fault)['element'])
  expect(elements).toEqual(['nome', 'tipo', 'situacao'])
})

test('emulator Bling 12: the default consumer has an address of its own', async () => {
  const first = await get('/contatos/consumidor-final')
  expect(first.fields).toMatchObject({ data: { nome: 'Consumidor Final' } })
  expect((await get('/contatos/consumidor-final')).fields).toEqual(first.fields)
})

test('emulator Bling 7: without criterio the search sees the last included contacts only', async () => {
  const { companies } = await app.admin('GET', '/state')
  const [old] = listOf(fieldsOf(listOf(companies)[0])['contacts']).map(fieldsOf)
  expect(await find(`numeroDocumento=${old?.['numeroDocumento']}`)).toEqual([])
  expect(await find(`numeroDocumento=${old?.['numeroDocumento']}&criterio=1`)).toEqual([String(old?.['id'])])
  const id = await created(MARIA)
  expect(await find('numeroDocumento=52998224725')).toEqual([id])
})

test('emulator Bling 7: pesquisa finds name, document and e-mail', async () => {
  const id = await created(MARIA)
  for (const text of ['maria souza', '529.982.247-25', 'maria@exemplo']) {
    expect(await find(`criterio=1&pesquisa=${encodeURIComponent(text)}`)).toEqual([id])
  }
})

test('emulator Bling 8: PUT wipes what it does not send', async () => {
  const id = await created(MARIA)
  const { email: _email, ...rest } = MARIA
  expect((await app.call(`/contatos/${id}`, { token, method: 'PUT', json: rest })).status).toBe(204)
  expect((await get(`/contatos/${id}`)).fields['data']).toMatchObject({ nome: 'Maria Souza', email: '' })
})

test('emulator Bling 8: a bulk status change answers 204, or 200 with alerts for the rows that failed', async () => {
  const id = Number(await created(MARIA))
  const change = (ids: number[]) => app.call('/contatos/situacoes', { token, json: { idsContatos: ids, situacao: 'I' } })
  expect((await change([id])).status).toBe(204)
  const partly = await change([id, 1])
  expect(partly.status).toBe(200)
  expect(partly.fields).toMatchObject({ data: { alertas: [{ id: 1, error: { type: 'RESOURCE_NOT_FOUND' } }] } })
})

test('emulator Bling 8: what is not there answers RESOURCE_NOT_FOUND', async () => {
  expect((await get('/contatos/1')).fields).toMatchObject({ error: { type: 'RESOURCE_NOT_FOUND', message: 'Recurso não encontrado' } })
  expect((await get('/nada')).status).toBe(404)
})

test('emulator Bling 4: the types of a contact are among those of the company', async () => {
  const id = await created(MARIA)
  const [type] = listOf((await get(`/contatos/${id}/tipos`)).fields['data'])
  expect(listOf((await get('/contatos/tipos')).fields['data'])).toContainEqual(type)
  expect((await get('/contatos/1/tipos')).status).toBe(404)
})
