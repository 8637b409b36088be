import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { openPage } from './browser.ts'
import { flowOf } from './engine/flow-of.ts'
import { type Product, type Session, until } from './harness.ts'
import { openShop, type Shop } from './shop.ts'

/** A draft is tried out in a real browser before it is published: with which event, how much of it, and what is held fast. */

let shop: Shop
let browser: Browser
let product: Product
let session: Session

beforeAll(async () => {
  shop = await openShop()
  ;({ browser, product, session } = shop)
}, 120_000)

afterAll(() => shop?.close())

async function drafted(name: string, definition: FlowDefinition): Promise<string> {
  const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name })
  const { revision } = await session.get<{ revision: number }>(`/api/flows/${id}/draft`)
  await session.send('PUT', `/api/flows/${id}/draft`, { definition }, { 'if-match': String(revision) })
  return id
}

async function open(flowId: string): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await openPage(browser)
  await shop.signIn(page)
  await page.goto(`${product.baseUrl}/app/flows/${flowId}`)
  await page.getByTestId('canvas').waitFor()
  return { page, faults }
}

/** A step takes the focus once it is drawn: until then the canvas measures it, hidden. */
async function focusStep(page: Page, id: string): Promise<void> {
  const step = page.locator(`#node-s${id}`)
  await step.waitFor()
  await step.focus()
}

const tested = (page: Page) =>
  page
    .getByTestId('tested-step')
    .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-step')} ${row.getAttribute('data-from')}`))

async function start(page: Page): Promise<void> {
  await page.getByTestId('start-draft-test').click()
  await page.locator('[data-testid=start-draft-test]:not([aria-busy])').waitFor()
  await page.getByTestId('draft-test-result').waitFor()
}

function order(): FlowDefinition {
  return flowOf(
    {
      total: { kind: 'map', value: '{{ trigger.preco * 2 }}' },
      aviso: {
        kind: 'http',
        method: 'POST',
        url: 'https://example.com/aviso',
        body: { type: 'json', value: { total: '{{ steps.total }}' } },
      },
      fim: { kind: 'map', value: '{{ steps.total + 1 }}' },
    },
    { trigger: { kind: 'manual', sample: { preco: 5 } } },
  )
}

