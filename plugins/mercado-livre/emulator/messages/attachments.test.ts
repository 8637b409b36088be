import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { beforeEach, expect, test } from 'vitest'
import { useMarket } from '../testing/use-market.ts'

const DAY_MS = 86_400_000
const SITE = 'tag=post_sale&site_id=MLB'

const market = useMarket()
let orderId: string
let buyerId: unknown
beforeEach(async () => {
  orderId = String((await market.play('sell'))['orderId'])
  buyerId = fieldsOf((await market.get(`/orders/${orderId}`)).fields['buyer'])['id']
})

const thread = () => `/messages/packs/${orderId}/sellers/${market.sellerId()}`
const write = (more: Record<string, unknown> = {}) =>
  market.send(`${thread()}?tag=post_sale`, { json: { to: { user_id: buyerId }, text: 'Segue a nota.', ...more } })

test('emulator Mercado Livre 15: an attachment is uploaded, sent by its key and read with site_id; a wrong key is a 422', async () => {
  const form = new FormData()
  form.set('file', new Blob(['%PDF']), 'nota.pdf')
  const headers = { authorization: `Bearer ${market.token()}` }
  const answer = await fetch(`${market.app().url}/messages/attachments?${SITE}`, { method: 'POST', headers, body: form })
  const id = fieldsOf(await answer.json())['id']
  expect((await write({ attachments: [id] })).status).toBe(201)
  expect((await write({ attachments: ['nope.pdf'] })).status).toBe(422)
  expect((await market.get(`/messages/attachments/${id}?${SITE}`)).text).toBe('%PDF')
  expect((await market.get(`/messages/attachments/${id}?tag=post_sale`)).fields['message']).toBe('Invalid site_id')
})

test('emulator Mercado Livre 15: tag=post_sale is required', async () => {
  expect((await market.get(thread())).status).toBe(400)
})

test('emulator Mercado Livre 15: unread messages are counted by pack, and one message leads to its pack', async () => {
  const { messageIds } = await market.play('message', { count: 2 })
  const unread = () => market.get('/messages/unread?role=seller&tag=post_sale')
  expect((await unread()).fields['results']).toEqual([{ resource: `/packs/${orderId}/sellers/${market.sellerId()}`, count: 2 }])
  const one = await market.get(`/messages/${listOf(messageIds)[0]}?tag=post_sale`)
  expect(listOf(one.fields['messages'])).toMatchObject([{ message_resources: [{ id: orderId, name: 'packs' }] }])
  await market.get(`${thread()}?tag=post_sale`)
  expect((await unread()).fields['results']).toEqual([])
})

test('emulator Mercado Livre 15: the reasons to start a conversation are templates or free text', async () => {
  const { options } = (await market.get(`/messages/action_guide/packs/${orderId}?tag=post_sale`)).fields
  expect(listOf(options).map((option) => fieldsOf(option)['id'])).toEqual([
    'REQUEST_VARIANTS',
    'REQUEST_BILLING_INFO',
    'SEND_INVOICE_LINK',
    'DELIVERY_PROMISE',
    'OTHER',
  ])
})

test('emulator Mercado Livre 15: a Full order takes no message before it is delivered', async () => {
  await market.play('fulfillment')
  expect((await write()).status).toBe(403)
  await market.play('moveShipment', { to: 'delivered' })
  expect((await write()).status).toBe(201)
})

test('emulator Mercado Livre 15: a thread is blocked_by_time after 30 days', async () => {
  await market.admin('POST', '/clock', { advanceMs: 31 * DAY_MS })
  await market.reconnect()
  expect((await write()).status).toBe(403)
  const page = await market.get(`${thread()}?tag=post_sale`)
  expect(page.fields).toMatchObject({ conversation_status: { status: 'blocked', substatus: 'blocked_by_time' } })
})
