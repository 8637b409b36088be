import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import messages from '../ui/messages/pt-BR/editor.json' with { type: 'json' }
import { openPage } from './browser.ts'
import { journey, type Language, signingIn } from './build-transcript.ts'
import { CELLS, SUBJECT, type View } from './builder-commands.ts'
import { type Product, type Session, until } from './harness.ts'
import { listen } from './screen-reader.ts'
import { openShop, type Shop } from './shop.ts'

/** A flow with a loop, paths and a wait, drawn by clicking in a real browser and then run. */

let shop: Shop
let browser: Browser
let product: Product
let session: Session

beforeAll(async () => {
  shop = await openShop()
  ;({ browser, product, session } = shop)
}, 120_000)

afterAll(() => shop?.close())

/** What undoing a command is called. */
const WORDS: Record<string, string> = Object.fromEntries(
  Object.entries(messages).flatMap(([key, text]) =>
    key.startsWith('editor_did_') && typeof text === 'string' ? [[key.slice('editor_did_'.length), text]] : [],
  ),
)

interface RunStep {
  path: string
  kind: string
  status: string
  output: unknown
}

/** Opens the dialog with the button, takes a kind, and fills the named fields of its form. */
async function addStep(page: Page, button: string, kind: string, fields: Record<string, string> = {}): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.locator(`[data-new-step="${kind}"]`).click()
  const panel = page.getByTestId('step-panel')
  for (const [path, text] of Object.entries(fields))
    await panel.locator(`[data-path="${path}"] textarea, [data-path="${path}"] input`).first().fill(text)
}

test('a flow with a for-each, paths and a wait is built by clicking, published, and does what was drawn', async () => {
  const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name: 'Separar pedidos' })
  const { page, faults } = await openPage(browser)
  await shop.signIn(page)
  await page.goto(`${product.baseUrl}/app/flows/${id}`)
  await page.getByTestId('canvas').waitFor()

  await page.getByTestId('trigger-node').dblclick()
  await page.locator('[data-testid=trigger-kind][data-kind=manual]').click()
  await page.getByRole('button', { name: 'Fechar painel' }).click()

  await addStep(page, 'Adicionar a primeira etapa', 'forEach', {
    '/items': '{{ trigger.totais }}',
    '/collect': "item > 100 ? 'grande' : 'pequeno'",
  })
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await addStep(page, 'Adicionar etapa em “a cada item”', 'switch', { '/cases/0/condition': 'item > 100' })
  // A path that nobody needs goes without a question, as nothing is in it.
  await page.getByRole('button', { name: 'Remover Caminho 2' }).click()
  await page.getByTestId('lane-row').getByRole('textbox').first().fill('Grande')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await addStep(page, 'Adicionar etapa em “Grande”', 'delay', { '/delay': '1' })
  await page.getByLabel('Unidade de Quanto tempo').selectOption('seconds')
  await page.getByRole('button', { name: 'Fechar painel' }).click()

  await page.getByTestId('undo').click()
  await page.getByTestId('redo').click()
  await page.locator('[data-testid=save-state][data-state=saved]').waitFor()
  await page.getByTestId('publish').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publicar' }).click()
  await until(
    async () => (await session.get<{ publishedVersion: number | null }>(`/api/flows/${id}`)).publishedVersion === 1,
    15_000,
    () => 'the flow was not published',
  )

  const { runId } = await session.send<{ runId: string }>('POST', `/api/flows/${id}/runs`, { data: { totais: [5, 150] } })
  await until(
    async () => (await session.get<{ status: string }>(`/api/runs/${runId}`)).status === 'succeeded',
    30_000,
    () => `the run did not end:\n${product.output().slice(-2000)}`,
  )
  const { items } = await session.get<{ items: RunStep[] }>(`/api/runs/${runId}/steps`)
  const loop = items.find((step) => step.kind === 'forEach')
  expect(loop).toMatchObject({ status: 'done', output: { results: ['pequeno', 'grande'], count: 2, stopped: false } })
  // Only the second order took the path with the wait.
  expect(items.filter((step) => step.kind === 'delay' && step.status === 'done')).toHaveLength(1)
  expect(faults).toEqual([])
  await page.context().close()
}, 120_000)

