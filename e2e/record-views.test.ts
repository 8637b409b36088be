import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { until } from './harness.ts'
import { broken } from './screen-visits.ts'
import { openSellerWorld, type ResourceName, type SellerWorld } from './sync/seller-world.ts'

/** What a seller does all day, on pages that are drawn from the manifest alone: the catalogue, the orders, the questions of buyers. */

/** In the page: how many animations are under way that will end. */
const WHAT_ENDS = `document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getTiming().iterations !== Infinity).length`
const LOGIN = { email: 'ana@loja.test', password: 'uma senha bem comprida' }

let browser: Browser
let world: SellerWorld
let page: Page
let faults: string[]
let accountId: string
let sellerId: number
/** By resource: a flow that its changes start. */
const listeners = new Map<ResourceName, string>()

interface ProviderState {
  listings: Array<{ id: string; priceCents: number; available: number }>
  questions: Array<{ id: number; status: string; answer: { text: string } | null }>
  messages: Array<{ text: string }>
}
interface Listed {
  items: Array<{ key: string; title: string; fields: Record<string, unknown>; data: Record<string, unknown> }>
}

beforeAll(async () => {
  browser = await openBrowser()
  world = await openSellerWorld()
  const [seller] = world.sellers
  if (seller === undefined) throw new Error('there is no seller')
  await world.play('history', { orders: 12, listings: 8, questions: 6, days: 5 })
  await world.play('ask', { count: 2, text: 'Serve na tomada antiga?' })
  accountId = await world.connect(seller.login)
  sellerId = seller.userId
  await world.loaded(accountId, 90_000)
  for (const resource of ['items', 'orders', 'shipments', 'questions'] as const) listeners.set(resource, await listen(resource))
  ;({ page, faults } = await openPage(browser))
  await page.request.post(`${world.product.baseUrl}/api/session`, { data: LOGIN, headers: { origin: world.product.baseUrl } })
}, 180_000)

afterAll(async () => {
  await world?.close()
  await browser?.close()
})

const list = async (resource: string, filter: object) =>
  (
    await world.session.get<Listed>(
      `/api/resources/mercado-livre/${resource}?limit=200&filter=${encodeURIComponent(JSON.stringify(filter))}`,
    )
  ).items

async function listen(resource: string): Promise<string> {
  const { session } = world
  const trigger = { kind: 'resource', plugin: 'mercado-livre', resource, connectionId: accountId, changes: ['created', 'updated'] }
  const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name: `Muda ${resource}` })
  const { revision } = await session.get<{ revision: number }>(`/api/flows/${id}/draft`)
  const definition = { trigger, steps: {}, edges: {}, settings: {}, layout: {} }
  await session.send('PUT', `/api/flows/${id}/draft`, { definition }, { 'if-match': String(revision) })
  await session.send('POST', `/api/flows/${id}/publish`, {})
  return id
}

async function provider(): Promise<ProviderState> {
  return JSON.parse(JSON.stringify(await world.provider.admin('GET', '/state')))
}

async function writes(path: RegExp): Promise<number> {
  const requests: Array<{ method: string; path: string }> = JSON.parse(JSON.stringify(await world.requests()))
  return requests.filter(({ method, path: asked }) => method !== 'GET' && path.test(asked)).length
}

async function open(address: string): Promise<void> {
  await page.goto(world.product.baseUrl + address)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
}

async function violations(): Promise<string[]> {
  await page.locator('[data-testid="loading"]').first().waitFor({ state: 'detached' })
  await expect.poll(() => page.evaluate(WHAT_ENDS)).toBe(0)
  return broken(page)
}

