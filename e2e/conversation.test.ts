import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkAccount } from '../core/demo/link-account.ts'
import { type SpawnedEmulator, spawnEmulator } from '../sdk/emulator/spawn.ts'
import type { FlowDefinition, Json } from '../sdk/flow/definition.ts'
import { freePort } from './free-port.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

/** Conversations on WhatsApp by a flow of the builder: the real product, the unmodified library, the fake server, and a bot of somebody else's. */

const [MARIA, JOAO, VERA] = ['5511988880002', '5511977770003', '5511966660004']
const BOT = 'https://robo.sua-loja.com.br'

let product: Product
let session: Session
let phone: SpawnedEmulator
let connectionId: string
let flowId: string
let close: () => Promise<void>
/** What the bot was asked, in order. */
const asked: Array<{ conversation: string; text: string }> = []

beforeAll(async () => {
  const [database, folder, port] = await Promise.all([freshDatabase(), scratchFolder(), freePort()])
  const bot = await openBot()
  phone = await spawnEmulator('whatsapp', { seed: 'story' })
  const { port: botPort } = bot.address() as AddressInfo
  const endpoints = { ...phone.endpoints, [BOT]: `http://127.0.0.1:${botPort}` }
  product = await startProduct({
    port,
    databaseUrl: database.url,
    dataDir: folder.path,
    env: { PROVIDER_ENDPOINTS: JSON.stringify(endpoints) },
  })
  close = async () => {
    await product.stop()
    await phone.stop()
    bot.close()
    await database.drop()
    await folder.remove()
  }
  session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  const settings = { secondsBetweenMessages: 0 }
  const account = { plugin: 'whatsapp', authId: 'device', name: 'Loja', fields: {}, settings }
  connectionId = (await session.send<{ id: string }>('POST', '/api/connections', account)).id
  await linkAccount({ ...session, consent: async () => {} }, phone, connectionId)
  await session.send('POST', '/api/data-tables', { name: 'contatos' })
  await session.send('PUT', `/api/data-tables/contatos/rows/${VERA}`, { value: { tags: ['vip'] } })
  flowId = (await session.send<{ id: string }>('POST', '/api/flows', { name: 'Atendimento', template: 'whatsapp-menu-bot' })).id
  await publish(flowId, () => {})
}, 120_000)

afterAll(() => close?.())

/** Answers what it was asked, and says that it is over when somebody thanks it. */
async function openBot(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const question: { conversation: string; text: string } = JSON.parse(body)
      asked.push(question)
      const isOver = question.text.startsWith('obrigad')
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ answer: isOver ? 'De nada!' : `Sobre “${question.text}”: três dias.`, isOver }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function publish(id: string, change: (definition: FlowDefinition) => void): Promise<void> {
  const { revision, definition } = await session.get<{ revision: number; definition: FlowDefinition }>(`/api/flows/${id}/draft`)
  change(definition)
  await session.send('PUT', `/api/flows/${id}/draft`, { definition }, { 'if-match': String(revision) })
  await session.send('POST', `/api/flows/${id}/publish`, {})
}

const say = (from: string, text: string) => phone.admin('POST', '/scenario/message', { from, text })

/** The texts that a customer's phone has, in order. */
async function heard(number: string): Promise<string[]> {
  const { phones } = JSON.parse(JSON.stringify(await phone.admin('GET', '/state')))
  const { received } = phones.find((one: { number: string }) => one.number === number) ?? { received: [] }
  return received.map(({ message }: { message: { conversation?: string; extendedTextMessage?: { text: string } } }) =>
    String(message.extendedTextMessage?.text ?? message.conversation)
      .split('\n')
      .slice(0, 1)
      .join(),
  )
}

async function hears(number: string, expected: string[]): Promise<void> {
  let last: string[] = []
  await until(
    async () => {
      last = await heard(number)
      return last.length >= expected.length
    },
    60_000,
    () => `${number} has heard ${JSON.stringify(last)}\n${product.output().slice(-2000)}`,
  )
  expect(await heard(number)).toEqual(expected)
}

const MENU = 'Olá! Como posso ajudar?'