test('removing a path asks first when steps are in it, and undo brings both back', async () => {
  const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name: 'Caminhos' })
  const { page, faults } = await openPage(browser)
  await shop.signIn(page)
  await page.goto(`${product.baseUrl}/app/flows/${id}`)
  await page.getByRole('radio', { name: 'Esquema' }).click()
  await addStep(page, 'Adicionar a primeira etapa', 'switch')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await addStep(page, 'Adicionar etapa em “Caminho 1”', 'map')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await page.getByTestId('outline-step').first().click()
  await page.getByRole('button', { name: 'Remover Caminho 1' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remover etapas' }).click()
  await expect.poll(() => page.getByTestId('outline-step').count()).toBe(1)
  await page.getByTestId('undo').click()
  await expect.poll(() => page.getByTestId('outline-step').count()).toBe(2)
  expect(await page.getByTestId('lane-row').count()).toBe(2)
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

/** Does it as long as it is needed, and says so when it never ends. */
async function atMost(times: number, isNeeded: () => Promise<boolean>, deed: () => Promise<void>): Promise<void> {
  for (let count = 0; await isNeeded(); count++) {
    if (count === times) throw new Error(`still needed after ${times} times: ${deed}`)
    await deed()
  }
}

/** A page under load may take longer than the second that a poll has. */
const SLOW = { timeout: 15_000 }

test.each<View>(['canvas', 'outline'])(
  'every command is given by pointer and by keyboard in the %s, and is taken back',
  async (view) => {
    const { id } = await session.send<{ id: string }>('POST', '/api/flow-files', {
      format: 'tomada-flow',
      version: 1,
      name: view,
      definition: SUBJECT,
    })
    const { page, faults } = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
    // So that what cannot be done is named before the time of all is over.
    page.setDefaultTimeout(10_000)
    await shop.signIn(page)
    await page.goto(`${product.baseUrl}/app/flows/${id}`)
    await page.locator('#node-schama').waitFor()
    if (view === 'outline') await page.keyboard.press('o')
    await page.getByTestId(view).waitFor()
    const undo = page.getByTestId('undo')
    const failed: string[] = []
    for (const [command, views] of Object.entries(CELLS)) {
      for (const [input, deed] of Object.entries(views[view] ?? {})) {
        try {
          await deed(page, view)
          await expect.poll(() => undo.getAttribute('aria-label'), SLOW).toBe(`Desfazer: ${WORDS[command]}`)
        } catch (error) {
          failed.push(`${command} by ${input}: ${String(error).slice(0, 300)}`)
        }
        const open = page.getByRole('dialog').or(page.getByRole('menu')).first()
        await atMost(
          20,
          () => open.isVisible(),
          () => page.keyboard.press('Escape'),
        )
        await atMost(
          20,
          () => undo.isEnabled(),
          () => undo.click(),
        )
        if (await page.getByTestId('step-panel').isVisible()) await page.getByRole('button', { name: 'Fechar painel' }).click()
      }
    }
    expect(failed).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  },
  180_000,
)

/** By each view in each language; of English one, as the views differ in no text. */
const JOURNEYS: Array<[View, Language]> = [
  ['canvas', 'pt-BR'],
  ['outline', 'pt-BR'],
  ['outline', 'en'],
]

test.each(JOURNEYS)(
  'by keyboard alone a flow is made, mapped, wired, tested, published and run in the %s, and a screen reader tells it in %s',
  async (view, language) => {
    await session.send('PATCH', '/api/me', { locale: language })
    const { page, faults } = await openPage(browser, { locale: language })
    const reader = await listen(page)
    await page.goto(`${product.baseUrl}/app/flows`)
    await reader.read(signingIn(language))
    reader.pressed = 0
    await reader.read(journey(view, language))
    expect(reader.pressed).toBeLessThanOrEqual(120)
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)
    const { items } = await session.get<{ items: RunStep[] }>(`/api/runs/${new URL(page.url()).pathname.split('/').at(-1)}/steps`)
    expect(items.map(({ output }) => output)).toContainEqual({ v: 7 })
    expect(faults).toEqual([])
    await page.context().close()
  },
  120_000,
)
