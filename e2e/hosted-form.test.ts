import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../core/platform/clock.ts'
import { useTestDatabase } from '../core/testing/database.ts'
import { startTestServer, TEST_BASE_URL } from '../core/testing/test-server.ts'
import { serveForms } from '../core/triggers/forms.middleware.ts'
import { newFlowId, runsOf, type TriggerBench, tokenOf, triggerBench } from '../core/triggers/testing/trigger-bench.ts'
import { openBrowser, openPage } from './browser.ts'

/** The page that strangers fill in, in a real browser. */

const database = useTestDatabase()
const flowId = newFlowId()
let browser: Browser
let bench: TriggerBench
let address: string

beforeAll(async () => {
  browser = await openBrowser()
  bench = await triggerBench(database())
  const door = serveForms({ forms: bench.forms, clock: systemClock, baseUrl: TEST_BASE_URL })
  const { origin } = await startTestServer({ routes: [], rawMiddleware: [door] })
  address = `${origin}/forms/${tokenOf(flowId)}`
  await bench.publish(flowId, {
    kind: 'form',
    title: 'Pedido de orçamento para uma empresa com um nome bastante comprido',
    description: 'Respondemos em um dia útil.',
    schema: {
      type: 'object',
      required: ['nome', 'cnpj', 'plano', 'aceito'],
      properties: {
        nome: { type: 'string', title: 'Nome', description: 'Como devemos chamar você' },
        cnpj: { type: 'string', title: 'CNPJ', format: 'cnpj' },
        telefone: { type: 'string', title: 'Telefone', format: 'phone-br' },
        valor: { type: 'string', title: 'Valor', format: 'money-brl' },
        entrega: { type: 'string', title: 'Entrega', format: 'date' },
        plano: { enum: ['mensal', 'anual'], title: 'Plano' },
        canais: { type: 'array', title: 'Canais', items: { enum: ['loja', 'site'] } },
        recado: { type: 'string', title: 'Recado', maxLength: 2000 },
        aceito: { type: 'boolean', const: true, title: 'Aceito os termos' },
      },
    },
  })
}, 120_000)

afterAll(async () => {
  await bench?.stop()
  await browser?.close()
})

test('a form is filled in by its labels without any script, corrected, and gives one run', async () => {
  const { page, faults } = await openPage(browser, { javaScriptEnabled: false })
  await page.goto(address)
  await page.getByLabel('Nome').fill('Ana')
  await page.getByLabel('CNPJ').fill('12.ABC.345/01DE-36')
  await page.getByLabel('Plano').selectOption('anual')
  await page.getByLabel('site').check()
  await page.getByLabel('Aceito os termos').check()
  await page.getByRole('button', { name: 'Enviar' }).click()
  await page.getByText('Deve ser um CNPJ válido').first().waitFor()
  expect(await page.getByLabel('Nome').inputValue()).toBe('Ana')
  expect(await page.getByLabel('site').isChecked()).toBe(true)
  await page.getByLabel('CNPJ').fill('12.ABC.345/01DE-35')
  await page.getByRole('button', { name: 'Enviar' }).click()
  await page.getByRole('heading', { name: 'Resposta enviada' }).waitFor()
  await page.reload()
  expect((await runsOf(database(), flowId)).map((run) => run.data)).toEqual([
    { nome: 'Ana', cnpj: '12ABC34501DE35', plano: 'anual', canais: ['site'], aceito: true },
  ])
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test.each([
  { colorScheme: 'light', locale: 'pt-BR' },
  { colorScheme: 'dark', locale: 'en-US', viewport: { width: 360, height: 800 } },
] as const)(
  'no accessibility rule is broken, empty or with errors ($locale, $colorScheme)',
  async (options) => {
    // The page's own policy would keep the examiner's script out.
    const { page } = await openPage(browser, { ...options, bypassCSP: true })
    await page.goto(address)
    const violations = async () => {
      const { violations: found } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`)
    }
    expect(await violations()).toEqual([])
    await page.locator('button').click()
    await page.locator('.summary').waitFor()
    expect(await violations()).toEqual([])
    expect(await page.getByText(options.locale === 'pt-BR' ? 'Marque para continuar' : 'Tick this to go on').count()).toBe(2)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow).toBe(0)
    await page.context().close()
  },
  60_000,
)
