import { readFile } from 'node:fs/promises'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readXlsx } from '../core/spreadsheets/read-xlsx.ts'
import { csvLines } from '../sdk/spreadsheet/index.ts'
import { openBrowser, openPage } from './browser.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct } from './harness.ts'
import { broken } from './screen-visits.ts'

/** What leaves as a file and what comes in as one, as a person does it: a table of 100,000 rows, and a file with two bad rows. */

const ROWS = 100_000
const LOGIN = { email: 'ana@loja.test', password: 'uma senha bem comprida' }
let browser: Browser
let database: Awaited<ReturnType<typeof freshDatabase>>
let folder: Awaited<ReturnType<typeof scratchFolder>>
let product: Product
let session: Session
let page: Page
let faults: string[]

beforeAll(async () => {
  ;[browser, database, folder] = await Promise.all([openBrowser(), freshDatabase(), scratchFolder()])
  product = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
  session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', ...LOGIN },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  await session.send('POST', '/api/data-tables', { name: 'precos' })
  await session.send('POST', '/api/data-tables', { name: 'estoque' })
  await database.truth.query(
    `INSERT INTO data_rows (tenant_id, table_name, key, value, created_at, updated_at)
     SELECT t.tenant_id, t.name, 'SKU-' || lpad(n::text, 6, '0'), jsonb_build_object('nome', 'Peça ' || n, 'preco', n / 100.0)::text, now(), now()
     FROM data_tables t, generate_series(1, $1::int) n WHERE t.name = 'precos'`,
    [ROWS],
  )
  ;({ page, faults } = await openPage(browser))
  await page.request.post(`${product.baseUrl}/api/session`, { data: LOGIN, headers: { origin: product.baseUrl } })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  await database?.drop()
  await folder?.remove()
})

async function open(address: string, on: Page = page): Promise<void> {
  await on.goto(product.baseUrl + address)
  await on.getByRole('heading', { level: 1 }).waitFor()
}

/** In the page: how many animations are under way that will end. */
const WHAT_ENDS = `document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getTiming().iterations !== Infinity).length`

async function violations(on: Page = page): Promise<string[]> {
  await on.locator('[data-testid="loading"]').first().waitFor({ state: 'detached' })
  // A message that fades in has no contrast yet.
  await expect.poll(() => on.evaluate(WHAT_ENDS)).toBe(0)
  return broken(on)
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path())
}

const newest = () => page.getByTestId('export-row').first()
const doneRows = async () => Number((await newest().getByTestId('job-progress').getAttribute('data-done', { timeout: 5_000 })) ?? '0')

async function exportTable(format: string): Promise<void> {
  await open('/app/tables/precos')
  await page.getByTestId('export').click()
  await page.getByTestId('export-form').getByText(format, { exact: true }).click()
}

test('ML-80 100,000 rows are exported while the page shows how far it is, also after a reload, and the file is all of them', async () => {
  await exportTable('Excel (XLSX)')
  expect(await violations()).toEqual([])
  await page.getByTestId('export-start').click()
  await page.getByTestId('files-indicator').click()
  await page.waitForURL(/\/app\/exports$/)
  await expect.poll(doneRows, { timeout: 20_000, interval: 50 }).toBeGreaterThan(0)
  const before = await doneRows()
  await page.reload()
  expect(await doneRows()).toBeGreaterThanOrEqual(before)
  await newest().and(page.locator('[data-status="done"]')).waitFor({ timeout: 60_000 })
  expect(await newest().innerText()).toContain('100.000 linhas')
  expect(await violations()).toEqual([])
  const [file] = await Promise.all([page.waitForEvent('download'), newest().getByTestId('export-download').click()])
  expect(file.suggestedFilename()).toMatch(/^precos \d{4}-\d{2}-\d{2}\.xlsx$/)
  const lines = [...((await readXlsx(await bytesOf(file)))?.lines() ?? [])]
  expect([lines.length, lines[0]?.slice(0, 3), lines.at(-1)?.slice(0, 3)]).toEqual([
    ROWS + 1,
    ['Chave', 'nome', 'preco'],
    ['SKU-100000', 'Peça 100000', 1000],
  ])
  expect(faults).toEqual([])
}, 120_000)

