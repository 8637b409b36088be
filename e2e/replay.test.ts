import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { openBrowser, openPage } from './browser.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

/** A run is reproduced in the inspector, and a draft is checked against past runs before it is published, in a real browser. */

const LOGIN = { email: 'ana@loja.test', password: 'uma senha bem comprida' }

let browser: Browser
let product: Product
let session: Session
let close: () => Promise<void>
let flowId: string
let runId: string

beforeAll(async () => {
  const [database, folder] = await Promise.all([freshDatabase(), scratchFolder()])
  browser = await openBrowser()
  product = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
  close = async () => {
    await product.stop()
    await database.drop()
    await folder.remove()
  }
  session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', ...LOGIN },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  flowId = (await session.send<{ id: string }>('POST', '/api/flows', { name: 'Totais' })).id
  await saveDraft('{{ trigger.n * 2 }}')
  await session.send('POST', `/api/flows/${flowId}/publish`, {})
  for (const n of [1, 2, 3]) runId = (await session.send<{ runId: string }>('POST', `/api/flows/${flowId}/runs`, { data: { n } })).runId
  const ended = async () => (await session.get<{ status: string }>(`/api/runs/${runId}`)).status === 'succeeded'
  await until(ended, 20_000, () => 'the run did not end')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await close?.()
})

async function saveDraft(value: string): Promise<void> {
  const { revision } = await session.get<{ revision: number }>(`/api/flows/${flowId}/draft`)
  const definition: FlowDefinition = {
    trigger: { kind: 'manual' },
    steps: {
      sdraw: { kind: 'code', name: 'draw', code: 'return Math.random()' },
      stotal: { kind: 'map', name: 'total', title: 'Total', value: { total: value } },
    },
    edges: { e1: { from: 'sdraw', to: 'stotal' } },
    settings: {},
    layout: {},
  }
  await session.send('PUT', `/api/flows/${flowId}/draft`, { definition }, { 'if-match': String(revision) })
}

async function signedIn(): Promise<{ page: Page; faults: string[] }> {
  const opened = await openPage(browser)
  await opened.page.request.post(`${product.baseUrl}/api/session`, { data: LOGIN, headers: { origin: product.baseUrl } })
  return opened
}

test('"Reproduzir" computes a run again and says that it is identical', async () => {
  const { page, faults } = await signedIn()
  await page.goto(`${product.baseUrl}/app/runs/${runId}`)
  await page.getByTestId('replay-run').click()
  await page.locator('[data-testid=replay-result][data-identical=true]').waitFor()
  await page.getByText('Idêntica: cada saída é a mesma, byte a byte.').waitFor()
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('a draft is checked against the last runs in the publish dialog, and shows the step that would differ', async () => {
  await saveDraft('{{ trigger.n * 3 }}')
  const { page, faults } = await signedIn()
  await page.goto(`${product.baseUrl}/app/flows/${flowId}`)
  await page.getByTestId('publish').click()
  await page.getByTestId('start-publish-check').click()
  await page.locator('[data-testid=publish-check-result][data-different="3"]').waitFor()
  const check = page.getByTestId('publish-check')
  await check.getByText('A saída muda').click()
  await check.getByText('/total').first().waitFor()
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)