test('MV-33 MV-82 a chat answers, waits for replies and keeps apart where each conversation stands, and what is said at once is answered in order', async () => {
  await say(MARIA, 'Oi')
  await hears(MARIA, [MENU])
  await say(JOAO, 'Bom dia')
  for (const text of ['1', '4711']) await say(MARIA, text)
  await hears(JOAO, [MENU])
  await hears(MARIA, [
    MENU,
    'Qual é o número do pedido?',
    'Anotei o pedido 4711. Respondemos por aqui. Escreva qualquer coisa para ver o menu.',
  ])
  const { items } = await session.get<{ items: Array<{ value: { pedido: string; numero: string } }> }>('/api/data-tables/chamados/rows')
  expect(items.map(({ value }) => value)).toMatchObject([{ pedido: '4711', numero: `+${MARIA}` }])
}, 150_000)

test('MV-35 a conversation is handed to an external bot and comes back, by the person’s wish or the bot’s', async () => {
  const before = (await heard(JOAO)).length
  const since = async (expected: string[]) => hears(JOAO, [...(await heard(JOAO)).slice(0, before), ...expected])
  await say(JOAO, '2')
  await since(['Agora quem responde é o robô. Escreva 0 para voltar ao menu.'])
  await say(JOAO, 'qual o prazo?')
  await say(JOAO, '0')
  await say(JOAO, '2')
  await say(JOAO, 'obrigado')
  await since([
    'Agora quem responde é o robô. Escreva 0 para voltar ao menu.',
    'Sobre “qual o prazo?”: três dias.',
    MENU,
    'Agora quem responde é o robô. Escreva 0 para voltar ao menu.',
    'De nada!',
    MENU,
  ])
  expect(asked.map(({ text }) => text)).toEqual(['qual o prazo?', 'obrigado'])
}, 150_000)

test('MV-34 it branches on what is said, on a tag of the contact and on the time', async () => {
  await publish(flowId, ({ steps }) => {
    const config = Object.values(steps).find((step) => step.name === 'config')
    if (config?.kind !== 'map') throw new Error('the template has no step for its values')
    // Never open.
    config.value = { ...Object(config.value), opensAt: 24, closesAt: 24 }
  })
  await say(VERA, 'Oi')
  await say(VERA, '3')
  await hears(VERA, ['Olá de novo! Você é cliente especial.', 'Uma pessoa já vai responder.'])
  const before = await heard(MARIA)
  for (const text of ['Oi', 'bla', 'quero saber do meu pedido', '4712']) await say(MARIA, text)
  for (const text of ['Oi', '3']) await say(MARIA, text)
  await hears(MARIA, [
    ...before,
    MENU,
    'Não entendi.',
    'Qual é o número do pedido?',
    'Anotei o pedido 4712. Respondemos por aqui. Escreva qualquer coisa para ver o menu.',
    MENU,
    'Nosso atendimento por pessoas funciona das 8 h às 18 h. Deixe sua mensagem: respondemos assim que abrirmos.',
  ])
}, 150_000)

test('MV-83 scheduled messages leave on time after downtime, once each', async () => {
  const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name: 'Agendadas' })
  const [to, before] = ['trigger.to', await heard(JOAO)]
  await publish(id, (definition) => {
    definition.trigger = { kind: 'manual' }
    definition.steps = {
      s1: { kind: 'delay', name: 'until', delay: { by: 'date', date: '{{ trigger.at }}' } },
      s2: {
        kind: 'action',
        name: 'send',
        plugin: 'whatsapp',
        action: 'send-text',
        connectionId,
        input: { to: `{{ ${to} }}`, text: '{{ trigger.text }}' },
      },
    }
    definition.edges = { e1: { from: 's1', to: 's2' } }
  })
  // Later than a busy machine needs to take them in.
  const dueMs = Date.now() + 8_000
  const messages: Json[] = [
    { to: `+${JOAO}`, text: 'às três', at: new Date(dueMs).toISOString() },
    { to: `+${JOAO}`, text: 'às quatro', at: new Date(dueMs + 500).toISOString() },
  ]
  for (const data of messages) await session.send('POST', `/api/flows/${id}/runs`, { data })
  const waiting = async () => (await session.get<{ items: Array<{ status: string }> }>(`/api/runs?flowId=${id}`)).items
  await until(
    async () => (await waiting()).every(({ status }) => status === 'waiting'),
    10_000,
    () => product.output().slice(-2000),
  )
  await product.kill()
  // Down when the messages are due.
  await new Promise((resolve) => setTimeout(resolve, dueMs + 1_000 - Date.now()))
  expect(await heard(JOAO)).toEqual(before)
  await product.restart()
  await until(
    async () => (await heard(JOAO)).length >= before.length + messages.length,
    60_000,
    () => product.output().slice(-2000),
  )
  expect((await heard(JOAO)).slice(before.length).sort()).toEqual(['às quatro', 'às três'])
}, 120_000)