test('an export is cancelled in the middle and leaves no file', async () => {
  await exportTable('PDF')
  await page.getByTestId('export-start').click()
  await page.getByTestId('files-indicator').click()
  await expect.poll(doneRows, { timeout: 20_000, interval: 50 }).toBeGreaterThan(0)
  const id = await newest().getAttribute('data-id')
  await newest().getByTestId('export-cancel').click()
  await newest().and(page.locator('[data-status="cancelled"]')).waitFor()
  const { rows } = await database.truth.query('SELECT count(*)::int AS count FROM file_chunks WHERE file_id = $1', [id])
  expect(rows[0].count).toBe(0)
  await newest().getByTestId('export-delete').click()
  await expect.poll(() => page.getByTestId('export-row').count()).toBe(1)
  expect(faults).toEqual([])
}, 60_000)

const FILE =
  'SKU;Produto;Saldo;Desde\r\nA-1;Pão;1.234,5;23/11/2026\r\nA-2;Café;muito;23/11/2026\r\nA-3;Açúcar;7;ontem\r\nA-4;Leite;0;01/02/2026\r\n'

test('a file with two bad rows is looked at, its columns are put right, the good rows come in and the bad ones come back', async () => {
  await open('/app/tables/estoque')
  await page.getByTestId('import').click()
  await page.getByTestId('import-file').waitFor({ state: 'attached' })
  expect(await violations()).toEqual([])
  await page.getByTestId('import-file').setInputFiles({ name: 'estoque.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE, 'latin1') })
  await page.getByTestId('import-plan').waitFor()
  expect(await page.locator('select[name="encoding"]').inputValue()).toBe('windows-1252')
  // Two cells kept the columns from being taken for what they are.
  await page.getByLabel('O que Saldo vira').selectOption('number')
  await page.getByLabel('O que Desde vira').selectOption('date')
  await page.locator('[data-testid="import-verdict"][data-bad="2"]').waitFor()
  expect(await page.getByTestId('import-error').allTextContents()).toEqual(['“muito” não é um número', '“ontem” não é uma data'])
  expect(await violations()).toEqual([])
  const address = page.url()
  await page.reload()
  expect(page.url()).toBe(address)
  await page.getByLabel('O que Saldo vira').selectOption('number')
  await page.getByLabel('O que Desde vira').selectOption('date')
  await page.locator('[data-testid="import-verdict"][data-bad="2"]').waitFor()
  await page.getByTestId('import-start').click()
  await page.locator('[data-testid="import-report"][data-status="done"]').waitFor({ timeout: 20_000 })
  expect(await violations()).toEqual([])
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('import-refused').click()])
  const lines = [...csvLines((await bytesOf(file)).toString(), ';')]
  expect(lines.map(([line, reason]) => `${line} ${reason}`)).toEqual([
    'Linha Motivo',
    '3 Saldo: “muito” não é um número',
    '4 Desde: “ontem” não é uma data',
  ])
  const { items } = await session.get<{ items: Array<{ key: string; value: unknown }> }>('/api/data-tables/estoque/rows?sort=key')
  expect(items.map(({ key, value }) => [key, value])).toEqual([
    ['A-1', { Produto: 'Pão', Saldo: 1234.5, Desde: '2026-11-23' }],
    ['A-4', { Produto: 'Leite', Saldo: 0, Desde: '2026-02-01' }],
  ])
  expect(faults).toEqual([])
}, 60_000)

test('the screens of files are accessible in the dark, in English and on a telephone, and nothing is wider than it', async () => {
  const narrow = await openPage(browser, { colorScheme: 'dark', locale: 'en-US', viewport: { width: 390, height: 844 } })
  await narrow.page.request.post(`${product.baseUrl}/api/session`, { data: LOGIN, headers: { origin: product.baseUrl } })
  const { items } = await session.get<{ items: Array<{ id: string }> }>('/api/table-imports')
  for (const address of ['/app/exports', '/app/tables/estoque/import', `/app/tables/estoque/import?import=${items[0]?.id}`]) {
    await open(address, narrow.page)
    expect([address, await violations(narrow.page)]).toEqual([address, []])
    expect(await narrow.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  }
  expect(narrow.faults).toEqual([])
  await narrow.page.context().close()
}, 60_000)
