import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkAccount } from '../core/demo/link-account.ts'
import { type SpawnedEmulator, spawnEmulator } from '../sdk/emulator/spawn.ts'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { freePort } from './free-port.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

/** A number is linked through the product's API, and a flow answers whoever writes to it: the real product, the unmodified library, the fake server. */

interface OpenSession {
  state: string
  show: { kind: string; value: string } | null
}

let product: Product
let session: Session
let phone: SpawnedEmulator
let connectionId: string
let close: () => Promise<void>

beforeAll(async () => {
  const [database, folder, port] = await Promise.all([freshDatabase(), scratchFolder(), freePort()])
  phone = await spawnEmulator('whatsapp', { seed: 'story' })
  product = await startProduct({
    port,
    databaseUrl: database.url,
    dataDir: folder.path,
    env: { PROVIDER_ENDPOINTS: JSON.stringify(phone.endpoints) },
  })
  close = async () => {
    await product.stop()
    await phone.stop()
    await database.drop()
    await folder.remove()
  }
  session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
}, 120_000)

afterAll(async () => {
  await close?.()
})

const open = () => session.get<OpenSession>(`/api/connections/${connectionId}/session`)

test('a number is linked by the QR that the API shows, and then shows none', async () => {
  const created = await session.send<{ id: string; status: string }>('POST', '/api/connections', {
    plugin: 'whatsapp',
    authId: 'device',
    name: 'Loja',
    fields: {},
    settings: { secondsBetweenMessages: 0 },
  })
  connectionId = created.id
  expect(created.status).toBe('untested')
  await session.send('POST', `/api/connections/${connectionId}/session`, { by: 'qr' })
  await until(
    async () => (await open()).show !== null,
    20_000,
    () => product.output().slice(-2000),
  )
  await phone.admin('POST', '/scenario/scan', { qr: (await open()).show?.value })
  await until(
    async () => (await open()).state === 'connected',
    20_000,
    () => product.output().slice(-2000),
  )
  expect(await open()).toMatchObject({ show: null })
  const account = async () =>
    (await session.get<{ items: Array<{ status: string; accountLabel: string | null }> }>('/api/connections')).items[0]
  await until(
    async () => (await account())?.status === 'connected',
    20_000,
    () => product.output().slice(-2000),
  )
  expect(await account()).toMatchObject({ accountLabel: '+5511999990001' })
}, 60_000)

test('a flow answers whoever writes to the number, once', async () => {
  const flow = await session.send<{ id: string }>('POST', '/api/flows', { name: 'Responder' })
  const definition: FlowDefinition = {
    trigger: { kind: 'connector', plugin: 'whatsapp', trigger: 'message-received', connectionId },
    steps: {
      sreply: {
        kind: 'action',
        name: 'reply',
        plugin: 'whatsapp',
        action: 'send-text',
        connectionId,
        input: { to: '{{ trigger.chat.id }}', text: "{{ 'Recebi: ' + trigger.text }}" },
      },
    },
    edges: {},
    settings: {},
    layout: {},
  }
  const { revision } = await session.get<{ revision: number }>(`/api/flows/${flow.id}/draft`)
  await session.send('PUT', `/api/flows/${flow.id}/draft`, { definition }, { 'if-match': String(revision) })
  await session.send('POST', `/api/flows/${flow.id}/publish`, {})
  await phone.admin('POST', '/scenario/message', { text: 'Meu pedido já saiu?' })
  const runs = async () => (await session.get<{ items: Array<{ status: string; endedAt: string | null }> }>('/api/runs')).items
  await until(
    async () => (await runs()).some(({ endedAt }) => endedAt !== null),
    30_000,
    () => product.output().slice(-3000),
  )
  expect(await runs()).toMatchObject([{ status: 'succeeded' }])
  const { items } = JSON.parse(JSON.stringify(await phone.admin('GET', '/ledger?kind=message.sent')))
  expect(items).toHaveLength(1)
  expect(product.output()).not.toMatch(/privKey|rootKey/)
}, 60_000)

test('an unlinked number is linked again as the demonstration does it, and a deleted connection is unlinked on the phone', async () => {
  await session.send('POST', `/api/connections/${connectionId}/session/stop`, { forget: true })
  await until(
    async () => (await open()).state === 'ended',
    20_000,
    () => product.output().slice(-2000),
  )
  await linkAccount({ ...session, consent: async () => {} }, phone, connectionId)
  expect(await open()).toMatchObject({ state: 'connected' })
  await session.send('DELETE', `/api/connections/${connectionId}`)
  const { phones } = JSON.parse(JSON.stringify(await phone.admin('GET', '/state')))
  expect(phones[0].devices).toHaveLength(1)
}, 60_000)
