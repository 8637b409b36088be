import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage } from './browser.ts'
import { flowOf } from './engine/flow-of.ts'
import type { Product, Session } from './harness.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
let browser: Browser
let product: Product
let session: Session

beforeAll(async () => {
  shop = await openShop()
  ;({ browser, product, session } = shop)
}, 120_000)

afterAll(() => shop?.close())

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
  await shop.signIn(page)
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
