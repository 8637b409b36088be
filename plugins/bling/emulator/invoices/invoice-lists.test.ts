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
  await app.admin('POST', '/limits', { requestsPerSecond: 1000, ipBlocks: false })
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const BODY = { contato: { nome: 'Maria' }, itens: [{ codigo: 'CAD-10M', descricao: 'Caderno', quantidade: 1, valor: 34.9 }] }
const create = async () => Number(fieldsOf((await app.call('/nfe', { token, json: BODY })).fields['data'])['id'])
const list = async (query: string) => listOf((await app.call(`/nfe?${query}`, { token })).fields['data']).map(fieldsOf)

test('emulator Bling 13: invoices are listed without items and found by status and time of issue, a year at most', async () => {
  const id = await create()
  await app.call(`/nfe/${await create()}/enviar`, { token, method: 'POST' })
  const [row] = await list('situacao=1')
  expect(row).toMatchObject({ id, situacao: 1, loja: { id: 0 } })
  expect(row).not.toHaveProperty('itens')
  expect(await list('dataEmissaoInicial=2020-01-01&dataEmissaoFinal=2020-02-01')).toEqual([])
  expect(await list('tipo=0')).toEqual([])
  expect((await app.call('/nfe?dataEmissaoInicial=2024-01-01&dataEmissaoFinal=2026-01-01', { token })).status).toBe(400)
})

test('emulator Bling 13: a pending invoice is replaced by PUT, a sent one is not', async () => {
  const id = await create()
  const replaced = { ...BODY, itens: [{ descricao: 'Caneta', quantidade: 2, valor: 3 }] }
  expect((await app.call(`/nfe/${id}`, { token, method: 'PUT', json: replaced })).status).toBe(200)
  expect(fieldsOf((await app.call(`/nfe/${id}`, { token })).fields['data'])['valorNota']).toBe(6)
  await app.call(`/nfe/${id}/enviar`, { token, method: 'POST' })
  expect((await app.call(`/nfe/${id}`, { token, method: 'PUT', json: replaced })).status).toBe(400)
})

test('emulator Bling 8: deleting many invoices answers plain alerts and the ids that are gone', async () => {
  const [draft, sent] = [await create(), await create()]
  await app.call(`/nfe/${sent}/enviar`, { token, method: 'POST' })
  const answer = await app.call(`/nfe?idsNotas[]=${draft}&idsNotas[]=${sent}`, { token, method: 'DELETE' })
  expect(answer.fields).toEqual({ data: { alertas: [`A nota ${sent} não está pendente`], idsExcluidos: [draft] } })
})

test('emulator Bling 13: stock and accounts of an invoice are posted once and taken back once', async () => {
  const id = await create()
  const post = async (action: string) => (await app.call(`/nfe/${id}/${action}`, { token, method: 'POST' })).status
  expect([await post('lancar-estoque'), await post('lancar-estoque'), await post('estornar-estoque')]).toEqual([204, 400, 204])
  expect([await post('lancar-contas'), await post('lancar-contas'), await post('estornar-contas')]).toEqual([204, 400, 204])
})
