import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { freshDatabase, type Product, scratchFolder, sessionAt, startProduct } from './harness.ts'

/** What the owner of an installation types in and looks up for all of it; nobody is at the provider's end. */

const OWNER = { email: 'ana@loja.test', password: 'uma senha bem comprida' }
const WRONG_RETURN = 'https://loja.example.com.br/oauth/callback'

let browser: Browser
let product: Product
let database: Awaited<ReturnType<typeof freshDatabase>>
let folder: Awaited<ReturnType<typeof scratchFolder>>
let page: Page
let faults: string[]

beforeAll(async () => {
  browser = await openBrowser()
  database = await freshDatabase()
  folder = await scratchFolder()
  product = await startProduct({
    databaseUrl: database.url,
    dataDir: folder.path,
    env: { MELI_REDIRECT_URI: WRONG_RETURN, API_RATE_LIMIT: '5000' },
  })
  await sessionAt(product.baseUrl).send('POST', '/api/setup', {
    owner: { name: 'Ana', ...OWNER },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  ;({ page, faults } = await openPage(browser))
  await page.request.post(`${product.baseUrl}/api/session`, { data: OWNER, headers: { origin: product.baseUrl } })
}, 120_000)

afterAll(async () => {
  await product?.stop()
  await browser?.close()
  await database?.drop()
  await folder?.remove()
})

test('ML-60 the owner types in the application for the whole installation, and a wrong return address is explained before anybody leaves', async () => {
  await page.goto(`${product.baseUrl}/app/connections`)
  await page.getByTestId('add-connection').first().click()
  await page.getByTestId('pick-connector').filter({ hasText: 'Mercado Livre' }).click()
  await page.getByTestId('connect-next').click()
  const form = page.getByTestId('oauth-app-form')
  await form.locator('input[name="client-id"]').fill('1234567890')
  await form.locator('input[name="client-secret"]').fill('the-secret-of-the-application')
  expect(await form.getByTestId('redirect-problem').textContent()).toContain(WRONG_RETURN)
  await form.getByTestId('oauth-app-for-all').check()
  await form.getByRole('button', { name: 'Salvar aplicativo' }).click()

  await form.waitFor({ state: 'detached' })
  const problem = page.getByTestId('redirect-problem')
  expect(await problem.textContent()).toContain(`${WRONG_RETURN}, mas esta instalação está em ${product.baseUrl}`)
  expect(await page.getByTestId('connect-submit').isDisabled()).toBe(true)
  expect(page.context().pages()).toHaveLength(1)

  const app = await page.request.get(`${product.baseUrl}/api/oauth-apps/mercado-livre`)
  expect(await app.json()).toMatchObject({ source: 'installation', clientId: '1234567890', isBlocked: true })
  expect(await app.text()).not.toContain('the-secret-of-the-application')
  const { rows } = await database.truth.query('SELECT * FROM plugin_oauth_apps')
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain('the-secret-of-the-application')
  expect(faults).toEqual([])
}, 60_000)

test('ML-89 the page of the system says which limits hold, as the operator set them', async () => {
  await page.goto(`${product.baseUrl}/app/members?tab=system`)
  const limit = (name: string) => page.locator(`[data-testid="system-limit"][data-limit="${name}"]`)
  await limit('api').waitFor()
  expect(await limit('api').textContent()).toMatch(/5.000 requisições a cada 60 s/)
  expect(await limit('api').textContent()).toContain('API_RATE_LIMIT')
  expect(await limit('webhooks').textContent()).toMatch(/Sem limite.*WEBHOOK_RATE_LIMIT/s)
  expect(faults).toEqual([])
}, 30_000)
