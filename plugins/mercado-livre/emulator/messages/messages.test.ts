import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
let thread: string
let buyerId: unknown
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
  const { orderId } = await app.admin('POST', '/scenario/sell', {})
  buyerId = fieldsOf((await app.get(`/orders/${orderId}`, token)).fields['buyer'])['id']
  thread = `/messages/packs/${orderId}/sellers/${app.sellers[0]?.userId}?tag=post_sale`
})
afterAll(() => app.stop())

const read = async (query = '') => (await app.get(`${thread}${query}`, token)).fields
const send = (toId: unknown, text = 'Já foi enviado.') => call(`${app.url}${thread}`, { token, json: { to: { user_id: toId }, text } })
const readTimes = async () =>
  listOf((await read('&mark_as_read=false'))['messages']).map((message) => fieldsOf(fieldsOf(message)['message_date'])['read'])

test('emulator Mercado Livre 15: a thread pages by 10, under the order id when there is no pack', async () => {
  await app.admin('POST', '/scenario/message', { count: 12 })
  const page = await read()
  expect(listOf(page['messages'])).toHaveLength(10)
  expect(page).toMatchObject({ paging: { limit: 10, offset: 0, total: 12 }, seller_max_message_length: 350 })
  expect(listOf((await read('&offset=10'))['messages'])).toHaveLength(2)
})

test('emulator Mercado Livre 15: a plain read marks as read, mark_as_read=false does not', async () => {
  await app.admin('POST', '/scenario/message', {})
  expect(await readTimes()).toEqual([null])
  await read()
  expect((await readTimes())[0]).not.toBeNull()
})

test('emulator Mercado Livre 15: a text over 350 characters is a 400, an open mediation a 403', async () => {
  expect((await send(buyerId, 'x'.repeat(351))).status).toBe(400)
  expect((await send(buyerId)).status).toBe(201)
  await app.admin('POST', '/scenario/claim', {})
  expect((await send(buyerId)).status).toBe(403)
  expect(await read()).toMatchObject({ conversation_status: { status: 'blocked', substatus: 'blocked_by_mediation' } })
})

test('emulator Mercado Livre 15: the agent on an old thread is refused, the buyer on an agent’s thread is answered well and reaches nobody', async () => {
  const agentId = 3037675074
  const early = await send(agentId)
  expect([early.status, String(early.fields['message'])]).toEqual([400, expect.stringContaining('does not belong to pack')])
  await app.admin('POST', '/scenario/agentThread', {})
  expect((await send(buyerId)).status).toBe(201)
  expect((await send(agentId)).status).toBe(201)
  const kinds = listOf((await app.admin('GET', '/ledger'))['items']).map((effect) => fieldsOf(effect)['kind'])
  expect(kinds).toEqual(['message.lost', 'message.sent'])
})

test('emulator Mercado Livre 6: messages and claims have a lower limit of their own', async () => {
  await app.admin('POST', '/limits', { messagesPerMinute: 2 })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await app.get(thread, token)).status)
  expect(statuses).toEqual([200, 200, 429])
  expect((await app.get('/users/me', token)).status).toBe(200)
})
