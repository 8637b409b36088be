import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  answerTruth,
  cameAroundMidnight,
  fillMidnight,
  integrationTruth,
  readTiles,
  runTruth,
  salesFigures,
  salesTruth,
  stockTruth,
  type Tiles,
  withTimes,
} from './board-truth.ts'
import { until } from './harness.ts'
import { type HubWorld, openHub, overflowAt320, violations } from './hub-world.ts'

/** The integrations of an admin, from the first account to the record: in a real browser, against the providers' emulators. */

let world: HubWorld<'mercado-livre' | 'omie' | 'tiny'>
let connectionId: string

beforeAll(async () => {
  world = await openHub(['mercado-livre', 'omie', 'tiny'])
}, 120_000)

afterAll(async () => {
  await world?.close()
})

interface Job {
  id: string
  status: string
  progress: Array<{ resource: string; read: number; created: number; updated: number; deleted: number; failed: number }>
}

const card = (plugin: string) => world.page.locator(`[data-testid="connection"][data-plugin="${plugin}"]`)
const jobs = async (id = connectionId) => (await world.session.get<{ items: Job[] }>(`/api/connections/${id}/sync`)).items
const play = async (scenario: string, input: Record<string, unknown> = {}): Promise<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(await world.providers['mercado-livre'].admin('POST', `/scenario/${scenario}`, input)))
const totalOf = async (name: string) =>
  (await world.session.get<{ items: Array<{ plugin: string; name: string; total: number }> }>('/api/resources')).items.find(
    (each) => each.plugin === 'mercado-livre' && each.name === name,
  )?.total

test('MH-82 MH-86 MH-90 [+] finds a connector by need, "Conectar" opens its wizard, a wrong key is told in the provider’s words and corrected', async () => {
  const { page } = world
  await world.open('/app/connections')
  expect(await violations(page)).toEqual([])
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0)
  await page.getByTestId('add-connection').click()
  await page.getByRole('combobox').fill('nota fiscal')
  await page.locator('[data-testid="pick-connector"][data-plugin="omie"]').waitFor()
  await page.keyboard.press('Escape')

  await page.locator('[data-testid="connector"][data-plugin="omie"]').getByRole('button', { name: 'Conectar' }).click()
  await page.getByTestId('connect-next').click()
  // Fields of the manifest, by their names: no JSON to write.
  const form = page.getByTestId('key-form')
  expect(await form.locator('textarea').count()).toBe(0)
  await form.getByLabel('App key').fill('1234567890123')
  await form.getByLabel('App secret').fill('not-the-secret')
  await page.getByTestId('connect-submit').click()
  const result = page.getByTestId('connect-result')
  await result.and(page.locator('[data-ok="false"]')).waitFor()
  expect((await result.locator('blockquote').textContent())?.length).toBeGreaterThan(10)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Corrigir a credencial' }).click()
  const { credentials } = world.providers.omie
  await form.getByLabel('App key').fill(String(credentials?.fields['appKey']))
  await form.getByLabel('App secret').fill(String(credentials?.fields['appSecret']))
  await page.getByTestId('connect-submit').click()
  await result.and(page.locator('[data-ok="true"]')).waitFor()
  await page.getByTestId('connect-next').click()
  await page.getByTestId('sync-setting').first().waitFor()
  await page.getByTestId('connect-next').click()
  await page.getByTestId('connect-finish').click()
  await card('omie').and(page.locator('[data-status="connected"]')).waitFor()
  expect(world.faults).toEqual([])
}, 60_000)

