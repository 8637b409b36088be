import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkInTerminal } from '../../core/drivers/link-in-terminal.ts'
import { systemClock } from '../../core/platform/clock.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type Fake, startFake } from './emulator/testing/companion.ts'
import { openStage, type Stage, TENANT } from './testing/stage.ts'

const database = useTestDatabase()
let fake: Fake
let stage: Stage

beforeEach(async () => {
  fake = await startFake()
  stage = openStage(database, () => fake)
})
afterEach(async () => {
  await stage.close()
  await fake.stop()
  await database().truth.query('DELETE FROM connections')
})

test('a number is linked by QR, and the session opens by itself afterwards', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await stage.link(worker, connection)
  expect(await worker.view(TENANT, connection, { locale: 'en', mayLink: true })).toMatchObject({
    state: 'connected',
    show: null,
    isHeld: true,
  })
  expect(await stage.call(worker, connection, 'getAccount', {})).toEqual({
    ok: true,
    output: { number: '5511999990001', phone: '+5511999990001' },
  })
})

test('a number is linked by a code typed on the phone', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await stage.start(worker, connection, { by: 'code', phone: '5511999990001' })
  const { show } = await stage.until(worker, connection, 'pairing')
  expect(show).toMatchObject({ kind: 'code', value: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/) })
  await fake.play('code', { code: show?.value })
  await stage.until(worker, connection, 'connected')
})

test('a number is linked from the terminal, by a QR that is drawn there', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  const said: string[] = []
  const deps = { db: database(), clock: systemClock, secrets: stage.secrets, say: (text: string) => void said.push(text), lookMs: 50 }
  const linking = linkInTerminal(deps, connection, { by: 'qr' })
  const { show } = await stage.until(worker, connection, 'pairing')
  await expect.poll(() => said.join('')).toContain('█')
  await fake.play('scan', { qr: show?.value })
  expect(await linking).toBe(0)
  expect(said.at(-1)).toBe('Linked.\n')
  expect(await linkInTerminal(deps, 'con_unknown', { by: 'qr' })).toBe(2)
})

test('C18 what the driver keeps is sealed: no key of it can be read in the database', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await stage.link(worker, connection)
  await fake.play('message', { text: 'segredo' })
  await expect.poll(() => stage.delivered.length).toBe(1)
  const entries = async () => (await database().truth.query('SELECT kind, value FROM driver_entries')).rows
  await expect.poll(async () => (await entries()).map(({ kind }) => kind)).toContain('key:session')
  const rows = await entries()
  expect(rows.every(({ value }) => /^v1\.test\.[\w-]+$/.test(value))).toBe(true)
})

test('a message arrives once, with who wrote it, and is sent to the same chat in answer', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await stage.link(worker, connection)
  await fake.play('message', { text: 'Olá, meu pedido já saiu?' })
  await expect.poll(() => stage.delivered.length).toBe(1)
  expect(stage.delivered[0]).toMatchObject({
    topic: 'message',
    data: {
      kind: 'text',
      text: 'Olá, meu pedido já saiu?',
      chat: { id: '75119888800021@lid', isGroup: false },
      sender: { number: '5511988880002', phone: '+5511988880002', name: 'Maria Cliente' },
    },
  })
  const sent = await stage.call(worker, connection, 'sendText', { to: '75119888800021@lid', text: 'Saiu agora!' })
  expect(sent).toMatchObject({ ok: true })
  const state = await fake.state()
  expect(state.phones[1]?.received).toMatchObject([{ message: { extendedTextMessage: { text: 'Saiu agora!' } } }])
})

test('a step that is repeated sends one message', async () => {
  const worker = await stage.worker()
  const connection = await stage.connection()
  await stage.link(worker, connection)
  const input = { to: '+55 (11) 98888-0002', text: 'Uma vez' }
  const first = await stage.call(worker, connection, 'sendText', input, 'run_x/s1')
  const second = await stage.call(worker, connection, 'sendText', input, 'run_x/s1')
  expect(first).toMatchObject({ ok: true, output: { chatId: '5511988880002@s.whatsapp.net' } })
  expect(second.ok && first.ok && second.output).toMatchObject({ messageId: first.ok ? Object(first.output).messageId : '' })
  expect((await fake.ledger()).items.filter(({ kind }) => kind === 'message.sent')).toHaveLength(1)
})
