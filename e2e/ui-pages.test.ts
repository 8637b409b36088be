import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readXlsx } from '../core/spreadsheets/read-xlsx.ts'
import { openBrowser, openPage } from './browser.ts'
import { flowOf } from './engine/flow-of.ts'
import { until } from './harness.ts'
import { broken } from './screen-visits.ts'
import { openStory, type StoryWorld } from './story-world.ts'

/** The pages of whoever looks after the installation, against the seller's world: what they show is what the API and the database say. */

/** In the page: how many animations are under way that will end. */
const WHAT_ENDS = `document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getTiming().iterations !== Infinity).length`

let browser: Browser
let world: StoryWorld
let page: Page
let faults: string[]

interface Resources {
  items: Array<{ plugin: string; name: string; total: number }>
}
interface Records {
  items: Array<{ key: string; connectionId: string; title: string }>
}

beforeAll(async () => {
  browser = await openBrowser()
  world = await openStory()
  await world.sell()
  await world.settled(1)
  await until(
    async () => {
      const { items } = await world.session.get<Resources>('/api/resources')
      return (
        items.some(({ name, total }) => name === 'orders' && total > 0) && items.some(({ name, total }) => name === 'items' && total > 0)
      )
    },
    60_000,
    () => `nothing was synchronised:\n${world.product.output().slice(-2000)}`,
  )
  ;({ page, faults } = await openPage(browser))
  await page.request.post(`${world.product.baseUrl}/api/session`, {
    data: world.ownerLogin,
    headers: { origin: world.product.baseUrl },
  })
}, 240_000)

afterAll(async () => {
  await world?.close()
  await browser?.close()
})

async function open(address: string): Promise<void> {
  await page.goto(world.product.baseUrl + address)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
}

async function violations(): Promise<string[]> {
  await page.locator('[data-testid="loading"]').first().waitFor({ state: 'detached' })
  // A message that fades in has no contrast yet.
  await expect.poll(() => page.evaluate(WHAT_ENDS)).toBe(0)
  return broken(page)
}

test('the queue shows each run with its state, the processes that work, and every call that went out', async () => {
  await open('/app/queues')
  const [run] = await world.runs()
  const item = page.locator(`[data-testid="queue-item"][data-run-id="${run?.id}"]`)
  await item.waitFor()
  expect(await item.getAttribute('data-state')).toBe(run?.status === 'succeeded' ? 'done' : run?.status)
  expect(await violations()).toEqual([])

  await page.getByRole('tab', { name: 'Chamadas externas' }).click()
  const calls = await world.session.get<{ items: unknown[] }>('/api/calls?limit=50')
  await expect.poll(() => page.getByTestId('outbound-call').count()).toBe(calls.items.length)
  await page.getByTestId('outbound-call').first().locator('summary').first().click()
  await page.getByTestId('call').first().waitFor()
  expect(await violations()).toEqual([])

  await page.getByRole('tab', { name: 'Processos' }).click()
  await page.locator('[data-testid="worker"][data-alive="true"]').first().waitFor()
  expect(faults).toEqual([])
}, 90_000)

test('a record is found in its list, shows its fields and history, and the list is exported as it stands', async () => {
  await open('/app/data')
  await page.getByTestId('resource-card').first().waitFor()
  expect(await violations()).toEqual([])
  await open('/app/data/mercado-livre/orders')
  const { items } = await world.session.get<Records>('/api/resources/mercado-livre/orders?limit=50')
  await expect.poll(() => page.getByTestId('record-row').count()).toBe(items.length)
  expect(new URL(page.url()).pathname).toBe('/app/data/mercado-livre/orders')
  expect(await violations()).toEqual([])
  const wanted = items[0]?.title ?? ''
  await page.getByRole('searchbox').first().fill(wanted)
  await page.waitForURL((url) => url.searchParams.get('search') === wanted)
  const found = await world.session.get<Records>(`/api/resources/mercado-livre/orders?limit=50&search=${encodeURIComponent(wanted)}`)
  await expect.poll(() => page.getByTestId('record-row').count()).toBe(found.items.length)
  expect(found.items.length).toBeGreaterThan(0)

  await page.getByTestId('export').click()
  await page.getByTestId('export-form').getByText('CSV', { exact: true }).click()
  await page.getByTestId('export-start').click()
  await page.getByTestId('export-form').waitFor({ state: 'detached' })
  await open('/app/exports')
  const exported = page.getByTestId('export-row').first()
  await exported.and(page.locator('[data-status="done"]')).waitFor()
  const [downloaded] = await Promise.all([page.waitForEvent('download'), exported.getByTestId('export-download').click()])
  expect(downloaded.suggestedFilename()).toMatch(/^Pedidos .*\.csv$/)
  await open('/app/data/mercado-livre/orders')

  await page.getByTestId('record-row').first().getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Histórico' }).click()
  await page.getByTestId('record-change').first().waitFor()
  expect(await violations()).toEqual([])
  expect(faults).toEqual([])
}, 90_000)

