import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkAccount } from '../core/demo/link-account.ts'
import { type SpawnedEmulator, spawnEmulator } from '../sdk/emulator/spawn.ts'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { openBrowser, openPage } from './browser.ts'
import { freePort } from './free-port.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

/** A number is linked in the product's pages, and a flow answers whoever writes to it: the real product, the unmodified library, the fake server. */

interface OpenSession {
  state: string
  show: { kind: string; value: string } | null
}

let product: Product
let session: Session
let phone: SpawnedEmulator
let connectionId: string
let browser: Browser
let page: Page
let faults: string[]
/** What the server pushed to the page. */
const pushed: string[] = []
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
  browser = await openBrowser()
  ;({ page, faults } = await openPage(browser))
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => pushed.push(String(payload))))
  const login = { email: 'ana@loja.test', password: 'uma senha bem comprida' }
  await page.request.post(`${product.baseUrl}/api/session`, { data: login, headers: { origin: product.baseUrl } })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await close?.()
})

const open = () => session.get<OpenSession>(`/api/connections/${connectionId}/session`)
const card = () => page.locator('[data-testid="connection"][data-plugin="whatsapp"]')
const panel = (state: string) => card().locator(`[data-testid="connection-session"][data-state="${state}"]`)
const devices = async () => JSON.parse(JSON.stringify(await phone.admin('GET', '/state'))).phones[0].devices.length - 1
const effects = async (kind: string): Promise<unknown[]> =>
  JSON.parse(JSON.stringify(await phone.admin('GET', `/ledger?kind=${kind}`))).items

test('MV-27 WE-33 a number is linked in the wizard: the QR changes by itself, only who may link it sees it, and the dialog closes', async () => {
  await page.goto(`${product.baseUrl}/app/connections?connect=whatsapp`)
  await page.getByTestId('connect-next').click()
  expect(await page.getByTestId('pairing-notice').textContent()).toMatch(/não é oficial.*bloquear.*GPL-3\.0/s)
  await page.getByTestId('pairing-understood').check()
  await page.getByTestId('connect-submit').click()
  await page.getByTestId('pairing-form').waitFor()
  const { items } = await session.get<{ items: Array<{ id: string; status: string }> }>('/api/connections')
  connectionId = items[0]?.id ?? ''
  expect(items).toMatchObject([{ status: 'untested' }])
  const settings = { secondsPerQr: 5, secondsBetweenMessages: 0 }
  await session.send('PATCH', `/api/connections/${connectionId}`, { settings })

  await page.getByTestId('pairing-start').click()
  const squares = page.getByTestId('pairing-qr').locator('path')
  await squares.waitFor()
  const first = await squares.getAttribute('d')
  expect(await page.getByTestId('pairing-countdown').textContent()).toMatch(/^Muda em [0-5] s$/)
  const { show } = await open()
  expect(show).toMatchObject({ kind: 'qr' })
  const viewer = await signInAsViewer()
  expect(await viewer.get(`/api/connections/${connectionId}/session`)).toMatchObject({ state: 'pairing', show: null })
  await expect(viewer.send('POST', `/api/connections/${connectionId}/session`, { by: 'qr' })).rejects.toThrow('403')
  await expect.poll(() => squares.getAttribute('d'), { timeout: 10_000 }).not.toBe(first)
  expect((await open()).show?.value).not.toBe(show?.value)

  await phone.admin('POST', '/scenario/scan', { qr: (await open()).show?.value })
  await page.getByTestId('pairing-form').waitFor({ state: 'detached' })
  await page.getByTestId('connect-step').waitFor({ state: 'detached' })
  await panel('connected').waitFor()
  expect(await open()).toMatchObject({ state: 'connected', show: null })
  expect(pushed.join()).toContain(connectionId)
  expect(pushed.join()).not.toContain('wa.me')
  await card().getByText('+5511999990001').first().waitFor()
  expect(await devices()).toBe(1)
}, 60_000)

test('WE-34 MV-26 what becomes of the number is shown as it happens, and it is restarted, stopped and connected from its card', async () => {
  await phone.admin('POST', '/scenario/kick', { code: 503 })
  await panel('waiting').waitFor()
  await panel('connected').waitFor()
  const logins = async () => (await effects('device.login')).length
  const before = await logins()
  await page.getByTestId('session-restart').click()
  await expect.poll(logins, { timeout: 10_000 }).toBe(before + 1)
  await panel('connected').waitFor()
  await page.getByTestId('session-stop').click()
  await panel('ended').waitFor()
  expect(await devices()).toBe(1)
  await page.getByTestId('session-connect').click()
  await panel('connected').waitFor()
  expect(await logins()).toBe(before + 2)
  expect(await effects('device.replaced')).toEqual([])
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

test('MV-84 the state of a sent message is shown as it moves on, and never goes back', async () => {
  const [sent] = JSON.parse(JSON.stringify(await phone.admin('GET', '/ledger?kind=message.sent'))).items
  await page.goto(`${product.baseUrl}/app/data/whatsapp/sent-messages`)
  const row = page.locator(`[data-testid="record-row"][data-key="${sent.id}"]`)
  await row.getByTitle('Entregue', { exact: true }).waitFor()
  expect(await row.textContent()).toContain('Recebi: Meu pedido já saiu?')
  await phone.admin('POST', '/scenario/receipt', { ids: [sent.id], type: 'read' })
  await row.getByTitle('Lida', { exact: true }).waitFor()
  await phone.admin('POST', '/scenario/receipt', { ids: [sent.id] })
  await row.getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Linha do tempo' }).click()
  const statuses = page.locator('[data-testid="moment"]')
  await statuses.filter({ hasText: 'Lida' }).first().waitFor()
  const { items } = await session.get<{ items: Array<{ data: { status: string } }> }>('/api/resources/whatsapp/sent-messages')
  expect(items).toMatchObject([{ data: { status: 'read' } }])
}, 60_000)

test('MV-26 the session is deleted from the card and the number linked again as the demonstration does it; a deleted connection is unlinked on the phone', async () => {
  await page.goto(`${product.baseUrl}/app/connections`)
  await page.getByTestId('session-unlink').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Desvincular' }).click()
  await panel('ended').waitFor()
  await expect.poll(devices, { timeout: 10_000 }).toBe(0)
  await linkAccount({ ...session, consent: async () => {} }, phone, connectionId)
  await panel('connected').waitFor()
  await session.send('DELETE', `/api/connections/${connectionId}`)
  expect(await devices()).toBe(0)
  expect(faults).toEqual([])
}, 60_000)

async function signInAsViewer(): Promise<Session> {
  const person = { name: 'Vera', email: 'vera@loja.test', password: 'outra senha bem comprida' }
  await session.send('POST', '/api/members', { ...person, role: 'viewer' })
  const viewer = sessionAt(product.baseUrl)
  await viewer.send('POST', '/api/session', { email: person.email, password: person.password })
  return viewer
}
