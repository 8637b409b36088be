import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { freshDatabase, type Product, scratchFolder, startProduct } from './harness.ts'
import { openStory, type StoryWorld } from './story-world.ts'

/** The two first impressions, in a real browser against real processes. */

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)

afterAll(() => browser?.close())

test('a seller signs in, sees the flow drawn, sells an item on the provider, and watches the order cross live', async () => {
  const world: StoryWorld = await openStory()
  try {
    const { page, faults } = await openPage(browser)
    await page.goto(`${world.product.baseUrl}/app/`)
    await page.getByLabel('E-mail').fill(world.ownerLogin.email)
    await page.getByLabel('Senha', { exact: true }).fill(world.ownerLogin.password)
    await page.getByRole('button', { name: 'Entrar' }).click()

    await page.getByRole('link', { name: 'Fluxos' }).first().click()
    await page.getByRole('link', { name: /Venda vira pedido/ }).click()
    for (const step of ['Buscar pedido', 'Está pago?', 'Montar contato e pedido', 'Criar pedido de venda']) {
      await page.getByText(step, { exact: true }).first().waitFor()
    }

    await page.getByRole('link', { name: 'Execuções' }).first().click()
    await page.getByRole('heading', { name: 'Execuções' }).waitFor()
    const marketplace = await openPage(browser)
    await marketplace.page.goto(world.marketplace.adminUrl)
    await marketplace.page.getByRole('button', { name: 'Vender um item' }).click()

    const row = page.locator('[data-testid="run-row"][data-status="succeeded"]')
    await row.waitFor({ timeout: 30_000 })
    await row.getByRole('link').click()
    await page.getByRole('heading', { name: 'Etapas' }).waitFor()
    for (const step of ['Buscar pedido', 'Criar contato se não existir', 'Criar pedido de venda', 'Pedido criado']) {
      await page.getByText(step, { exact: true }).first().waitFor()
    }
    await page.getByText('Criar pedido de venda', { exact: true }).first().click()
    await page.getByRole('tab', { name: /Chamadas/ }).click()
    await page.getByText('/Api/v3/pedidos/vendas').first().waitFor()
    await page.getByRole('tab', { name: /Saída/ }).click()

    const [created] = await world.erpEffects('order.created')
    expect(created).toBeDefined()
    await page
      .getByText(created?.id ?? '')
      .first()
      .waitFor()
    const shown = await page.content()
    expect(shown).not.toContain(world.erp.clientSecret)
    expect(shown).not.toMatch(/APP_USR-|Bearer ey/)
    expect(await world.erpEffects('order.created')).toHaveLength(1)
    expect(faults).toEqual([])
  } finally {
    await world.close()
  }
}, 180_000)

test("a person sees the step that failed with the provider's words, and carries on from there in the browser", async () => {
  const world = await openStory()
  try {
    const body = { error: { type: 'VALIDATION_ERROR', message: 'Não foi possível salvar a venda', description: 'Parcela inválida.' } }
    await world.erp.admin('POST', '/faults', [
      { match: { method: 'POST', path: '/Api/v3/pedidos/vendas' }, kind: 'status', status: 400, times: 1, body },
    ])
    await world.sell()
    await world.settled(1)
    const { page, faults } = await openPage(browser)
    await page.request.post(`${world.product.baseUrl}/api/session`, { data: world.ownerLogin, headers: { origin: world.product.baseUrl } })
    await page.goto(`${world.product.baseUrl}/app/runs`)
    await page.locator('[data-testid="run-row"][data-status="failed"]').getByRole('link').click()
    await page.locator('[data-testid="run-step"][data-status="failed"]').click()
    await page.getByText('Parcela inválida.').first().waitFor()
    await page.getByRole('button', { name: 'Tentar a partir daqui' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Tentar de novo' }).click()
    const runs = await world.settled(2)
    expect(runs[0]?.status).toBe('succeeded')
    expect(await world.erpEffects('order.created')).toHaveLength(1)
    expect(await world.erpEffects('contact.created')).toHaveLength(1)
    expect(faults).toEqual([])
  } finally {
    await world.close()
  }
}, 120_000)

test('a newcomer creates the owner, takes a template in two clicks, publishes, and the webhook answers', async () => {
  const { product, close } = await emptyProduct()
  try {
    const { page, faults } = await openPage(browser)
    await page.goto(`${product.baseUrl}/app/`)
    await page.getByLabel('Seu nome').fill('Bia')
    await page.getByLabel('E-mail').fill('bia@loja.test')
    await page.getByLabel('Senha', { exact: true }).fill('uma senha bem comprida')
    await page.getByLabel('Nome da empresa').fill('Loja da Bia')
    await page.getByRole('button', { name: 'Criar e entrar' }).click()

    await page.getByRole('link', { name: 'Fluxos' }).first().click()
    await page.getByRole('button', { name: 'Novo fluxo' }).first().click()
    await page.getByTestId('template-webhook-answer').click()

    await page.getByRole('button', { name: 'Publicar' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publicar' }).click()
    await page.getByText('Publicado', { exact: true }).first().waitFor()

    const { items } = await (await page.request.get(`${product.baseUrl}/api/flows`)).json()
    const answer = await fetch(items[0].hookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order: '7', items: [{ sku: 'A', quantity: 3, price: 49.9 }] }),
    })
    expect([answer.status, await answer.json()]).toEqual([200, { order: '7', total: '149.70', size: 'large' }])
    expect(faults).toEqual([])
  } finally {
    await close()
  }
}, 120_000)

test('“explore with example data” fills a demonstration workspace from the first-run page', async () => {
  const { product, close } = await emptyProduct()
  try {
    const { page, faults } = await openPage(browser)
    await page.goto(`${product.baseUrl}/app/`)
    await page.getByRole('button', { name: 'Explorar com dados de exemplo' }).click()
    await page.getByText(/os provedores são emulados/).waitFor({ timeout: 60_000 })
    await page.getByRole('heading', { name: 'Etapas' }).waitFor()
    await page.getByRole('link', { name: 'Execuções' }).first().click()
    await page.getByRole('heading', { name: 'Execuções' }).waitFor()
    await page.locator('[data-testid="run-row"][data-status="succeeded"]').first().waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: 'Integrações' }).first().click()
    await page.getByText('Conectado', { exact: true }).nth(1).waitFor()
    expect(faults).toEqual([])
  } finally {
    await close()
  }
}, 150_000)

async function emptyProduct(): Promise<{ product: Product; close(): Promise<void> }> {
  const database = await freshDatabase()
  const folder = await scratchFolder()
  const product = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
  return {
    product,
    async close() {
      await product.stop()
      await database.drop()
      await folder.remove()
    },
  }
}