test('ML-48 MH-83 MH-85 a backfill is watched and cancelled, is started again, and the card shows mode, last sync and the records', async () => {
  const { page, session } = world
  const provider = world.providers['mercado-livre']
  await provider.admin('POST', '/app', { topics: ['orders_v2', 'items', 'questions', 'shipments'] })
  await play('history', { orders: 60, listings: 30, questions: 40, days: 6 })
  // One every half hour: also around the midnight of the shop.
  await play('history', { orders: 48, questions: 48, days: 1 })
  await provider.admin('POST', '/faults', [{ match: { path: '/orders/search' }, kind: 'slow', delayMs: 700, times: 500 }])
  const { clientId, clientSecret } = provider
  await session.send('PUT', '/api/oauth-apps/mercado-livre', { clientId, clientSecret })
  await page.locator('[data-testid="connector"][data-plugin="mercado-livre"]').getByRole('button', { name: 'Conectar' }).click()
  await page.getByTestId('connect-next').click()
  const [window] = await Promise.all([page.context().waitForEvent('page'), page.getByTestId('connect-submit').click()])
  await window.getByRole('button', { name: 'Autorizar' }).click()
  await page.getByTestId('connect-result').and(page.locator('[data-ok="true"]')).waitFor()
  await page.getByTestId('connect-next').click()
  await page.getByTestId('sync-setting').first().waitFor()
  await page.getByTestId('connect-next').click()
  await page.getByTestId('connect-finish').click()
  connectionId = (await card('mercado-livre').getAttribute('data-connection-id')) ?? ''

  const meli = card('mercado-livre')
  await meli.getByText('Conectado', { exact: true }).waitFor()
  await meli.getByTestId('sync-job').getByRole('progressbar').first().waitFor()
  expect(await meli.getByTestId('sync-now').isDisabled()).toBe(true)
  expect(await meli.getByTestId('sync-hindrance').textContent()).toContain('em andamento')
  expect(await meli.getByTestId('sync-now').getAttribute('aria-describedby')).toBe(
    await meli.getByTestId('sync-hindrance').getAttribute('id'),
  )
  expect(await violations(page)).toEqual([])
  await meli.getByTestId('cancel-sync').click()
  await meli.getByTestId('sync-job').waitFor({ state: 'detached' })
  expect((await jobs()).map(({ status }) => status)).toEqual(['cancelled'])
  await meli.getByText('A última sincronização foi cancelada.').waitFor()

  await provider.admin('DELETE', '/faults')
  await meli.getByTestId('sync-now').click()
  await until(
    async () => (await jobs())[0]?.status === 'succeeded',
    60_000,
    () => `it did not end:\n${world.product.output().slice(-2000)}`,
  )
  for (const name of ['orders', 'items', 'questions', 'shipments'])
    await expect
      .poll(() => meli.locator(`[data-resource="${name}"]`).getAttribute('data-total'), { timeout: 10_000 })
      .toBe(String(await totalOf(name)))
  expect(await meli.getByTestId('sync-mode').textContent()).toBe('Automática')
  const last = meli.getByTestId('last-sync').locator('time')
  expect(await last.textContent()).toMatch(/há|agora/)
  await last.focus()
  const exact = new Intl.DateTimeFormat('pt-BR', { dateStyle: 'short', timeZone: 'America/Sao_Paulo' }).format(new Date())
  await page.getByRole('tooltip').or(page.locator('[data-tooltip-content]')).filter({ hasText: exact }).first().waitFor()
  expect(world.faults).toEqual([])
}, 120_000)

test('MH-84 "Configurar" opens the settings that the connector declares, each by its name, and they are kept', async () => {
  const { page, session } = world
  const account = { plugin: 'tiny', name: 'Tiny', authId: 'token', fields: { token: '0123456789abcdef' } }
  const { id } = await session.send<{ id: string }>('POST', '/api/connections', account)
  await card('tiny')
    .getByRole('button', { name: /^Configurar/ })
    .click()
  const declared = page.getByTestId('connection-settings-fields')
  await declared.getByLabel('Plano').selectOption({ label: 'Evoluir' })
  expect(await violations(page)).toEqual([])
  await page.getByTestId('connection-settings').getByRole('button', { name: 'Salvar' }).click()
  await page.getByTestId('connection-settings').waitFor({ state: 'detached' })
  const { items } = await session.get<{ items: Array<{ id: string; settings: { plano?: string } }> }>('/api/connections')
  expect(items.find((each) => each.id === id)?.settings.plano).toBe('evoluir')
}, 40_000)

