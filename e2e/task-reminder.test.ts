import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { flowOf } from './engine/flow-of.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct } from './harness.ts'

const LOGIN = { email: 'ana@loja.test', password: 'uma senha bem comprida' }

let browser: Browser
let product: Product
let session: Session
let close: () => Promise<void>

beforeAll(async () => {
  const [database, folder] = await Promise.all([freshDatabase(), scratchFolder()])
  browser = await openBrowser()
  product = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
  session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', ...LOGIN },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  close = async () => {
    await product.stop()
    await database.drop()
    await folder.remove()
  }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await close?.()
})

test('whoever is on any page is told when a task of theirs is due for a reminder, and gets to it from there', async () => {
  const definition = flowOf({
    aprovar: {
      kind: 'approval',
      question: 'Liberar o desconto?',
      assignee: { role: 'editor' },
      outcomes: [
        { lane: 'yes', title: 'Sim' },
        { lane: 'no', title: 'Não' },
      ],
      reminder: { amount: 1, unit: 'seconds' },
    },
  })
  const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name: 'Descontos' })
  const { revision } = await session.get<{ revision: number }>(`/api/flows/${id}/draft`)
  await session.send('PUT', `/api/flows/${id}/draft`, { definition }, { 'if-match': String(revision) })
  await session.send('POST', `/api/flows/${id}/publish`, {})
  const { page, faults } = await openPage(browser)
  await page.request.post(`${product.baseUrl}/api/session`, { data: LOGIN, headers: { origin: product.baseUrl } })
  await page.goto(`${product.baseUrl}/app/connections`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await session.send('POST', `/api/flows/${id}/runs`, { data: {} })
  // The badge comes with the task, the notice with its reminder: the product looks for due tasks every minute.
  await expect.poll(() => page.getByTestId('open-tasks').first().textContent(), { timeout: 15_000 }).toBe('1')
  await page.getByText('Lembrete: “Liberar o desconto?” espera a sua resposta').waitFor({ timeout: 100_000 })
  await page.getByRole('button', { name: 'Abrir tarefa' }).click()
  await page.getByRole('dialog').getByText('Liberar o desconto?').first().waitFor()
  expect(faults).toEqual([])
  await page.context().close()
}, 180_000)
