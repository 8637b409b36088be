import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DriversService } from '../../core/drivers/drivers.service.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type Fake, startFake } from './emulator/testing/companion.ts'
import { openStage, type Stage } from './testing/stage.ts'

/** Every kind of message, both ways, over one linked number. */

const database = useTestDatabase()
const CUSTOMER_CHAT = '75119888800021@lid'
let fake: Fake
let stage: Stage
let worker: DriversService
let connection: string

beforeAll(async () => {
  fake = await startFake()
  stage = openStage(database, () => fake)
  worker = await stage.worker()
  connection = await stage.connection()
  await stage.link(worker, connection)
})
beforeEach(() => {
  stage.delivered.length = 0
})
afterAll(async () => {
  await stage.close()
  await fake.stop()
})

const last = (topic: string) => stage.delivered.findLast((message) => message.topic === topic)
const arrived = async (topic: string) => {
  await expect.poll(() => last(topic)?.topic, { timeout: 8000 }).toBe(topic)
  return last(topic)?.data ?? {}
}
const sent = async (name: string, input: Record<string, unknown>) => {
  const result = await stage.call(worker, connection, name, JSON.parse(JSON.stringify(input)))
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return JSON.parse(JSON.stringify(result.output))
}
const received = async () => (await fake.state()).phones[1]?.received ?? []

test('a reaction, an edit and a deletion arrive with the id of the message they are about', async () => {
  const key = { remoteJid: CUSTOMER_CHAT, fromMe: false, id: 'ABC1' }
  await fake.play('message', { message: { reactionMessage: { key, text: '👍' } } })
  expect(await arrived('reaction')).toMatchObject({ messageId: 'ABC1', emoji: '👍', sender: { number: '5511988880002' } })
  await fake.play('message', { message: { protocolMessage: { key, type: 'MESSAGE_EDIT', editedMessage: { conversation: 'corrigido' } } } })
  expect(await arrived('edit')).toMatchObject({ messageId: 'ABC1', text: 'corrigido' })
  await fake.play('message', { message: { protocolMessage: { key, type: 'REVOKE' } } })
  expect(await arrived('deletion')).toMatchObject({ messageId: 'ABC1' })
})

test('a message of somebody who hides the number has the linked id and no number', async () => {
  await fake.play('message', { from: '5521977770003', text: 'Oculto', hidesNumber: true })
  expect(await arrived('message')).toMatchObject({ text: 'Oculto', sender: { number: null, phone: null, lid: '75219777700031' } })
})

test('a poll is sent, and its answer arrives as texts of its options', async () => {
  const { messageId } = await sent('sendPoll', { to: CUSTOMER_CHAT, question: 'Como foi?', options: ['Bom', 'Ruim'] })
  const poll = (await received()).find(({ id }) => id === messageId)
  const context = JSON.parse(JSON.stringify(poll?.message['messageContextInfo']))
  await fake.play('vote', { pollId: messageId, secret: context.messageSecret, options: ['Bom'] })
  expect(await arrived('pollVote')).toMatchObject({ pollMessageId: messageId, options: ['Bom'] })
})

test('a reaction is put on a message of the chat', async () => {
  await sent('sendReaction', { chatId: CUSTOMER_CHAT, messageId: 'XYZ1', emoji: '❤️' })
  await expect.poll(async () => (await received()).at(-1)?.message).toMatchObject({ reactionMessage: { text: '❤️', key: { id: 'XYZ1' } } })
})

test('an answer quotes the message it answers', async () => {
  await sent('sendText', { to: CUSTOMER_CHAT, text: 'Sim!', quotedMessageId: 'Q1', quotedText: 'Já saiu?' })
  await expect
    .poll(async () => (await received()).at(-1)?.message)
    .toMatchObject({ extendedTextMessage: { text: 'Sim!', contextInfo: { stanzaId: 'Q1' } } })
})

test('a document is uploaded sealed, and comes back byte for byte when it is downloaded', async () => {
  const base64 = Buffer.from('%PDF-1.4 nota fiscal').toString('base64')
  await sent('sendMedia', { to: CUSTOMER_CHAT, kind: 'document', base64, mimetype: 'application/pdf', fileName: 'nota.pdf' })
  const message = (await received()).at(-1)?.message
  expect(message).toMatchObject({ documentMessage: { fileName: 'nota.pdf', mimetype: 'application/pdf' } })
  await fake.play('message', { message })
  const { media } = await arrived('message')
  const { reference } = JSON.parse(JSON.stringify(media))
  expect(await sent('downloadMedia', { reference })).toMatchObject({ mimetype: 'application/pdf', fileName: 'nota.pdf', base64 })
})

test('a message in a group arrives with the group and its author, and an answer reaches the members', async () => {
  const { group } = JSON.parse(
    await fake.levers({ group: { subject: 'Equipe', members: ['5511999990001', '5511988880002', '5521977770003'] } }),
  )
  await fake.play('message', { group: group.id, text: 'Bom dia' })
  expect(await arrived('message')).toMatchObject({
    text: 'Bom dia',
    chat: { id: group.id, isGroup: true },
    sender: { number: '5511988880002' },
  })
  await sent('sendText', { to: group.id, text: 'Bom dia a todos' })
  await expect
    .poll(async () => (await received()).at(-1))
    .toMatchObject({ group: group.id, message: { extendedTextMessage: { text: 'Bom dia a todos' } } })
  await fake.play('forgetKeys')
  await sent('sendText', { to: group.id, text: 'De novo, para todos' })
  const again = async () => (await fake.state()).phones.slice(1).map(({ received }) => received.filter(isAgain).length)
  const isAgain = ({ message }: { message: object }) => JSON.stringify(message).includes('De novo, para todos')
  await expect.poll(again, { timeout: 10_000 }).toEqual([1, 1])
  expect(await sent('listGroups', {})).toMatchObject({ groups: [{ chatId: group.id, subject: 'Equipe', members: 3 }] })
})

