import { gunzipSync } from 'node:zlib'
import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

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

const create = async () => {
  const body = { contato: { nome: 'Maria' }, itens: [{ codigo: 'CAD-10M', descricao: 'Caderno', quantidade: 1, valor: 34.9 }] }
  const answer = await app.call('/nfe', { token, json: body })
  expect(answer.fields).toEqual({ data: { id: expect.any(Number), numero: '000001', serie: 1, contato: { nome: 'Maria' } } })
  return Number(fieldsOf(answer.fields['data'])['id'])
}
const read = async (id: number) => fieldsOf((await app.call(`/nfe/${id}`, { token })).fields['data'])
const send = (id: number) => app.call(`/nfe/${id}/enviar`, { token, method: 'POST' })
const wait = () => app.admin('POST', '/clock', { advanceMs: 5_000 })

test('emulator Bling 13: an invoice is pending until sent, then waits for receipt and protocol, is authorised and issued', async () => {
  const id = await create()
  expect((await read(id))['situacao']).toBe(1)
  const sent = await send(id)
  expect(fieldsOf(sent.fields['data'])['xml']).toContain('<nfeProc')
  const states = [(await read(id))['situacao']]
  for (let i = 0; i < 3; i++) {
    await wait()
    states.push((await read(id))['situacao'])
  }
  expect(states).toEqual([3, 8, 5, 6])
  expect((await send(id)).status).toBe(400)
})

test('emulator Bling 13: the tax office can reject an invoice', async () => {
  await app.admin('POST', '/scenario/rejectInvoices', {})
  const id = await create()
  await send(id)
  await wait()
  expect((await read(id))['situacao']).toBe(4)
})

test('emulator Bling 13: the document comes as base64 of gzip', async () => {
  const id = await create()
  await send(id)
  const key = String((await read(id))['chaveAcesso'])
  expect(key).toMatch(/^\d{44}$/)
  const { fields } = await app.call(`/nfe/documento/${key}?formato=xml`, { token })
  const [document] = listOf(fields['data']).map(fieldsOf)
  expect(gunzipSync(Buffer.from(String(document?.['conteudo']), 'base64')).toString()).toContain(`NFe${key}`)
})

test('emulator Bling 13: a draft can be deleted, a sent invoice cannot', async () => {
  const id = await create()
  await send(id)
  expect((await app.call(`/nfe/${id}`, { token, method: 'DELETE' })).status).toBe(400)
})
