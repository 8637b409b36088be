import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { budgetFaults } from '../bench/ui/budgets.ts'
import { watchLoaded } from '../bench/ui/loaded.ts'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { openPage } from './browser.ts'
import { flowOf } from './engine/flow-of.ts'
import { type Product, type Session, until } from './harness.ts'
import { openShop, type Shop } from './shop.ts'

/** What an editor does with flows from the first click on, in a real browser: begin, carry away, publish, go back, repair, decide. */

/** A page under load may take longer than the second that a poll has. */
const SLOW = { timeout: 15_000 }
let shop: Shop
let browser: Browser
let product: Product
let session: Session
let page: Page
let faults: string[]

beforeAll(async () => {
  shop = await openShop()
  ;({ browser, product, session } = shop)
  ;({ page, faults } = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] }))
  await shop.signIn(page)
}, 120_000)

afterAll(() => shop?.close())

const open = (address: string) => page.goto(product.baseUrl + address)

async function drafted(name: string, definition: FlowDefinition): Promise<string> {
  const { id } = await session.send<{ id: string }>('POST', '/api/flow-files', { format: 'tomada-flow', version: 1, name, definition })
  return id
}

async function ended(runId: string, status: string): Promise<void> {
  await until(
    async () => (await session.get<{ status: string }>(`/api/runs/${runId}`)).status === status,
    20_000,
    () => `the run is not ${status}:\n${product.output().slice(-2000)}`,
  )
}

async function publishHere(): Promise<void> {
  await page.locator('[data-testid=save-state][data-state=saved]').waitFor()
  await page.getByTestId('publish').click()
  await page.getByTestId('confirm-publish').click()
  const refused = page.getByRole('dialog').getByRole('alert')
  await Promise.race([page.getByRole('dialog').waitFor({ state: 'detached' }), refused.waitFor().catch(() => undefined)])
  if ((await refused.count()) > 0) throw new Error(await refused.innerText())
}

const flowIdOf = () => new URL(page.url()).pathname.split('/').at(-1) ?? ''

test('a blank flow is named, built by clicking, published and run', async () => {
  await open('/app/flows')
  await page.getByRole('button', { name: 'Novo fluxo' }).first().click()
  await page.getByTestId('template-blank').click()
  await page.getByTestId('canvas').waitFor()
  const id = flowIdOf()
  await page.getByLabel('Nome do fluxo').fill('Dobrar')
  await page.getByLabel('Nome do fluxo').press('Enter')
  await page.getByRole('button', { name: 'Adicionar a primeira etapa' }).click()
  await page.locator('[data-new-step=code]').click()
  await page.locator('.cm-content').fill('return trigger.n * 2')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await publishHere()
  const { runId } = await session.send<{ runId: string }>('POST', `/api/flows/${id}/runs`, { data: { n: 21 } })
  await ended(runId, 'succeeded')
  const { items } = await session.get<{ items: Array<{ output: unknown }> }>(`/api/runs/${runId}/steps`)
  expect(items.map(({ output }) => output)).toEqual([42])
  expect(await session.get<{ name: string }>(`/api/flows/${id}`)).toMatchObject({ name: 'Dobrar', publishedVersion: 1 })
}, 60_000)