const shown = async (id: string) => (await received()).filter((message) => message.id === id)
const asked = async (id: string) => (await fake.state()).unreadable.filter((message) => message.id === id)

test('a phone that has lost its keys asks for a message again, gets it under its id and shows it once', async () => {
  await fake.play('message', { text: 'Antes de trocar de aparelho' })
  await arrived('message')
  await fake.play('forgetKeys')
  await fake.play('forgetKeys', { number: '5511999990001' })
  const { messageId } = await sent('sendText', { to: CUSTOMER_CHAT, text: 'Depois da troca' })
  await expect
    .poll(() => shown(messageId), { timeout: 10_000 })
    .toMatchObject([{ message: { extendedTextMessage: { text: 'Depois da troca' } } }])
  await expect
    .poll(async () => (await fake.state()).phones[0]?.received.filter(({ id }) => id === messageId), { timeout: 10_000 })
    .toHaveLength(1)
  expect((await asked(messageId)).length).toBeGreaterThan(0)
  await sent('sendText', { to: CUSTOMER_CHAT, text: 'E a seguinte' })
  await expect
    .poll(async () => (await received()).at(-1)?.message, { timeout: 10_000 })
    .toMatchObject({ extendedTextMessage: { text: 'E a seguinte' } })
  expect((await fake.ledger()).items.filter(({ kind, id }) => kind === 'message.sent' && id === messageId)).toHaveLength(1)
})

test('a message that comes damaged twice is sent a third time', async () => {
  await fake.play('damage', { times: 2 })
  const { messageId } = await sent('sendText', { to: CUSTOMER_CHAT, text: 'Na terceira' })
  await expect.poll(() => shown(messageId), { timeout: 10_000 }).toHaveLength(1)
  expect(await asked(messageId)).toHaveLength(2)
})

test('delivered and read are told once each, and can be asked for', async () => {
  const { messageId } = await sent('sendText', { to: CUSTOMER_CHAT, text: 'Chegou?' })
  await fake.play('receipt', { ids: [messageId], type: 'read' })
  const levels = () =>
    stage.delivered.filter(({ topic, data }) => topic === 'status' && data['messageId'] === messageId).map(({ data }) => data['status'])
  await expect.poll(levels, { timeout: 10_000 }).toEqual(expect.arrayContaining(['sent', 'delivered', 'read']))
  expect(levels()).toHaveLength(3)
  expect(await sent('getMessageStatus', { messageId })).toMatchObject({ status: 'read' })
})

test('MV-84 a message that was read before its delivery was told goes forward only, and is listed as read', async () => {
  await fake.play('switchOff')
  const { messageId } = await sent('sendText', { to: CUSTOMER_CHAT, text: 'Só para a frente' })
  const about = (topic: string) => stage.delivered.filter((news) => news.topic === topic && news.data['messageId'] === messageId)
  await fake.play('receipt', { ids: [messageId], type: 'read' })
  await expect.poll(() => about('status').map(({ data }) => data['status']), { timeout: 10_000 }).toEqual(['sent', 'read'])
  await fake.play('switchOn')
  const record = async () => sent('readSent', { key: messageId })
  await expect.poll(async () => (await record()).deliveredAt, { timeout: 10_000 }).toMatch(/^20/)
  expect(await record()).toMatchObject({ text: 'Só para a frente', kind: 'text', status: 'read', step: 3, refusedWith: null })
  expect(about('status')).toHaveLength(2)
  const { records, done } = await sent('listSent', { checkpoint: null, limit: 2 })
  expect([records.length, records[0], done]).toEqual([2, await record(), false])
})

test('a Brazilian number is found with and without its ninth digit, and one that nobody has is refused', async () => {
  await fake.levers({ alias: { number: '5511988880002', also: '551188880002' } })
  expect(await sent('checkNumber', { phone: '+55 11 8888-0002' })).toMatchObject({ exists: true, number: '5511988880002' })
  expect(await sent('checkNumber', { phone: '+55 11 90000-0000' })).toMatchObject({ exists: false })
  const refused = await stage.call(worker, connection, 'sendText', { to: '+55 11 90000-0000', text: 'Oi' })
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'notFound' } })
})

test('a message that WhatsApp refuses with 463 fails with its reason, and the same step does not try again', async () => {
  await fake.levers({ failSends: 463 })
  const first = await stage.call(worker, connection, 'sendText', { to: CUSTOMER_CHAT, text: 'Oi' }, 'run_463/s1')
  await fake.levers({ failSends: 0 })
  expect(first).toMatchObject({ ok: false, failure: { kind: 'permanent', message: expect.stringContaining('463') } })
  expect(await stage.call(worker, connection, 'sendText', { to: CUSTOMER_CHAT, text: 'Oi' }, 'run_463/s1')).toMatchObject({ ok: false })
  const { messageId, code } = await arrived('refused')
  expect(code).toBe('463')
  expect(await sent('readSent', { key: messageId })).toMatchObject({ status: 'refused', refusedWith: '463' })
})

test('nothing that the driver process prints leaks: it prints nothing at all', () => {
  expect(stage.output()).toBe('')
})

test('the fake server met nothing that it does not play', async () => {
  expect(await fake.state()).toMatchObject({ unknown: [], errors: [] })
})