test('a draft is tested whole and up to a step, with the sample and with a typed event; nothing is called or stored', async () => {
  const flowId = await drafted('Pedido', order())
  const { page, faults } = await open(flowId)
  await page.getByTestId('test-flow').click()
  await start(page)
  expect(await tested(page)).toEqual(['total computed', 'aviso sample', 'fim computed'])
  const { violations } = await new AxeBuilder({ page })
    .include('[role=dialog]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map((violation) => violation.id)).toEqual([])
  // What would have been sent is shown.
  const call = page.locator('[data-testid=tested-step][data-step=aviso]')
  await call.locator('summary').click()
  await call.getByText('O que seria enviado').waitFor()

  await page.getByTestId('test-event').selectOption('typed')
  await page.getByLabel('Evento (JSON)').fill('{"preco": 50}')
  await page.getByTestId('test-scope').selectOption('to')
  await page.getByTestId('test-step-choice').selectOption({ label: 'total' })
  await start(page)
  expect(await tested(page)).toEqual(['total computed'])
  await page.getByTestId('tested-step').locator('summary').click()
  await page.getByTestId('tested-step').getByText('100').waitFor()
  await page.getByLabel('Evento (JSON)').fill('{"preco": ')
  expect(await page.getByTestId('start-draft-test').isDisabled()).toBe(true)
  expect((await session.get<{ items: unknown[] }>(`/api/runs?flowId=${flowId}`)).items).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
}, 90_000)

test('an output is pinned from a test, used by the next one, seen on the canvas and let go with the keyboard', async () => {
  const flowId = await drafted('Fixar', order())
  const { page, faults } = await open(flowId)
  await page.getByTestId('test-flow').click()
  await start(page)
  const total = page.locator('[data-testid=tested-step][data-step=total]')
  await total.locator('summary').click()
  await total.getByTestId('pin-output').click()
  await expect.poll(() => page.getByTestId('pin-list').getAttribute('data-count')).toBe('1')
  await start(page)
  expect(await tested(page)).toContain('total pin')
  await page.keyboard.press('Escape')
  await page.getByTestId('pin-mark').waitFor()
  expect(await page.locator('#node-stotal').getAttribute('aria-label')).toContain('saída fixada')
  await page.reload()
  await page.getByTestId('pin-mark').waitFor()
  await focusStep(page, 'total')
  await page.keyboard.press('p')
  await expect.poll(() => page.getByTestId('pin-mark').count()).toBe(0)
  expect(await session.get(`/api/flows/${flowId}/draft/pins`)).toEqual({ steps: {}, fromRunId: null })
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('a whole run is pinned, and everything that it gave stands in', async () => {
  const flowId = await drafted(
    'Execução fixada',
    flowOf({ a: { kind: 'map', value: '{{ trigger.n }}' }, b: { kind: 'map', value: '{{ steps.a }}' } }),
  )
  await session.send('POST', `/api/flows/${flowId}/publish`, {})
  const { runId } = await session.send<{ runId: string }>('POST', `/api/flows/${flowId}/runs`, { data: { n: 7 } })
  await until(
    async () => (await session.get<{ status: string }>(`/api/runs/${runId}`)).status === 'succeeded',
    20_000,
    () => 'the run did not end',
  )
  const { page, faults } = await open(flowId)
  await page.getByTestId('test-flow').click()
  await page.getByTestId('pin-list').locator('summary').click()
  await page.getByLabel('De uma execução').selectOption({ index: 1 })
  await page.getByTestId('pin-run').click()
  await expect.poll(() => page.getByTestId('pin-list').getAttribute('data-count')).toBe('3')
  await start(page)
  expect(await tested(page)).toEqual(['a pin', 'b pin'])
  await page.getByRole('button', { name: 'Soltar tudo' }).click()
  await expect.poll(() => page.getByTestId('pin-list').getAttribute('data-count')).toBe('0')
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('the next event at the webhook is caught and tested with', async () => {
  const trigger = { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' } as const
  const flowId = await drafted('Próximo', flowOf({ eco: { kind: 'map', value: '{{ trigger.body.nome }}' } }, { trigger }))
  const { hookUrl } = await session.get<{ hookUrl: string }>(`/api/flows/${flowId}`)
  const { page, faults } = await open(flowId)
  await page.getByTestId('test-flow').click()
  await page.getByTestId('test-event').selectOption('next')
  await page.getByRole('button', { name: 'Esperar evento' }).click()
  await page.locator('[data-testid=next-event][data-state=waiting]').waitFor()
  await fetch(hookUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"nome":"Bia"}' })
  await page.locator('[data-testid=next-event][data-state=captured]').waitFor()
  await start(page)
  await page.getByTestId('tested-step').locator('summary').click()
  await page.getByTestId('tested-step').getByText('Bia').waitFor()
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('a loop and a wait are tried out alone from their panel, with all iterations and without waiting', async () => {
  const definition = flowOf(
    {
      cada: { kind: 'forEach', items: '{{ trigger.lista }}', atOnce: 1, collect: 'steps.dobro' },
      dobro: { kind: 'map', value: '{{ item * 2 }}', in: 'cada/each' },
      espera: { kind: 'delay', delay: { by: 'duration', amount: 2, unit: 'days' } },
    },
    { trigger: { kind: 'manual', sample: { lista: [1, 2, 3] } } },
  )
  const { page, faults } = await open(await drafted('Sozinhas', definition))
  await focusStep(page, 'cada')
  await page.keyboard.press('t')
  const result = page.getByTestId('test-result')
  await result.getByText('results').waitFor()
  expect(await result.getAttribute('data-status')).toBe('done')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await focusStep(page, 'espera')
  await page.keyboard.press('t')
  await result.getByText('não chamada: resposta de exemplo').waitFor()
  expect(await result.getAttribute('data-status')).toBe('done')
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('a draft that is not complete says what is missing and leads there', async () => {
  const { page, faults } = await open(await drafted('Incompleto', flowOf({ conta: { kind: 'map', value: '{{ trigger.( }}' } })))
  await page.getByTestId('test-flow').click()
  await page.getByTestId('start-draft-test').click()
  await page.getByTestId('test-faults').getByRole('button').first().click()
  await page.getByTestId('step-panel').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)