test('ML-68 a listing is found, and its stock and price are changed in the list through the provider, which confirms or refuses', async () => {
  const [item] = await list('items', { status: 'active' })
  if (item === undefined) throw new Error('there is no active listing')
  await open(`/app/data/mercado-livre/items?search=${encodeURIComponent(item.title.split(' ')[0] ?? '')}`)
  const row = page.locator(`[data-testid="record-row"][data-key="${item.key}"]`)
  await row.waitFor()
  expect(await violations()).toEqual([])

  await row.locator('[data-testid="edit-field"][data-field="available"]').click()
  const form = page.getByTestId('record-action')
  const quantity = form.locator('[data-field="quantity"] input')
  expect(await quantity.inputValue()).toBe(String(item.fields['available']))
  expect(await violations()).toEqual([])
  const before = await writes(/^\/items\//)
  await quantity.fill('41')
  // As hasty people do.
  await page.getByTestId('run-action').dblclick()
  await row.locator('[data-testid="edit-state"][data-state="confirmed"]').waitFor()
  expect((await provider()).listings.find(({ id }) => id === item.key)?.available).toBe(41)
  expect((await writes(/^\/items\//)) - before).toBe(1)
  await expect.poll(async () => (await list('items', { available: 41 })).map(({ key }) => key)).toContain(item.key)
  await expect.poll(() => row.textContent()).toContain('41')

  await row.locator('[data-testid="edit-field"][data-field="price"]').click()
  const refusal = { message: 'Validation error', error: 'validation_error', status: 400, cause: [] }
  await world.provider.admin('POST', '/faults', [
    { match: { method: 'PUT', path: '/items/*' }, kind: 'status', status: 400, body: refusal, times: 1 },
  ])
  await form.locator('[data-field="price"] input').fill('1.234,50')
  await page.getByTestId('run-action').click()
  await page.locator('[data-testid="edit-result"][data-state="failed"]').waitFor()
  expect(await violations()).toEqual([])
  await page.getByTestId('run-action').click()
  await form.waitFor({ state: 'detached' })
  expect((await provider()).listings.find(({ id }) => id === item.key)?.priceCents).toBe(123_450)

  await row.getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Envios' }).click()
  await expect
    .poll(() => page.getByTestId('record-edit').evaluateAll((all) => all.map((each) => each.getAttribute('data-state'))))
    .toEqual(['confirmed', 'failed', 'confirmed'])
  expect(await violations()).toEqual([])
  expect(faults).toEqual([])
}, 90_000)

test('ML-81 stock and price that were set here start no flow when the provider tells of them; what it changes itself does', async () => {
  const told = async () => {
    const { rows } = await world.truth.query(`SELECT status FROM sync_hints WHERE resource = 'items' ORDER BY id`)
    return rows
  }
  await expect.poll(told, { timeout: 30_000 }).toEqual([{ status: 'done' }, { status: 'done' }])
  const runs = async () => (await world.session.get<{ items: unknown[] }>(`/api/runs?flowId=${listeners.get('items')}`)).items.length
  expect(await runs()).toBe(0)
  const [item] = await list('items', { available: 41 })
  await world.play('changeListing', { listingId: item?.key, available: 40 })
  await expect.poll(runs, { timeout: 30_000 }).toBe(1)
}, 60_000)

test('ML-69 an order shows its lines, payments and parcel, its timeline follows its status, and the list is filtered by status', async () => {
  await world.play('sell', { count: 1, status: 'payment_required' })
  await until(
    async () => (await list('orders', { status: 'payment_required' })).length > 0,
    30_000,
    () => 'the order did not arrive',
  )
  const [order] = await list('orders', { status: 'payment_required' })
  if (order === undefined) throw new Error('there is no order')
  await open('/app/data/mercado-livre/orders?f.status=payment_required')
  await expect.poll(() => page.getByTestId('record-row').count()).toBe((await list('orders', { status: 'payment_required' })).length)
  await page.locator(`[data-testid="record-row"][data-key="${order.key}"]`).getByRole('link').first().click()
  await page.locator('[data-testid="record-list"][data-pointer="/order_items"] tbody tr').first().waitFor()
  await world.play('pay', { orderId: Number(order.key) })
  await page.getByRole('tab', { name: 'Linha do tempo' }).click()
  const changed = page.locator('[data-testid="moment"][data-kind="changed"]')
  await changed.first().waitFor({ timeout: 30_000 })
  await expect.poll(() => changed.allTextContents()).toContainEqual(expect.stringContaining('de Aguardando pagamento para Pago'))
  expect(await violations()).toEqual([])

  await page.getByRole('tab', { name: 'Campos' }).click()
  await page.locator('[data-testid="record-list"][data-pointer="/payments"]').waitFor()
  await until(
    async () => (await list('shipments', { orderId: order.key })).length > 0,
    30_000,
    () => 'the parcel did not arrive',
  )
  const parcel = page.locator('[data-testid="related"][data-resource="shipments"]').getByRole('link').first()
  await parcel.waitFor()
  expect(await violations()).toEqual([])

  await page.getByTestId('action').and(page.locator('[data-action="send-message"]')).click()
  await page.getByTestId('record-action').locator('[data-field="text"] textarea').fill('Seu pedido sai amanhã.')
  await page.getByTestId('run-action').click()
  await page.getByTestId('record-action').waitFor({ state: 'detached' })
  expect((await provider()).messages.filter(({ text }) => text === 'Seu pedido sai amanhã.')).toHaveLength(1)
  await parcel.click()
  await page.getByTestId('action').and(page.locator('[data-action="get-shipment-history"]')).click()
  await page.getByTestId('run-action').click()
  await page.locator('[data-testid="edit-result"][data-state="confirmed"]').waitFor()
  expect(await violations()).toEqual([])
  expect(faults).toEqual([])
}, 120_000)

test('ML-70 what waits for an answer stands in an inbox with its deadline, is answered with a quick reply, and leaves it', async () => {
  const waiting = await list('questions', { status: 'UNANSWERED' })
  const [oldest] = waiting.toSorted((a, b) => (String(a.fields['askedAt']) < String(b.fields['askedAt']) ? -1 : 1))
  if (oldest === undefined) throw new Error('nothing waits for an answer')
  await open('/app/data/mercado-livre/questions')
  await expect.poll(() => page.getByTestId('inbox-item').count()).toBe(waiting.length)
  const detail = page.getByTestId('inbox-detail')
  expect(await detail.getAttribute('data-key')).toBe(oldest.key)
  expect(await detail.getByTestId('question').textContent()).toBe(oldest.data['text'])
  await detail.getByTestId('sla').waitFor()
  expect(await violations()).toEqual([])

  await page.getByTestId('quick-replies').click()
  await page.getByTestId('add-quick-reply').click()
  await page.locator('input[name="quick-reply-title"]').fill('Serve')
  await page.locator('textarea[name="quick-reply-body"]').fill('Serve sim, nos dois padrões.')
  await page.locator('select[name="quick-reply-whose"]').selectOption('shared')
  expect(await violations()).toEqual([])
  await page.getByRole('button', { name: 'Salvar' }).click()
  await page.getByTestId('quick-reply-item').waitFor()
  await page.keyboard.press('Escape')

  await detail.getByTestId('quick-reply').selectOption({ label: 'Serve' })
  const text = detail.getByTestId('reply-text')
  expect(await text.inputValue()).toBe('Serve sim, nos dois padrões.')
  // What is typed outlives a reload.
  await text.fill('Serve sim, nos dois padrões. Pode comprar.')
  await page.reload()
  await text.waitFor()
  expect(await text.inputValue()).toBe('Serve sim, nos dois padrões. Pode comprar.')
  await text.press('Control+Enter')
  await page.locator(`[data-testid="inbox-item"][data-key="${oldest.key}"]`).waitFor({ state: 'detached' })
  const answered = (await provider()).questions.find(({ id }) => String(id) === oldest.key)
  expect(answered).toMatchObject({ status: 'ANSWERED' })
  expect(answered?.answer?.text).toBe('Serve sim, nos dois padrões. Pode comprar.')
  expect(await writes(/^\/answers$/)).toBe(1)
  await page.getByRole('link', { name: 'Todas' }).click()
  await expect.poll(() => page.getByTestId('record-row').count()).toBeGreaterThan(waiting.length)
  expect(await violations()).toEqual([])
  expect(faults).toEqual([])
}, 90_000)

test('ML-10 ML-11 ML-12 ML-13 what the manifest declares is a table, an API, a screen, a sync and events: listings, orders, parcels, questions', async () => {
  for (const [resource, flowId] of listeners) {
    const runs = async () => (await world.session.get<{ items: unknown[] }>(`/api/runs?flowId=${flowId}`)).items.length
    await until(
      async () => (await runs()) > 0,
      30_000,
      () => `no change of ${resource} started its flow`,
    )
    const keys = async () => (await world.stored(accountId)).get(resource) ?? []
    const owned = (await world.owned(sellerId)).get(resource) ?? []
    await expect.poll(keys, { timeout: 30_000 }).toEqual(owned)
    await open(`/app/data/mercado-livre/${resource}?view=all`)
    await expect.poll(() => page.getByTestId('record-row').count()).toBe(Math.min(owned.length, 50))
  }
  const [order] = (await list('orders', { status: 'paid' })).filter(
    ({ data }) => Array.isArray(data['payments']) && data['payments'].length > 0,
  )
  expect(order?.fields).toMatchObject({ buyer: expect.any(String), status: 'paid' })
  expect(order?.data['order_items']).toEqual(expect.arrayContaining([expect.objectContaining({ quantity: expect.any(Number) })]))
  const [parcel] = await list('shipments', { orderId: order?.key })
  expect(parcel?.fields).toMatchObject({ orderId: order?.key, status: expect.any(String) })
  expect(Object.keys(parcel?.fields ?? {})).toContain('tracking')
  const [question] = await list('questions', { status: 'ANSWERED' })
  expect(question?.fields).toMatchObject({ askedAt: expect.any(String), answeredAt: expect.any(String), answer: expect.any(String) })
  expect(faults).toEqual([])
}, 120_000)
