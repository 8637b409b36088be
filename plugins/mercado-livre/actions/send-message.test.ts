import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const INPUT = { packId: '2000003508419013', text: 'Saiu hoje.' }
const SENT = { status: 201, json: { message_id: 'm1', status: 'available' } }

test('who wrote last gets the message', async () => {
  await mercadoLivre().replay('send-message')
})

test('where the agent of Mercado Livre has taken over, the agent gets it and not the buyer', async () => {
  const { provider, run } = mercadoLivre()
  const messages = [{ from: { user_id: 1 } }, { from: { user_id: 3037675074 } }, { from: { user_id: 123456789 } }]
  provider.answers.push({ json: { conversation_status: { status: 'active' }, messages } }, SENT)
  expect(await run('send-message', INPUT)).toMatchObject({ ok: true, output: { recipientId: '3037675074' } })
})

test('the first message of a conversation goes to the buyer of the order, or of the pack’s first order', async () => {
  const { provider, run } = mercadoLivre()
  const empty = { json: { conversation_status: { status: 'active' }, messages: [] } }
  provider.answers.push(
    empty,
    { status: 404, json: { message: 'Order not found.', error: 'order_not_found', status: 404, cause: null } },
    { json: { id: 5, orders: [{ id: 77 }] } },
    { json: { id: 77, buyer: { id: 123456789 } } },
    SENT,
  )
  expect(await run('send-message', INPUT)).toMatchObject({ ok: true, output: { recipientId: '123456789' } })
  expect(provider.requests.map(({ path }) => path.split('?')[0])).toEqual([
    '/messages/packs/2000003508419013/sellers/1',
    '/orders/2000003508419013',
    '/packs/2000003508419013',
    '/orders/77',
    '/messages/packs/2000003508419013/sellers/1',
  ])
})

test('a blocked conversation takes no message, and says why', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: { conversation_status: { status: 'blocked', substatus: 'blocked_by_time' }, messages: [] } })
  expect(await run('send-message', INPUT)).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no', message: expect.stringContaining('blocked_by_time') },
  })
})

test('a message whose outcome is unknown waits for a person', () => {
  expect(mercadoLivre().actions.facts('mercado-livre', 'send-message').repeatable).toEqual({ mode: 'never' })
})
