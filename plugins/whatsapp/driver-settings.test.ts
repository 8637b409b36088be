import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DriversService } from '../../core/drivers/drivers.service.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type Fake, startFake } from './emulator/testing/companion.ts'
import { openStage, type Stage, TENANT } from './testing/stage.ts'

/** What the settings of a number change, and how a person stops and restarts it. */

const database = useTestDatabase()
const CALLER = { tenantId: TENANT, userId: 'usr_ana' }
const OTHER_NUMBER = '5521977770003'
let fake: Fake
let stage: Stage
let worker: DriversService
let sales: string
let support: string

beforeAll(async () => {
  fake = await startFake()
  stage = openStage(database, () => fake)
  worker = await stage.worker()
  sales = await stage.connection()
  support = await stage.connection()
  stage.settings.set(sales, { queue: 'Vendas', greeting: 'Olá! Já vamos responder.' })
  stage.settings.set(support, { queue: 'Suporte' })
  await stage.link(worker, sales)
  await stage.link(worker, support, OTHER_NUMBER)
})
beforeEach(() => {
  stage.delivered.length = 0
})
afterAll(async () => {
  await stage.close()
  await fake.stop()
})

const messages = (connectionId: string) =>
  stage.delivered.filter((one) => one.connectionId === connectionId && one.topic === 'message').map(({ data }) => data)
const sentTo = async (number: string) =>
  (await fake.ledger()).items.filter(({ kind, details }) => kind === 'message.sent' && Object(details).number === number)
const effects = async (kind: string) => (await fake.ledger()).items.filter((effect) => effect.kind === kind).length

test('MV-25 MV-76 each number has a queue of its own, and every message says it', async () => {
  await fake.play('message', { text: 'Quero comprar' })
  await fake.play('message', { to: OTHER_NUMBER, text: 'Preciso de ajuda' })
  await expect
    .poll(() => [messages(sales), messages(support)], { timeout: 8000 })
    .toMatchObject([[{ text: 'Quero comprar', queue: 'Vendas' }], [{ text: 'Preciso de ajuda', queue: 'Suporte' }]])
})

test('MV-76 whoever starts a conversation is greeted once, by the number that has a greeting', async () => {
  const visitor = '5511960000001'
  for (const text of ['Oi', 'Tudo bem?', 'Alguém aí?']) await fake.play('message', { from: visitor, text })
  await fake.play('message', { from: visitor, to: OTHER_NUMBER, text: 'Oi' })
  await expect.poll(() => messages(sales).length + messages(support).length, { timeout: 8000 }).toBe(4)
  await expect.poll(async () => (await sentTo(visitor)).length, { timeout: 8000 }).toBe(1)
  await fake.play('message', { from: visitor, text: 'Obrigado' })
  await expect.poll(() => messages(sales).length, { timeout: 8000 }).toBe(4)
  await stage.call(worker, sales, 'sendText', { to: visitor, text: 'De nada' })
  expect((await sentTo(visitor)).map(({ account }) => account)).toEqual(['5511999990001', '5511999990001'])
})

test('whoever answers a message of the number starts no conversation, and is not greeted', async () => {
  const customer = '5511960000002'
  await fake.play('message', { from: customer, to: OTHER_NUMBER, text: 'Só para ter um telefone' })
  await stage.call(worker, sales, 'sendText', { to: customer, text: 'Seu pedido saiu' })
  await fake.play('message', { from: customer, text: 'Que bom' })
  await expect.poll(() => messages(sales).length, { timeout: 8000 }).toBe(1)
  await stage.call(worker, sales, 'sendText', { to: customer, text: 'Até logo' })
  expect(await sentTo(customer)).toHaveLength(2)
})

test('changed settings are taken up by themselves', async () => {
  stage.settings.set(support, { queue: 'Pós-venda' })
  const logins = await effects('device.login')
  await expect.poll(() => effects('device.login'), { timeout: 8000 }).toBe(logins + 1)
  await stage.until(worker, support, 'connected')
  await fake.play('message', { to: OTHER_NUMBER, text: 'E agora?' })
  await expect.poll(() => messages(support), { timeout: 8000 }).toMatchObject([{ queue: 'Pós-venda' }])
})

test('MV-26 a number is restarted and stopped as often as one likes: the old socket is closed before a new one opens', async () => {
  for (let time = 0; time < 3; time++) {
    const logins = await effects('device.login')
    await stage.start(worker, sales, null)
    await expect.poll(() => effects('device.login'), { timeout: 8000 }).toBe(logins + 1)
    await stage.until(worker, sales, 'connected')
  }
  await worker.disconnect(CALLER, sales, { forget: false })
  await stage.until(worker, sales, 'ended')
  await expect.poll(async () => (await fake.state()).phones[0]?.devices.at(-1)?.isConnected).toBe(false)
  expect(await stage.until(worker, support, 'connected')).toMatchObject({ isHeld: true })
  await stage.start(worker, sales, null)
  await stage.until(worker, sales, 'connected')
  expect(await effects('device.replaced')).toBe(0)
})

test('WE-33 what links the account is shown to whoever may link it, and to nobody else', async () => {
  const connection = await stage.connection()
  await stage.start(worker, connection, { by: 'qr' })
  await stage.until(worker, connection, 'pairing')
  expect(await worker.view(TENANT, connection, { locale: 'en', mayLink: false })).toMatchObject({ state: 'pairing', show: null })
  await worker.disconnect(CALLER, connection, { forget: true })
  await stage.until(worker, connection, 'ended')
  expect(await worker.view(TENANT, connection, { locale: 'en', mayLink: true })).toMatchObject({ show: null })
})