test('a flow is made from a template, published as it is, and answers its webhook', async () => {
  await open('/app/flows')
  await page.getByRole('button', { name: 'Novo fluxo' }).first().click()
  await page.getByTestId('template-webhook-answer').click()
  await page.getByTestId('canvas').waitFor()
  const id = flowIdOf()
  await publishHere()
  const { hookUrl } = await session.get<{ hookUrl: string }>(`/api/flows/${id}`)
  const body = JSON.stringify({ order: '7', items: [{ sku: 'A', quantity: 3, price: 50 }] })
  const answer = await fetch(hookUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(await answer.json()).toMatchObject({ order: '7', total: '150.00', size: 'large' })
}, 60_000)

test('a flow leaves as a file and comes back as another one with the same steps, groups and notes', async () => {
  const definition: FlowDefinition = {
    ...flowOf({ a: { kind: 'map', value: '{{ trigger.n }}' }, b: { kind: 'map', value: '{{ steps.a }}' } }),
    notes: { n1: { text: 'Confirmar com a loja', x: 0, y: -120 } },
    groups: { g1: { title: 'Preparo', steps: ['sa', 'sb'] } },
  }
  await drafted('Levar', definition)
  await open('/app/flows')
  const row = page.getByTestId('flow-row').filter({ hasText: 'Levar' })
  await row.getByRole('button', { name: 'Ações de Levar' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Exportar arquivo' }).click()
  const file = await (await download).path()
  expect((await download).suggestedFilename()).toBe('levar.tomada.json')
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ format: 'tomada-flow', name: 'Levar' })
  await page.getByTestId('import-file').setInputFiles(file)
  await page.getByTestId('canvas').waitFor()
  const { definition: copy } = await session.get<{ definition: FlowDefinition }>(`/api/flows/${flowIdOf()}/draft`)
  expect(copy).toEqual(definition)
  await page.getByTestId('canvas-note').waitFor()
  expect(await page.getByTestId('canvas-group').getAttribute('data-collapsed')).toBe('false')
}, 60_000)

test('a workflow of n8n is shown node by node before its draft is made', async () => {
  await open('/app/flows')
  await page.getByTestId('import-file').setInputFiles('core/importer/fixtures/workflows/n8nFix24notes.json')
  const rows = page.getByTestId('import-node')
  await rows.filter({ hasText: 'Post' }).getByText('Não há etapa para nós do tipo n8n-nodes-base.slack.').waitFor()
  // What needs a look comes first.
  expect(await rows.first().innerText()).toContain('Faltando')
  expect(await rows.last().innerText()).toContain('Convertidos')
  await page.getByTestId('import-create').click()
  await page.getByTestId('canvas').waitFor()
  await page.getByText('Greeting', { exact: true }).first().waitFor()
})

test('two versions are compared, and the older one is in production again after two clicks', async () => {
  const id = await drafted('Voltar', flowOf({ valor: { kind: 'map', value: 'um' } }))
  await session.send('POST', `/api/flows/${id}/publish`, {})
  await open(`/app/flows/${id}`)
  await page.getByTestId('step-node').dblclick()
  await page.locator('[data-path="/value"] textarea').first().fill('"dois"')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await publishHere()
  await page.getByRole('button', { name: 'Mais ações do fluxo' }).click()
  await page.getByRole('menuitem', { name: 'Versões' }).click()
  await page.getByRole('button', { name: 'Comparar a versão 1' }).click()
  const change = page.locator('[data-testid=step-diff][data-what=changed]')
  await change.waitFor()
  expect(await change.innerText()).toMatch(/value[\s\S]*um[\s\S]*dois/)
  await page.getByRole('button', { name: 'Todas as versões' }).click()
  await page.getByRole('button', { name: 'Publicar de novo a versão 1' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Publicar de novo' }).click()
  await until(
    async () => (await session.get<{ publishedVersion: number }>(`/api/flows/${id}`)).publishedVersion === 3,
    15_000,
    () => 'the old version was not published again',
  )
  const { definition } = await session.get<{ definition: FlowDefinition }>(`/api/flows/${id}/versions/3`)
  expect(Object.values(definition.steps)).toMatchObject([{ value: 'um' }])
}, 60_000)

test('a run that failed is repaired in the builder and goes on from the step that failed', async () => {
  const id = await drafted(
    'Consertar',
    flowOf({ conta: { kind: 'map', value: '{{ trigger.n + 1 }}' }, falha: { kind: 'code', code: 'throw new Error("sem preço")' } }),
  )
  await session.send('POST', `/api/flows/${id}/publish`, {})
  const { runId } = await session.send<{ runId: string }>('POST', `/api/flows/${id}/runs`, { data: { n: 1 } })
  await ended(runId, 'failed')
  await open(`/app/runs/${runId}`)
  await page.getByRole('link', { name: /Abrir fluxo/ }).click()
  await page.locator('#node-sfalha').dblclick()
  const code = page.locator('.cm-content')
  await code.waitFor()
  await code.fill('return steps.conta * 10')
  await page.getByRole('button', { name: 'Fechar painel' }).click()
  await publishHere()
  await open(`/app/runs/${runId}`)
  await page.getByRole('button', { name: 'Tentar a partir daqui' }).click()
  expect(await page.getByTestId('retry-kept').allInnerTexts()).toEqual(['conta'])
  expect(await page.getByTestId('retry-again').allInnerTexts()).toEqual(['falha'])
  await page.getByLabel('A versão publicada agora').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Tentar de novo' }).click()
  await expect.poll(() => page.url(), SLOW).not.toContain(runId)
  const retryId = flowIdOf()
  await ended(retryId, 'succeeded')
  const { items } = await session.get<{ items: Array<{ output: unknown }> }>(`/api/runs/${retryId}/steps`)
  expect(items.at(-1)?.output).toBe(20)
}, 60_000)

test('a task is approved in the list of tasks and the run goes on by that way', async () => {
  const id = await drafted(
    'Aprovar',
    flowOf({
      pergunta: {
        kind: 'approval',
        question: 'Dar o desconto de {{ trigger.valor }}?',
        assignee: { role: 'owner' },
        outcomes: [
          { lane: 'sim', title: 'Aprovar' },
          { lane: 'nao', title: 'Recusar' },
        ],
      },
      feito: { kind: 'map', value: 'com desconto', in: 'pergunta/sim' },
    }),
  )
  await session.send('POST', `/api/flows/${id}/publish`, {})
  const { runId } = await session.send<{ runId: string }>('POST', `/api/flows/${id}/runs`, { data: { valor: 10 } })
  await open('/app/tasks')
  await page.getByRole('link', { name: 'Dar o desconto de 10?' }).click()
  await page.locator('[data-testid=task-outcome][data-lane=sim]').click()
  await ended(runId, 'succeeded')
  const { items } = await session.get<{ items: Array<{ output: unknown }> }>(`/api/runs/${runId}/steps`)
  expect(items.map(({ output }) => output)).toContain('com desconto')
}, 60_000)

test('flows are put into a folder together, found there, thrown away and taken back', async () => {
  await drafted('Arquivo A', flowOf({}))
  await drafted('Arquivo B', flowOf({}))
  await open('/app/flows?q=arquivo')
  await page.getByLabel('Escolher todos da lista').check()
  const bar = page.getByTestId('flow-bulk-bar')
  await bar.getByRole('button', { name: 'Mover e etiquetar…' }).click()
  await page.getByLabel('Pasta', { exact: true }).last().fill('Vendas / Loja 1')
  await page.getByLabel('Etiquetas a acrescentar').fill('antigo, loja')
  await page.getByTestId('save-place').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await open('/app/flows?folder=Vendas')
  await page.getByTestId('flow-row').nth(1).waitFor()
  const { items } = await session.get<{ items: Array<{ name: string; folder: string; tags: string[] }> }>('/api/flows')
  expect(items.filter(({ name }) => name.startsWith('Arquivo'))).toMatchObject([
    { folder: 'Vendas/Loja 1', tags: ['antigo', 'loja'] },
    { folder: 'Vendas/Loja 1', tags: ['antigo', 'loja'] },
  ])
  await page.getByLabel('Escolher todos da lista').check()
  await bar.getByRole('button', { name: 'Excluir' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Excluir' }).click()
  await page.getByTestId('flow-row').first().waitFor({ state: 'detached' })
  await open('/app/flows')
  await page.getByRole('button', { name: 'Mais ações da lista' }).click()
  await page.getByRole('menuitem', { name: 'Lixeira' }).click()
  await page.getByRole('button', { name: 'Restaurar Arquivo A' }).click()
  await page.getByTestId('trashed-flow').filter({ hasText: 'Arquivo A' }).waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Arquivo A' }).waitFor()
}, 60_000)

test('notes, groups and the search work by keyboard, in both views, and are undone after a reload', async () => {
  const id = await drafted(
    'Anotar',
    flowOf({ um: { kind: 'map', value: '{{ trigger.cpf }}' }, dois: { kind: 'map', value: 2 }, tres: { kind: 'map', value: 3 } }),
  )
  await open(`/app/flows/${id}`)
  await page.locator('#node-sum').click()
  await page.locator('#node-sdois').click({ modifiers: ['Control'] })
  await page.keyboard.press('Control+g')
  await page.getByTestId('canvas-group').waitFor()
  await page.keyboard.press('o')
  await page
    .getByTestId('outline-group')
    .getByRole('button', { name: /Recolher grupo/ })
    .click()
  await expect.poll(() => page.getByTestId('outline-step').count(), SLOW).toBe(1)
  await page.getByRole('button', { name: 'Adicionar nota' }).click()
  await page.getByTestId('outline-note').fill('Ver com o fiscal')
  await page.locator('[data-testid=save-state][data-state=saved]').waitFor()
  await page.reload()
  await page.getByTestId('outline-note').waitFor()
  await page.getByTestId('undo').click()
  await page.getByTestId('undo').click()
  await expect.poll(() => page.getByTestId('outline-note').count(), SLOW).toBe(0)
  await page.getByTestId('undo').click()
  await expect.poll(() => page.getByTestId('outline-step').count(), SLOW).toBe(3)
  await page.keyboard.press('Control+f')
  await page.getByTestId('find-input').fill('cpf')
  await expect.poll(() => page.getByTestId('found-step').count(), SLOW).toBe(1)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate('document.activeElement?.id'), SLOW).toBe('node-sum')
  await page.keyboard.press('o')
  await page.getByTestId('canvas').waitFor()
}, 60_000)

test('an expression is written in the large editor with completion, its type is shown and a conversion is offered', async () => {
  const id = await drafted(
    'Expressões',
    flowOf(
      {
        cada: { kind: 'forEach', items: '{{ trigger.itens }}', atOnce: 1 },
        pausa: { kind: 'delay', delay: { by: 'duration', amount: '{{ trigger.espera }}', unit: 'minutes' } },
      },
      { trigger: { kind: 'manual', sample: { espera: '5', itens: [{ sku: 'A' }] } } },
    ),
  )
  await open(`/app/flows/${id}`)
  await page.locator('#node-spausa').dblclick()
  const field = page.locator('[data-path="/delay"]').last()
  await field.locator('textarea').first().focus()
  await page.locator('[data-testid=preview-type][data-type=string]').waitFor()
  await page.keyboard.press('Alt+Enter')
  const dialog = page.getByTestId('expression-dialog')
  await dialog.locator('.cm-content').fill('{{ trigger.')
  await page.keyboard.press('Control+Space')
  await page.getByRole('option', { name: /espera/ }).waitFor()
  await dialog.locator('.cm-content').fill('{{ trigger.espera }}')
  await dialog.getByTestId('expression-type').waitFor()
  await page.getByTestId('use-expression').click()
  await field.locator('textarea').first().focus()
  await page.getByTestId('conversion').getByRole('button').click()
  await page.locator('[data-testid=preview-type][data-type=number]').waitFor()
}, 60_000)

test('two tabs at the same step: different fields are merged without a question, the same field asks', async () => {
  const id = await drafted('Duas abas', flowOf({ fim: { kind: 'stop', outcome: 'error', message: 'antes' } }))
  const other = await page.context().newPage()
  for (const tab of [page, other]) {
    await tab.goto(`${product.baseUrl}/app/flows/${id}`)
    await tab.locator('#node-sfim').dblclick()
  }
  const title = (tab: Page) => tab.locator('[data-path="/title"] input')
  const message = (tab: Page) => tab.locator('[data-path="/message"] textarea').first()
  const saved = async () => (await session.get<{ definition: FlowDefinition }>(`/api/flows/${id}/draft`)).definition.steps['sfim']
  await title(page).fill('Fim')
  await expect.poll(saved, SLOW).toMatchObject({ title: 'Fim', message: 'antes' })
  await message(other).fill('de lá')
  await expect.poll(saved, SLOW).toMatchObject({ title: 'Fim', message: 'de lá' })
  expect(await title(other).inputValue()).toBe('Fim')
  expect(await other.getByRole('dialog').count()).toBe(0)

  await message(page).fill('daqui')
  const question = page.getByRole('dialog')
  await question.getByText('de lá').waitFor()
  await question.getByRole('button', { name: 'Aplicar' }).click()
  await expect.poll(saved, SLOW).toMatchObject({ title: 'Fim', message: 'daqui' })
  expect(await message(page).inputValue()).toBe('daqui')
  await other.close()
}, 60_000)

test('the first page, the builder with an open step and the code editor stay within what may be loaded for them', async () => {
  const id = await drafted('Medir', flowOf({ valor: { kind: 'map', value: 1 }, conta: { kind: 'code', code: 'return 1' } }))
  const cold = await openPage(browser)
  await shop.signIn(cold.page)
  const first = watchLoaded(cold.page)
  await cold.page.goto(`${product.baseUrl}/app/`)
  await cold.page.waitForLoadState('networkidle')
  const initialKb = await first.kb()
  await cold.page.context().close()

  const builder = await openPage(browser)
  await shop.signIn(builder.page)
  const loaded = watchLoaded(builder.page)
  await builder.page.goto(`${product.baseUrl}/app/flows/${id}`)
  await builder.page.locator('#node-svalor').dblclick()
  await builder.page.getByTestId('step-panel').waitFor()
  await builder.page.waitForLoadState('networkidle')
  const builderKb = await loaded.kb()
  loaded.reset()
  await builder.page.locator('#node-sconta').dblclick()
  await builder.page.locator('.cm-content').waitFor()
  await builder.page.waitForLoadState('networkidle')
  const codeEditorKb = await loaded.kb()
  await builder.page.context().close()
  expect(budgetFaults({ initialKb, builderKb, codeEditorKb })).toEqual([])
}, 60_000)

test('a menu whose list is fetched when it is wanted opens at the first key or press, closes at the second, and gives the focus back', async () => {
  const fresh = await openPage(browser)
  await shop.signIn(fresh.page)
  await fresh.page.goto(`${product.baseUrl}/app/`)
  const button = fresh.page.getByRole('button', { name: 'Menu de Ana' })
  const list = fresh.page.getByRole('menu')
  await button.click()
  await list.waitFor()
  expect(await button.getAttribute('aria-expanded')).toBe('true')
  // An open menu takes every press on the page, also one on its own button.
  await button.click({ force: true })
  await list.waitFor({ state: 'detached' })
  await button.press('ArrowDown')
  await list.waitFor()
  await fresh.page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  expect(await button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)

  const bell = fresh.page.getByTestId('alert-bell')
  const panel = fresh.page.getByRole('dialog', { name: 'Alertas' })
  await bell.press('Enter')
  await panel.waitFor()
  await fresh.page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await bell.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
  await bell.click()
  await panel.waitFor()
  await bell.click()
  await panel.waitFor({ state: 'detached' })
  expect(fresh.faults).toEqual([])
  await fresh.page.context().close()
}, 60_000)

test('no script error and no broken security policy in any of these journeys', () => {
  expect(faults).toEqual([])
})