test('a board shows the figures of the API, as a chart, as a table and as a file', async () => {
  await open('/app/dashboards')
  const board = await world.session.get<{ total: { succeeded: number } }>('/api/dashboards/operations?days=7')
  const tile = page.locator('[data-testid="chart-tile"][data-file="execucoes-por-dia"]')
  await tile.getByRole('img').waitFor()
  await tile.getByTestId('chart-table').click()
  const told = await tile.locator('tbody tr td:nth-child(2)').allTextContents()
  expect(told.reduce((sum, text) => sum + Number(text), 0)).toBe(board.total.succeeded)
  const [file] = await Promise.all([page.waitForEvent('download'), tile.getByTestId('chart-csv').click()])
  expect(file.suggestedFilename()).toBe('execucoes-por-dia.csv')
  expect(await violations()).toEqual([])
  await page.getByTestId('export').click()
  await page.getByTestId('export-form').getByText('PDF', { exact: true }).click()
  await page.getByTestId('export-start').click()
  await page.getByTestId('export-form').waitFor({ state: 'detached' })
  const exported = async () =>
    (await world.session.get<{ items: Array<{ title: string; format: string; status: string }> }>('/api/exports')).items[0]
  await expect.poll(exported, { timeout: 20_000 }).toMatchObject({ title: 'Operação', format: 'pdf', status: 'done' })
  await boardsAreExported()
  for (const name of ['integrations', 'sales', 'answers', 'stock']) {
    await open(`/app/dashboards?board=${name}`)
    expect(await violations(), name).toEqual([])
  }
  expect(faults).toEqual([])
}, 120_000)

/** Every board as a workbook; the figures of sales are those of the API. */
async function boardsAreExported(): Promise<void> {
  interface Exported {
    items: Array<{ id: string; status: string; source: { board?: string } }>
  }
  for (const board of ['operations', 'integrations', 'sales', 'answers', 'stock'])
    await world.session.send('POST', '/api/exports', { source: { kind: 'board', board, days: 30 }, format: 'xlsx' })
  const made = async () => (await world.session.get<Exported>('/api/exports')).items.slice(0, 5)
  await expect.poll(async () => (await made()).map(({ status }) => status), { timeout: 30_000 }).toEqual(Array(5).fill('done'))
  const sales = (await made()).find(({ source }) => source.board === 'sales')
  const file = await page.request.get(`${world.product.baseUrl}/api/exports/${sales?.id}/file`)
  const bytes = await file.body()
  const sheet = (await readXlsx(bytes))?.sheets.find((name) => name.startsWith('Pedidos · Mercado Livre'))
  const [, ...lines] = [...((await readXlsx(bytes, sheet))?.lines() ?? [])]
  const stats = await world.session.get<{ days: Array<{ day: string; count: number }> }>(
    `/api/resources/mercado-livre/orders/stats?from=${lines[0]?.[0]}`,
  )
  expect(lines).toHaveLength(30)
  expect(lines.flatMap(([day, count]) => (count === 0 ? [] : [{ day, count }]))).toEqual(
    stats.days.map(({ day, count }) => ({ day, count })),
  )
}

test('an account that must be connected again is an alert on every page, and the alert leads to the wizard', async () => {
  await world.truth.query(`UPDATE connections SET status = 'reconnect_needed', status_reason = 'no_refresh' WHERE plugin = 'bling'`)
  await open('/app/flows')
  await page.getByTestId('alert-bell').click()
  const alert = page.locator('[data-testid="alert"][data-kind="connection_offline"]')
  await alert.waitFor()
  expect(await violations()).toEqual([])
  await alert.getByRole('link').click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')

  // Muted for an hour it reminds nobody; unmuted it does again.
  await open('/app/alerts')
  await alert.getByRole('button', { name: /^Silenciar/ }).click()
  await page.getByRole('menuitem', { name: 'Silenciar por 1 hora', exact: true }).click()
  const mute = page.locator('[data-testid="alert-mute"][data-mute-id^="connection_offline:"]')
  await mute.waitFor()
  await alert.waitFor({ state: 'detached' })
  expect(await page.getByTestId('alert-bell').getAttribute('aria-label')).toBe('Nenhum alerta')
  const { items: mutes } = await world.session.get<{ items: Array<{ mutedAt: string; until: string }> }>('/api/alert-mutes')
  expect(mutes.map(({ mutedAt, until: end }) => Date.parse(end) - Date.parse(mutedAt))).toEqual([3_600_000])
  expect(await violations()).toEqual([])
  await mute.getByRole('button').click()
  await alert.waitFor()
  await mute.waitFor({ state: 'detached' })
  await world.truth.query(`UPDATE connections SET status = 'connected', status_reason = NULL WHERE plugin = 'bling'`)
  expect(faults).toEqual([])
}, 60_000)