test('MH-89 the syncs of an account lead from their counts to the page, the record and what changed in it', async () => {
  const { page } = world
  await card('mercado-livre').getByTestId('connection-details').click()
  const [done] = await jobs()
  const run = page.locator(`[data-testid="sync-run"][data-job-id="${done?.id}"]`)
  await run.locator('summary').first().click()
  const shown = async (row: Locator) => (await row.locator('td').allTextContents()).map(Number)
  const orders = done?.progress.find(({ resource }) => resource === 'orders')
  expect(await shown(run.locator('[data-testid="sync-run-resource"][data-resource="orders"]'))).toEqual([
    orders?.read,
    orders?.created,
    orders?.updated,
    orders?.deleted,
    orders?.failed,
  ])
  await run
    .getByTestId('sync-log-entry')
    .filter({ hasText: / [1-9]\d* novos/ })
    .first()
    .locator('summary')
    .first()
    .click()
  await run.locator('[data-testid="synced-record"][data-change="created"]').first().locator('summary').click()
  await run.getByTestId('record-change').first().waitFor()
  expect(await violations(page)).toEqual([])
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0)
  await page.getByRole('tab', { name: 'Registro' }).click()
  await page.getByTestId('sync-log-entry').first().waitFor()
  expect(world.faults).toEqual([])
}, 60_000)

test('ML-79 a new order and a new question stand in the open page within two seconds of the provider’s notice', async () => {
  const { page } = world
  for (const { resource, scenario, id, row } of [
    { resource: 'orders', scenario: 'sell', id: 'orderId', row: 'record-row' },
    { resource: 'questions', scenario: 'ask', id: 'questionId', row: 'inbox-item' },
  ]) {
    await world.open(`/app/data/mercado-livre/${resource}`)
    await page.getByTestId(row).first().waitFor()
    const made = await play(scenario)
    const toldAt = performance.now()
    await page.locator(`[data-testid="${row}"][data-key="${made[id]}"]`).waitFor({ timeout: 10_000 })
    expect(performance.now() - toldAt, resource).toBeLessThan(2000)
  }
}, 60_000)

/** `23/11/2026`, as the page writes it, → `2026-11-23`. */
function isoDay(shown: string | null): string {
  return String(shown).split('/').toReversed().join('-')
}

test('ML-71 the sales of each day are those of /orders/stats, on the day of the shop’s clock, and lead to the orders', async () => {
  const { page, session } = world
  await world.open('/app/dashboards?board=sales')
  const tile = page.locator('[data-testid="chart-tile"][data-file="mercado-livre-orders-por-dia"]')
  await tile.getByRole('img').waitFor()
  await tile.getByTestId('chart-table').click()
  const rows = await tile.locator('tbody tr').all()
  const told = await Promise.all(
    rows.map(async (row) => [isoDay(await row.locator('th').textContent()), Number(await row.locator('td').textContent())]),
  )
  const stats = await session.get<{ days: Array<{ day: string; count: number }> }>(`/orders/stats?from=${told[0]?.[0]}`)
  expect(told.filter(([, count]) => count !== 0)).toEqual(stats.days.map(({ day, count }) => [day, count]))
  const { rows: tables } = await world.truth.query(
    `SELECT tablename FROM pg_tables WHERE tablename LIKE 'records\\_mercado\\_livre\\_orders\\_%'`,
  )
  const { rows: byDay } = await world.truth.query(
    `SELECT to_char((data ->> 'date_created')::timestamptz AT TIME ZONE 'America/Sao_Paulo', 'YYYY-MM-DD') AS day, count(*)::int AS count
     FROM ${tables[0].tablename} GROUP BY 1 HAVING min((data ->> 'date_created')::timestamptz) > now() - interval '9 days' ORDER BY 1`,
  )
  expect(byDay.filter(({ day }) => day >= String(told[0]?.[0]))).toEqual(stats.days.map(({ day, count }) => ({ day, count })))
  expect(await violations(page)).toEqual([])

  const [day, count] = told.find(([, each]) => Number(each) > 0 && Number(each) < 50) ?? []
  await tile.getByRole('link', { name: String(day).split('-').toReversed().join('/') }).click()
  await page.waitForURL(/\/app\/data\/mercado-livre\/orders\?/)
  await expect.poll(() => page.getByTestId('record-row').count()).toBe(count)
}, 60_000)

