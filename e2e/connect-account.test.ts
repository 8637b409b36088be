import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { openStory, type StoryWorld } from './story-world.ts'

/** A sign-in at the provider that does not end well: in a real browser, against the provider's emulator. */

const TEN_MINUTES_MS = 600_000
const SIX_HOURS_MS = 21_600_000
const HALF_A_YEAR_MS = 183 * 86_400_000

let browser: Browser
let world: StoryWorld

beforeAll(async () => {
  browser = await openBrowser()
  world = await openStory()
  await world.marketplace.admin('POST', '/app', { autoApprove: false })
}, 120_000)

afterAll(async () => {
  await world?.close()
  await browser?.close()
})

test('ML-94 whoever denies access, or takes longer than the provider or we wait, is told why and connects on the next try', async () => {
  const { page, faults } = await openPage(browser)
  await openCredentialStep(page)
  const before = await connectionRows()
  const exchanges = await tokenRequests()

  const denied = await openProvider(page)
  await denied.getByRole('button', { name: 'Cancelar' }).click()
  await expectFault(page, 'denied', /Você não autorizou o acesso/)
  await denied.getByRole('heading', { name: 'Conta não conectada' }).waitFor()
  expect(await tokenRequests()).toBe(exchanges)
  await denied.getByRole('link', { name: 'Voltar às conexões' }).click()
  await expectClosed(denied)

  const lateCode = await openProvider(page)
  // The provider's ten minutes pass while the browser is on its way back to us with the code.
  await lateCode.route('**/authorization?**', async (route) => {
    const response = await route.fetch({ maxRedirects: 0 })
    await world.marketplace.admin('POST', '/clock', { advanceMs: TEN_MINUTES_MS })
    await route.fulfill({ response })
  })
  await lateCode.getByRole('button', { name: 'Autorizar' }).click()
  await expectFault(page, 'code', /A autorização demorou demais ou já tinha sido usada/)
  await lateCode.getByRole('heading', { name: 'A autorização não vale mais' }).waitFor()
  await lateCode.getByText('may be expired or it was already used').waitFor()
  expect(await tokenRequests()).toBe(exchanges + 1)
  await lateCode.close()

  const lateState = await openProvider(page)
  await world.truth.query(`UPDATE oauth_states SET expires_at = now() - interval '1 second'`)
  await lateState.getByRole('button', { name: 'Autorizar' }).click()
  await expectFault(page, 'state', /demorou demais/)
  await lateState.getByRole('heading', { name: 'Esta janela não vale mais' }).waitFor()
  expect(await tokenRequests()).toBe(exchanges + 1)
  await lateState.close()
  expect(await connectionRows()).toEqual(before)

  const inTime = await openProvider(page)
  await inTime.getByRole('button', { name: 'Autorizar' }).click()
  await page.getByText('A conta respondeu', { exact: true }).waitFor()
  expect(await tokenRequests()).toBe(exchanges + 2)
  expect(await connectionRows()).toMatchObject(before.map(({ id, status }) => ({ id, status })))
  expect(faults).toEqual([])
}, 120_000)

test('ML-94 a token that expired at the provider is renewed unseen; when the renewal has expired too, the order waits for the account', async () => {
  const exchanges = await tokenRequests()
  await pass(SIX_HOURS_MS)
  await world.sell()
  expect((await world.settled(1)).map(({ status }) => status)).toEqual(['succeeded'])
  expect(await tokenRequests()).toBe(exchanges + 1)

  await pass(HALF_A_YEAR_MS)
  await world.sell()
  const { page, faults } = await openPage(browser)
  await signIn(page)
  await page.goto(`${world.product.baseUrl}/app/connections`)
  const card = page.locator('[data-testid="connection"][data-plugin="mercado-livre"]')
  await card.and(page.locator('[data-status="reconnect_needed"]')).waitFor()
  // One click: the provider's window opens with it.
  const [provider] = await Promise.all([page.context().waitForEvent('page'), card.getByRole('button', { name: 'Reconectar' }).click()])
  await provider.getByRole('button', { name: 'Autorizar' }).click()
  await page.getByText('A conta respondeu', { exact: true }).waitFor()
  expect((await world.settled(2)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  expect(await world.erpEffects('order.created')).toHaveLength(2)
  expect(faults).toEqual([])
}, 120_000)

/** On both sides: the product does not renew a token that it got a moment ago. */
async function pass(ms: number): Promise<void> {
  await world.marketplace.admin('POST', '/clock', { advanceMs: ms })
  await world.truth.query(`UPDATE credentials SET obtained_at = obtained_at - $1 * interval '1 millisecond'`, [ms])
}

async function signIn(page: Page): Promise<void> {
  const { baseUrl } = world.product
  await page.request.post(`${baseUrl}/api/session`, { data: world.ownerLogin, headers: { origin: baseUrl } })
}

async function openCredentialStep(page: Page): Promise<void> {
  await signIn(page)
  await page.goto(`${world.product.baseUrl}/app/connections`)
  await page.getByTestId('add-connection').click()
  await page.getByTestId('pick-connector').filter({ hasText: 'Mercado Livre' }).click()
  await page.getByTestId('connect-next').click()
}

/** Presses the wizard's button; the window with the provider's consent page. */
async function openProvider(page: Page): Promise<Page> {
  const [provider] = await Promise.all([page.context().waitForEvent('page'), page.getByTestId('connect-submit').click()])
  await provider.getByRole('heading', { name: 'Autorizar aplicativo' }).waitFor()
  return provider
}

/** The wizard says the reason, and its button starts again. */
async function expectFault(page: Page, fault: string, reason: RegExp): Promise<void> {
  const status = page.getByTestId('connect-window')
  await status.and(page.locator(`[data-fault="${fault}"]`)).waitFor()
  expect(await status.textContent()).toMatch(reason)
  expect(await page.getByTestId('connect-submit').isEnabled()).toBe(true)
}

async function expectClosed(page: Page): Promise<void> {
  if (!page.isClosed()) await page.waitForEvent('close')
  expect(page.isClosed()).toBe(true)
}

async function connectionRows(): Promise<Array<{ id: string; status: string; lastTestedAt: string | null }>> {
  const { items } = await world.session.get<{ items: Array<{ id: string; status: string; lastTestedAt: string | null }> }>(
    '/api/connections',
  )
  return items
}

/** How often the provider's token endpoint was asked, by its own log. */
async function tokenRequests(): Promise<number> {
  const { items }: { items: Array<{ path: string }> } = JSON.parse(JSON.stringify(await world.marketplace.admin('GET', '/requests')))
  return items.filter(({ path }) => path === '/oauth/token').length
}