test('whoever is on any page is told when a task of theirs is due for a reminder, and gets to it from there', async () => {
  const outcomes = [
    { lane: 'yes', title: 'Sim' },
    { lane: 'no', title: 'Não' },
  ]
  const reminder = { amount: 1, unit: 'seconds' } as const
  const definition = flowOf({
    aprovar: { kind: 'approval', question: 'Liberar o desconto?', assignee: { role: 'editor' }, outcomes, reminder },
  })
  const { session } = world
  const file = { format: 'tomada-flow', version: 1, name: 'Descontos', definition }
  const { id } = await session.send<{ id: string }>('POST', '/api/flow-files', file)
  await session.send('POST', `/api/flows/${id}/publish`, {})
  await open('/app/connections')
  await session.send('POST', `/api/flows/${id}/runs`, { data: {} })
  // The badge comes with the task, the notice with its reminder.
  await expect.poll(() => page.getByTestId('open-tasks').first().textContent(), { timeout: 15_000 }).toBe('1')
  const notice = page.getByText('Lembrete: “Liberar o desconto?” espera a sua resposta')
  const reminded = async () => {
    // What each minute begins with, now.
    await world.truth.query(`INSERT INTO pgboss.job (name, data) VALUES ('tasks.find-due', '{}')`)
    return notice.count()
  }
  await expect.poll(reminded, { timeout: 40_000, interval: 1_000 }).toBe(1)
  await page.getByRole('button', { name: 'Abrir tarefa' }).click()
  await page.getByRole('dialog').getByText('Liberar o desconto?').first().waitFor()
  expect(faults).toEqual([])
}, 90_000)

test('an account tells the flows that use it, on its page and before it is disconnected', async () => {
  const { items } = await world.session.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
  const seller = items.find(({ plugin }) => plugin === 'mercado-livre')?.id
  await open(`/app/connections/${seller}?tab=use`)
  const flow = page.locator(`[data-testid="connection-flow"][data-flow-id="${world.flowId}"]`)
  expect(await flow.getByRole('link').getAttribute('href')).toBe(`/app/flows/${world.flowId}`)
  expect(await violations()).toEqual([])
  await open('/app/connections')
  const card = page.locator(`[data-testid="connection"][data-connection-id="${seller}"]`)
  await card.getByRole('button', { name: /^Mais ações|^Ações/ }).click()
  await page.getByRole('menuitem', { name: 'Desconectar' }).click()
  const warning = page.getByRole('alertdialog')
  await warning.getByText('1 fluxo usa esta conta:').waitFor()
  await warning.locator(`[data-flow-id="${world.flowId}"]`).waitFor()
  expect(await violations()).toEqual([])
  await warning.getByRole('button', { name: 'Cancelar' }).click()
  await card.waitFor()
  expect(faults).toEqual([])
}, 60_000)

test('a row of an own table is added and changed by hand, and is the row that the API has', async () => {
  await open('/app/tables')
  await page.getByTestId('add-table').click()
  await page.locator('input[name="table-name"]').fill('precos')
  await page.getByRole('button', { name: 'Criar tabela' }).click()
  await page.getByTestId('add-row').click()
  await page.locator('input[name="row-key"]').fill('SKU-1')
  await page.getByTestId('row-form').locator('textarea').fill('{"preco": 10}')
  await page.getByRole('button', { name: 'Salvar' }).click()
  await page.locator('[data-testid="table-row"][data-key="SKU-1"]').waitFor()
  const { items } = await world.session.get<{ items: Array<{ key: string; value: unknown }> }>('/api/data-tables/precos/rows')
  expect(items.map(({ key, value }) => ({ key, value }))).toEqual([{ key: 'SKU-1', value: { preco: 10 } }])
  expect(await violations()).toEqual([])
  expect(faults).toEqual([])
}, 60_000)

test('a message is replayed into a new run, and one of an unknown account says what to do', async () => {
  const { items } = await world.session.get<{ items: Array<{ id: string; runIds: string[] }> }>('/api/deliveries?limit=50')
  const delivery = items.find(({ runIds }) => runIds.length === 1)
  const before = (await world.runs()).length
  await open(`/app/deliveries/${delivery?.id}`)
  await page.getByTestId('replay-delivery').click()
  expect(await violations()).toEqual([])
  await page.getByRole('button', { name: 'Reproduzir mensagem' }).click()
  await page.waitForURL(/\/app\/runs\/run_/)
  expect((await world.runs()).length).toBe(before + 1)
  await open('/app/deliveries?verdict=unmatched')
  await page.getByRole('link', { name: 'Conectar a conta' }).first().waitFor()
  expect(faults).toEqual([])
}, 60_000)