test('ML-72 the board of answers shows what is past the target, the trend and the worst, as the API counts them', async () => {
  const { page, session } = world
  await world.open('/app/dashboards?board=answers')
  const board = page.locator('[data-testid="answers-board"][data-resource="questions"]')
  const api = await session.get<{
    total: { late: number; overdue: number }
    groups: Array<{ value: string; breaches: number }>
    slowest: Array<{ key: string; title: string }>
  }>('/api/dashboards/answers/mercado-livre/questions?days=7')
  expect(api.total.late + api.total.overdue).toBeGreaterThan(0)
  const figure = board.locator('dl > div').filter({ hasText: 'Fora do prazo' })
  expect(await figure.locator('dd').first().textContent()).toBe(String(api.total.late + api.total.overdue))
  await board.locator('[data-file="mercado-livre-questions-tempo-por-dia"]').getByRole('img').waitFor()
  const worst = board.locator('[data-file="mercado-livre-questions-com-mais-atrasos"] tbody tr')
  expect(await worst.locator('th').allTextContents()).toEqual(api.groups.map(({ value }) => value))
  expect((await worst.locator('td:nth-child(2)').allTextContents()).map(Number)).toEqual(api.groups.map(({ breaches }) => breaches))
  expect(await violations(page)).toEqual([])
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0)
  await board.locator('[data-file="mercado-livre-questions-piores-casos"] tbody th a').first().click()
  await page.getByRole('heading', { level: 1, name: api.slowest[0]?.title ?? '' }).waitFor()
}, 60_000)

