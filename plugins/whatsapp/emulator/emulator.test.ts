import type { WASocket } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, event, type Fake, newAuth, pairedSocket, reopened, startFake } from './testing/companion.ts'

let fake: Fake
let open: WASocket[] = []

beforeEach(async () => {
  fake = await startFake()
})

afterEach(async () => {
  for (const socket of open) socket.end(undefined)
  open = []
  await fake.stop()
})

async function paired(number?: string) {
  const result = await pairedSocket(fake, number)
  open.push(result.socket)
  return result
}

test('the unmodified library shows a QR, is paired by a scan and logs in again after 515', async () => {
  const auth = newAuth()
  const first = connect(fake, auth)
  const closed = event(first, 'connection.update', ({ connection }) => connection === 'close')
  const { qr } = await event(first, 'connection.update', (update) => update.qr !== undefined)
  await fake.play('scan', { qr })
  const { lastDisconnect } = await closed
  expect(lastDisconnect?.error).toMatchObject({ output: { statusCode: 515 } })
  open.push(await reopened(fake, auth))
  expect(auth.creds.me?.id).toMatch(/^5511999990001:1@s\.whatsapp\.net$/)
  expect(await fake.state()).toMatchObject({ unknown: [], errors: [] })
})

test('the unmodified library is paired by a code typed on the phone', async () => {
  const auth = newAuth()
  const first = connect(fake, auth)
  const closed = event(first, 'connection.update', ({ connection }) => connection === 'close')
  await event(first, 'connection.update', (update) => update.qr !== undefined)
  const code = await first.requestPairingCode('5511999990001')
  await fake.play('code', { code })
  await closed
  open.push(await reopened(fake, auth))
  expect(auth.creds.registered).toBe(true)
})

test('a message of a phone arrives sealed, addressed by linked id with the number beside it', async () => {
  const { socket } = await paired()
  const arrived = event(socket, 'messages.upsert', ({ messages }) => messages[0]?.message?.conversation === 'Olá!')
  await fake.play('message', { text: 'Olá!' })
  const { messages, type } = await arrived
  expect(type).toBe('notify')
  expect(messages[0]?.key).toMatchObject({ remoteJid: '75119888800021@lid', remoteJidAlt: '5511988880002@s.whatsapp.net', fromMe: false })
})

test('a message sent reaches the phone once, also when it is sent again under its id', async () => {
  const { socket } = await paired()
  for (let times = 0; times < 2; times++)
    await socket.sendMessage('5511988880002@s.whatsapp.net', { text: 'Seu pedido saiu' }, { messageId: 'ABCDEF0123456789' })
  await expect
    .poll(async () => (await fake.state()).phones[1]?.received)
    .toMatchObject([{ id: 'ABCDEF0123456789', message: { extendedTextMessage: { text: 'Seu pedido saiu' } } }])
  expect((await fake.ledger()).items.filter(({ kind }) => kind === 'message.sent')).toHaveLength(1)
})

test('a message that came while the device was away waits for it, marked as old', async () => {
  const { socket, auth } = await paired()
  // Until it has had the first history, a client that comes back waits for it.
  await expect.poll(() => auth.creds.accountSyncCounter).toBeGreaterThan(0)
  socket.end(undefined)
  await expect.poll(async () => (await fake.state()).phones[0]?.devices[1]?.isConnected).toBe(false)
  await fake.play('message', { text: 'Cadê?' })
  const back = connect(fake, auth)
  open.push(back)
  const { messages, type } = await event(back, 'messages.upsert', (upsert) =>
    upsert.messages.some(({ message }) => message?.conversation === 'Cadê?'),
  )
  expect(type).toBe('append')
  expect(messages).toHaveLength(1)
  await expect.poll(async () => (await fake.state()).phones[0]?.devices[1]?.unread).toEqual([])
})

test('an unlinked device is told so with 401, and a refused one when it logs in', async () => {
  const { socket, auth } = await paired()
  const closed = event(socket, 'connection.update', ({ connection }) => connection === 'close')
  await fake.play('unlink')
  expect((await closed).lastDisconnect?.error).toMatchObject({ output: { statusCode: 401 } })
  const again = connect(fake, auth)
  const refused = await event(again, 'connection.update', ({ connection }) => connection === 'close')
  expect(refused.lastDisconnect?.error).toMatchObject({ output: { statusCode: 401 } })
})

test('a second login with the same credentials ends the first one with 440', async () => {
  const { socket, auth } = await paired()
  const closed = event(socket, 'connection.update', ({ connection }) => connection === 'close')
  open.push(await reopened(fake, auth))
  expect((await closed).lastDisconnect?.error).toMatchObject({ output: { statusCode: 440 } })
})
