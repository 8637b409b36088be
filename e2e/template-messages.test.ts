import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldsOf, listOf, textOf } from '../sdk/emulator/fields.ts'
import type { SpawnedEmulator } from '../sdk/emulator/spawn.ts'
import { openTemplateWorld, type TemplateWorld } from './template-world.ts'

/** The ready-made flows that speak on WhatsApp, installed from the gallery, over the unmodified library and the fake server. */

const ATTENDANT = '5511988880002'

let world: TemplateWorld
let phone: SpawnedEmulator

beforeAll(async () => {
  world = await openTemplateWorld({ withPhone: true })
  if (world.phone === null) throw new Error('no phone')
  phone = world.phone
}, 120_000)
afterAll(() => world?.close())

interface Received {
  id: string
  message: { conversation?: string; extendedTextMessage?: { text?: string } }
}
async function receivedBy(number: string): Promise<Array<{ id: string; text: string }>> {
  const { phones }: { phones: Array<{ number: string; received: Received[] }> } = JSON.parse(
    JSON.stringify(await phone.admin('GET', '/state')),
  )
  const received = phones.find((one) => one.number === number)?.received ?? []
  return received.map(({ id, message }) => ({ id, text: message.conversation ?? message.extendedTextMessage?.text ?? '' }))
}
/** The newest message to this number, once there are `count`. */
async function newestTo(number: string, count: number): Promise<{ id: string; text: string }> {
  await expect.poll(async () => (await receivedBy(number)).length, { timeout: 30_000 }).toBe(count)
  return (await receivedBy(number)).at(-1) ?? { id: '', text: '' }
}
const replyTo = (id: string, text: string) =>
  phone.admin('POST', '/scenario/message', { from: ATTENDANT, message: { extendedTextMessage: { text, contextInfo: { stanzaId: id } } } })
const answers = async () => world.effects(world.marketplace, 'question.answered')

test('the day’s sales arrive on WhatsApp with their total and what sold best', async () => {
  await world.marketplace.admin('POST', '/scenario/sell', {})
  const flow = await world.install('mercado-livre-daily-sales-whatsapp')
  expect(await world.run(flow, { scheduledAt: '2026-11-20T23:00:00.000Z' })).toMatchObject({ status: 'succeeded', error: null })
  const { text } = await newestTo(ATTENDANT, 1)
  expect(text).toMatch(/^\*Vendas do dia\*\n[1-9]\d* venda\(s\) paga\(s\), R\$\s?[\d.,]+ ao todo\n\nMais vendidos:\n[1-9]\d*× /)
  await world.pause(flow)
}, 60_000)

test('a question becomes a task and a message; a reply on WhatsApp is posted, ends the task, and a second one is told that it is late', async () => {
  const flow = await world.install('mercado-livre-question-whatsapp')
  await world.install('mercado-livre-answer-in-whatsapp')
  await world.marketplace.admin('POST', '/scenario/ask', { text: 'Tem garantia?' })
  const task = await world.task(flow)
  expect(task).toMatchObject({ question: 'Tem garantia?', deadlineAt: expect.any(String) })
  const asked = await newestTo(ATTENDANT, 2)
  expect(asked.text).toContain('Tem garantia?')
  await replyTo(asked.id, 'Sim, 12 meses.')
  expect((await world.ended(flow))[0]).toMatchObject({ status: 'succeeded', error: null })
  expect((await newestTo(ATTENDANT, 3)).text).toBe('Resposta enviada ao Mercado Livre.')
  expect(await answers()).toMatchObject([{ details: expect.objectContaining({}) }])
  expect(JSON.stringify(await world.marketplace.admin('GET', '/state'))).toContain('Sim, 12 meses.')
  const { items: open } = await world.session.get<{ items: Array<{ flowId: string }> }>('/api/tasks?status=open')
  expect(open.filter(({ flowId }) => flowId === flow)).toEqual([])
  await replyTo(asked.id, 'Não, são 6.')
  expect((await newestTo(ATTENDANT, 4)).text).toContain('já foi respondida')
  expect(await answers()).toHaveLength(1)

  // The other way round: answered in Tomada, nobody has to reply.
  await world.marketplace.admin('POST', '/scenario/ask', { text: 'Vem com nota?' })
  const second = await world.task(flow)
  await world.session.send('POST', `/api/tasks/${second.id}/decide`, { outcome: 'answer', form: { resposta: 'Vem, sim.' } })
  expect((await world.ended(flow, 2))[0]).toMatchObject({ status: 'succeeded', error: null })
  expect(await answers()).toHaveLength(2)
  await world.pause(flow)
}, 120_000)

test('an order that got its tracking code is told to its customer on WhatsApp', async () => {
  const { items } = await world.session.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
  const tiny = items.find(({ plugin }) => plugin === 'tiny')?.id ?? ''
  const hooks = await world.session.get<{ items: Array<{ webhook: string; url: string }> }>(`/api/connections/${tiny}/webhooks`)
  await world.tiny.admin('POST', '/app', { callbackUrl: hooks.items.find(({ webhook }) => webhook === 'events')?.url })
  const flow = await world.install('tiny-order-shipped-whatsapp')
  await world.tiny.admin('POST', '/scenario/history', { orders: 1, days: 1 })
  const [account] = listOf(fieldsOf(await world.tiny.admin('GET', '/state'))['accounts'])
  const order = listOf(fieldsOf(account)['orders']).map(fieldsOf).at(-1)
  const customer = listOf(fieldsOf(account)['contacts'])
    .map(fieldsOf)
    .find(({ id }) => id === order?.['contactId'])
  const number = `55${textOf(customer?.['phone']) ?? textOf(customer?.['mobile'])}`
  // Who has written once has WhatsApp.
  await phone.admin('POST', '/scenario/message', { from: number, text: 'Olá!' })
  const send = await world.flowOf('Enviar', {
    s1: {
      kind: 'action',
      name: 'sent',
      plugin: 'tiny',
      action: 'set-order-tracking',
      connectionId: '',
      input: { pedidoId: String(order?.['id']), codigo: 'BR123456789', url: 'https://rastreio.example/BR123456789' },
    },
  })
  expect(await world.run(send)).toMatchObject({ status: 'succeeded', error: null })
  expect((await world.ended(flow))[0]).toMatchObject({ status: 'succeeded', error: null })
  expect((await newestTo(number, 1)).text).toContain('Código de rastreio: BR123456789')
  await world.pause(flow)
}, 60_000)