test('ML-73 the board of stock lists what is sold out or nearly so, with the days that the rest lasts', async () => {
  const { page, session } = world
  await world.open('/app/dashboards?board=stock&max=25')
  const tile = page.locator('[data-testid="chart-tile"][data-file="mercado-livre-items-estoque-baixo"]')
  await tile.locator('tbody tr').first().waitFor()
  const { items } = await session.get<{ items: Array<{ title: string; available: number; sold: number; coverDays: number | null }> }>(
    '/api/dashboards/stock/mercado-livre/items?max=25',
  )
  expect(items.some(({ coverDays }) => coverDays !== null)).toBe(true)
  const number = (value: number | null, digits = 0) =>
    value === null ? '–' : new Intl.NumberFormat('pt-BR', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
  const told = await Promise.all((await tile.locator('tbody tr').all()).map((row) => row.locator('th, td').allTextContents()))
  expect(told.map((cells) => [cells[0], ...cells.slice(-3)])).toEqual(
    items.map(({ title, available, sold, coverDays }) => [title, number(available), number(sold), number(coverDays, 1)]),
  )
  expect(await violations(page)).toEqual([])
}, 60_000)

test('ML-71 ML-72 ML-73 the table of every tile equals plain SQL over what is stored, also around the midnight of the shop', async () => {
  const { session, truth } = world
  // Somebody pays in dollars: what is sold in reais is told apart from it.
  await world.providers['mercado-livre'].admin('POST', '/scenario/sell', { currency: 'USD' })
  await vi.waitFor(
    async () =>
      expect(
        Object.values(await salesTruth(truth))
          .at(-1)
          ?.at(-1)?.[1],
      ).not.toMatch(/\D0,00$/),
    { timeout: 30_000 },
  )
  const flows = ['Separar', 'Avisar'].map(async (name) => (await session.send<{ id: string }>('POST', '/api/flows', { name })).id)
  expect((await cameAroundMidnight(truth)).flat()).not.toContain('0')
  await fillMidnight(truth, { flows: await Promise.all(flows), connection: connectionId, plugin: 'mercado-livre' })
  const { items } = await session.get<{ items: Array<{ name: string; displayName: string }> }>('/api/connectors')
  const names = new Map(items.map(({ name, displayName }) => [name, displayName]))
  const tilesOf = async (board: string, only: string) => {
    await world.open(`/app/dashboards?board=${board}`)
    const tiles = await readTiles(world.page)
    return Object.fromEntries(Object.entries(tiles).filter(([file]) => file.startsWith(only)))
  }
  const equal = (board: string, only: string, wanted: () => Promise<Tiles>) =>
    // A question grows old, and a sync may read, between the one look and the other.
    vi.waitFor(async () => expect(await tilesOf(board, only)).toEqual(await wanted()), { timeout: 30_000 })

  const [told, runs] = [await tilesOf('operations', ''), await runTruth(truth)]
  expect(Object.keys(told)).toEqual(Object.keys(runs))
  for (const [file, rows] of Object.entries(runs)) expect(withTimes(told[file] ?? [], rows), file).toEqual(rows)
  await equal('integrations', '', () => integrationTruth(truth, names))
  await equal('sales', 'mercado-livre-orders', () => salesTruth(truth))
  const orders = world.page.getByRole('region', { name: 'Pedidos · Mercado Livre' })
  expect(await orders.locator('dl dd').allTextContents()).toEqual(await salesFigures(truth))
  expect(await orders.locator('dl dt').allTextContents()).toEqual(
    ['BRL', 'USD'].flatMap((currency) => ['Pedidos', 'Valor', 'Valor médio'].map((word) => `${word} em ${currency}`)),
  )
  await equal('answers', 'mercado-livre-questions', () => answerTruth(truth))
  const byText = (tiles: Tiles) => Object.values(tiles).map((rows) => rows.map((cells) => cells.join(' | ')).sort())
  const stock = await tilesOf('stock&max=25', 'mercado-livre-items')
  interface Declared {
    plugin: string
    name: string
    fields: Array<{ name: string; options: Array<{ value: string; displayName: string }> }>
  }
  const listing = (await session.get<{ items: Declared[] }>('/api/resources')).items.find(
    (each) => each.plugin === 'mercado-livre' && each.name === 'items',
  )
  const options = listing?.fields.find((field) => field.name === 'status')?.options ?? []
  const words = new Map(options.map(({ value, displayName }) => [value, displayName]))
  expect(byText(stock)).toEqual(byText(await stockTruth(truth, 25, words)))
  const left = Object.values(stock).flatMap((rows) => rows.map((cells) => Number(cells.at(-3))))
  expect(left).toEqual(left.toSorted((a, b) => a - b))
}, 120_000)

test('ML-66 an account whose access ended is connected again from its card with one click', async () => {
  const { page, truth } = world
  await truth.query(`UPDATE connections SET status = 'reconnect_needed', status_reason = 'no_refresh' WHERE id = $1`, [connectionId])
  await world.open('/app/connections')
  const [window] = await Promise.all([
    page.context().waitForEvent('page'),
    card('mercado-livre')
      .getByRole('button', { name: /^Reconectar/ })
      .first()
      .click(),
  ])
  await window.getByRole('button', { name: 'Autorizar' }).click()
  await page.getByTestId('connect-result').and(page.locator('[data-ok="true"]')).waitFor()
  await page.getByTestId('connect-next').click()
  await card('mercado-livre').and(page.locator('[data-status="connected"]')).waitFor()
  expect(world.faults).toEqual([])
}, 60_000)
