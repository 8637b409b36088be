import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { openBalancer } from './balancer.ts'
import { openPage } from './browser.ts'
import { flowOf } from './engine/flow-of.ts'
import { type Product, type Session, until } from './harness.ts'
import { openShop, type Shop } from './shop.ts'

/** Many runs in a real browser: what failed for which reason, work on all of it, why one waits, and loops too long to show. */

let shop: Shop
let browser: Browser
let product: Product
let session: Session

beforeAll(async () => {
  shop = await openShop()
  ;({ browser, product, session } = shop)
}, 120_000)

afterAll(() => shop?.close())

async function publish(name: string, definition: FlowDefinition, flowId?: string): Promise<string> {
  const id = flowId ?? (await session.send<{ id: string }>('POST', '/api/flows', { name })).id
  const { revision } = await session.get<{ revision: number }>(`/api/flows/${id}/draft`)
  await session.send('PUT', `/api/flows/${id}/draft`, { definition }, { 'if-match': String(revision) })
  await session.send('POST', `/api/flows/${id}/publish`, {})
  return id
}

async function start(flowId: string, data: unknown): Promise<string> {
  return (await session.send<{ runId: string }>('POST', `/api/flows/${flowId}/runs`, { data })).runId
}

async function reaches(runId: string, status: string): Promise<void> {
  await until(
    async () => (await session.get<{ status: string }>(`/api/runs/${runId}`)).status === status,
    30_000,
    () => `run ${runId} did not become ${status}`,
  )
}

async function open(address: string): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await openPage(browser)
  await shop.signIn(page)
  await page.goto(product.baseUrl + address)
  return { page, faults }
}

const failing = flowOf({ falha: { kind: 'stop', outcome: 'error', message: '{{ trigger.motivo }}' } })
const working = flowOf({ ok: { kind: 'map', value: 'feito' } })
const runsOf = async (flowId: string) =>
  (
    await session.get<{ items: Array<{ id: string; status: string; version: number; edited: boolean; resolvedAt: string | null }> }>(
      `/api/runs?flowId=${flowId}`,
    )
  ).items

test('failures stand grouped by cause; a whole group is retried on the newest version, and its progress survives a reload', async () => {
  const flowId = await publish('Notas', failing)
  for (let n = 0; n < 6; n++) await reaches(await start(flowId, { motivo: `Pedido ${n} sem endereço` }), 'failed')
  await reaches(await start(flowId, { motivo: 'CNPJ inválido' }), 'failed')
  const { page, faults } = await open('/app/runs')
  await page.getByRole('link', { name: 'Falhas por causa' }).click()
  const group = page.getByTestId('failure-group').filter({ hasText: 'Pedido ‹número› sem endereço' })
  await expect.poll(() => group.getAttribute('data-count')).toBe('6')
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map((violation) => violation.id)).toEqual([])

  // Another failure joins its group without a reload.
  await reaches(await start(flowId, { motivo: 'Pedido 99 sem endereço' }), 'failed')
  await expect.poll(() => group.getAttribute('data-count'), { timeout: 10_000 }).toBe('7')

  await group.getByRole('link').click()
  await expect.poll(() => page.getByTestId('run-row').count()).toBe(7)
  await publish('Notas', working, flowId)
  await page.getByTestId('retry-group').click()
  await page.getByLabel('A mais nova publicada').check()
  await page.getByTestId('start-bulk').click()
  await page.getByTestId('bulk-job').waitFor()
  await page.reload()
  await page.locator('[data-testid=bulk-job][data-status=done]').waitFor({ timeout: 20_000 })
  await page.getByText('7 de 7').first().waitFor()
  await page.getByText('Ver o resultado de cada uma').click()
  await expect.poll(() => page.getByRole('link', { name: 'nova execução' }).count()).toBe(7)
  await expect.poll(async () => (await runsOf(flowId)).filter((run) => run.status === 'succeeded' && run.version === 2).length).toBe(7)
  await page.getByText('Nada mais neste grupo').waitFor()
  expect(faults).toEqual([])
  await page.context().close()
}, 120_000)

test('runs are selected with the keyboard and marked as resolved at once', async () => {
  const flowId = await publish('Seleção', failing)
  for (const motivo of ['um', 'dois', 'três']) await reaches(await start(flowId, { motivo }), 'failed')
  const { page, faults } = await open(`/app/runs?flow=${flowId}`)
  await page.getByTestId('select-run').first().focus()
  await page.keyboard.press('Space')
  await page.getByTestId('bulk-bar').getByText('1 selecionada').waitFor()
  await page.getByTestId('bulk-bar').getByRole('button', { name: 'Selecionar as execuções mostradas' }).press('Enter')
  await page.getByTestId('bulk-bar').getByText('3 selecionadas').waitFor()
  await page.getByTestId('bulk-bar').getByRole('button', { name: 'Marcar como resolvidas' }).press('Enter')
  await page.getByTestId('start-bulk').press('Enter')
  await expect.poll(async () => (await runsOf(flowId)).filter((run) => run.resolvedAt !== null).length, { timeout: 15_000 }).toBe(3)
  await expect.poll(() => page.getByTestId('bulk-bar').count()).toBe(0)
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('everything with the filters is worked on, also what is not shown, and can be stopped: what was done stays done', async () => {
  const flowId = await publish('Muitas', flowOf({ espera: { kind: 'delay', delay: { by: 'duration', amount: 1, unit: 'hours' } } }))
  const ids: string[] = []
  for (let n = 0; n < 120; n++) ids.push(await start(flowId, { n }))
  const { page, faults } = await open(`/app/runs?flow=${flowId}`)
  await page.getByLabel('Selecionar as execuções mostradas').first().check()
  await page.getByRole('button', { name: 'Selecionar todas com estes filtros' }).click()
  await page.getByTestId('bulk-bar').getByRole('button', { name: 'Cancelar execuções' }).click()
  await page.getByTestId('start-bulk').click()
  const job = page.getByTestId('bulk-job').filter({ hasText: /Cancel/ })
  await job.getByRole('button', { name: 'Parar' }).or(job.locator('summary')).first().click()
  await expect.poll(() => job.first().getAttribute('data-status'), { timeout: 30_000 }).not.toBe('running')
  const { items } = await session.get<{ items: Array<{ done: number; total: number }> }>('/api/runs/bulk')
  const [bulk] = items
  expect(bulk?.total).toBe(120)
  await expect
    .poll(async () => (await session.get<{ items: unknown[] }>(`/api/runs?flowId=${flowId}&status=cancelled&limit=200`)).items.length)
    .toBe(bulk?.done)
  expect(faults).toEqual([])
  await page.context().close()
}, 90_000)

test('a retry with edited input is marked, and runs on the version that was chosen', async () => {
  const flowId = await publish('Editada', failing)
  const runId = await start(flowId, { motivo: 'antes' })
  await reaches(runId, 'failed')
  await publish('Editada', flowOf({ ok: { kind: 'map', value: '{{ trigger.motivo }}' } }), flowId)
  const { page, faults } = await open(`/app/runs/${runId}`)
  await page.getByRole('button', { name: 'Tentar do início' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('A versão publicada agora').check()
  await dialog
    .getByRole('button', { name: 'Editar' })
    .or(dialog.getByRole('button', { name: /evento/ }))
    .first()
    .click()
  await dialog.locator('textarea').fill('{"motivo": "depois"}')
  await dialog.getByRole('button', { name: 'Tentar de novo' }).click()
  await page.getByTestId('run-edited').waitFor()
  await expect.poll(async () => (await runsOf(flowId))[0]).toMatchObject({ status: 'succeeded', version: 2, edited: true })
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('a run that waits for its turn says why, for which key, and who is there', async () => {
  const settings = { concurrency: { limit: 1, whenFull: 'queue' as const, key: 'trigger.cliente' } }
  const flowId = await publish(
    'Um por vez',
    flowOf({ espera: { kind: 'delay', delay: { by: 'duration', amount: 1, unit: 'hours' } } }, { settings }),
  )
  const first = await start(flowId, { cliente: 'Maria' })
  await reaches(first, 'waiting')
  const second = await start(flowId, { cliente: 'Maria' })
  const { page, faults } = await open(`/app/runs/${second}`)
  const held = page.getByTestId('held')
  await held.getByText('Chave: Maria').waitFor()
  expect(await held.getAttribute('data-reason')).toBe('concurrency')
  await held.getByRole('link').first().click()
  await page.getByTestId('waits-until').waitFor()
  expect(page.url()).toContain(first)
  // The place is free: the other one starts, and the page of it says so by itself.
  await page.goBack()
  await held.waitFor()
  await session.send('POST', `/api/runs/${first}/cancel`)
  await held.waitFor({ state: 'detached', timeout: 15_000 })
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

test('a loop of 20,000 iterations is shown by pages, and the page stays small', async () => {
  const items = '{{ Array.from({ length: trigger.n }, (_, i) => ({ n: i })) }}'
  const flowId = await publish(
    'Laço',
    flowOf({
      cada: { kind: 'forEach', items, atOnce: 1, collect: 'steps.dobro' },
      dobro: { kind: 'map', value: '{{ item.n * 2 }}', in: 'cada/each' },
    }),
  )
  const runId = await start(flowId, { n: 20_000 })
  await reaches(runId, 'succeeded')
  const { page, faults } = await open(`/app/runs/${runId}`)
  const pager = page.getByTestId('iteration-pager')
  await pager.getByText('1 a 50 de 20.000').waitFor()
  expect(await page.getByTestId('run-step').count()).toBe(51)
  await pager.getByLabel('Ir para a repetição').fill('19990')
  await page.keyboard.press('Enter')
  await pager.getByText('19.951 a 20.000 de 20.000').waitFor()
  expect(await page.getByTestId('run-step').count()).toBe(51)
  await page.getByTestId('run-step').last().click()
  await page.getByTestId('step-detail').getByText('39998').waitFor()
  await page.reload()
  await pager.getByText('19.951 a 20.000 de 20.000').waitFor()
  expect(faults).toEqual([])
  await page.context().close()
}, 90_000)

const shownRuns = (page: Page) => page.getByTestId('run-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run-id')))

/** In the page: another tab is in front, or this one again. */
const inFront = (state: 'hidden' | 'visible') =>
  `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`

test('a list that loses the connection says so; back again, also in the background, it has what it missed, once each and without a jump', async () => {
  const flowId = await publish('Ligação', working)
  for (const n of [1, 2, 3]) await reaches(await start(flowId, { n }), 'succeeded')
  const { page, faults } = await openPage(browser)
  await shop.signIn(page)
  const sockets: WebSocketRoute[] = []
  let isCut = false
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    sockets.push(socket)
  })
  await page.goto(`${product.baseUrl}/app/runs?flow=${flowId}`)
  const shown = () => shownRuns(page)
  await expect.poll(() => sockets.length, { timeout: 15_000 }).toBe(1)
  await reaches(await start(flowId, { n: 4 }), 'succeeded')
  await expect.poll(async () => (await shown()).length, { timeout: 15_000 }).toBe(4)

  const first = page.getByTestId('run-row').first()
  await first.hover()
  const [before, place] = [await shown(), await first.boundingBox()]
  isCut = true
  for (const socket of sockets) await socket.close()
  await page.getByText('Reconectando…').waitFor()
  for (const n of [5, 6, 7, 8, 9]) await reaches(await start(flowId, { n }), 'succeeded')
  expect(await shown()).toEqual(before)
  await page.evaluate(inFront('hidden'))
  isCut = false
  await page.getByTestId('new-runs').getByText('5 novas').waitFor()
  expect(await page.getByText('Reconectando…').count()).toBe(0)
  expect(await shown()).toEqual(before)
  expect(await first.boundingBox()).toEqual(place)
  await page.evaluate(inFront('visible'))
  await page.getByTestId('new-runs').press('Enter')
  await expect.poll(shown).toEqual((await runsOf(flowId)).map(({ id }) => id))
  expect(new Set(await shown()).size).toBe(9)
  expect(faults).toEqual([])
  await page.context().close()
}, 90_000)

test('a hundred runs at once move nothing that is being read: they are counted, and what is read changes where it stands', async () => {
  const flowId = await publish('De uma vez', flowOf({ espera: { kind: 'delay', delay: { by: 'duration', amount: 1, unit: 'hours' } } }))
  const ids = [await start(flowId, {}), await start(flowId, {}), await start(flowId, {})].reverse()
  for (const id of ids) await reaches(id, 'waiting')
  const { page, faults } = await open(`/app/runs?flow=${flowId}`)
  await expect.poll(() => shownRuns(page), { timeout: 10_000 }).toEqual(ids)
  const middle = page.getByTestId('run-row').nth(1)
  await middle.hover()
  const place = await middle.boundingBox()
  await Promise.all(Array.from({ length: 120 }, () => start(flowId, {})))
  await page.getByTestId('new-runs').getByText('50 novas ou mais').waitFor()
  for (const id of ids) await session.send('POST', `/api/runs/${id}/cancel`)
  for (const row of await page.getByTestId('run-row').all())
    await expect.poll(() => row.getAttribute('data-status'), { timeout: 10_000 }).toBe('cancelled')
  expect(await shownRuns(page)).toEqual(ids)
  expect(await middle.boundingBox()).toEqual(place)
  await page.getByTestId('new-runs').press('Enter')
  await expect.poll(() => shownRuns(page), { timeout: 10_000 }).toEqual((await runsOf(flowId)).map(({ id }) => id))
  expect(await page.getByTestId('new-runs').count()).toBe(0)
  expect(faults).toEqual([])
  await page.context().close()
}, 60_000)

/** All runs of a flow as the database has them, newest first. */
async function runsInSql(flowId: string): Promise<string[]> {
  const { rows } = await shop.truth.query<{ id: string; status: string }>(
    'SELECT id, status FROM runs WHERE flow_id = $1 UNION ALL SELECT id, status FROM open_runs WHERE flow_id = $1 ORDER BY id DESC',
    [flowId],
  )
  return rows.map(({ id, status }) => `${id} ${status}`)
}

test('the core that holds the socket is killed during 200 changes: within two seconds of the last the list is what SQL says', async () => {
  const flowId = await publish('Dois núcleos', working)
  const other = await shop.anotherCore()
  const [portOfOther, portOfFirst] = [other, product].map(({ baseUrl }) => Number(new URL(baseUrl).port))
  const balancer = await openBalancer([portOfOther ?? 0, portOfFirst ?? 0])
  const { page } = await openPage(browser)
  await shop.signIn(page, balancer.baseUrl)
  const sockets: string[] = []
  page.on('websocket', (socket) => void sockets.push(socket.url()))
  await page.goto(`${balancer.baseUrl}/app/runs?flow=${flowId}`)
  await start(flowId, { n: 0 })
  const rows = page.getByTestId('run-row')
  const shown = () => rows.evaluateAll((all) => all.map((row) => `${row.getAttribute('data-run-id')} ${row.getAttribute('data-status')}`))
  await expect.poll(shown, { timeout: 10_000 }).toHaveLength(1)
  expect([sockets.length, balancer.given.get(portOfFirst ?? 0)]).toEqual([1, 0])

  for (let n = 1; n <= 200; n += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, more) => start(flowId, { n: n + more })))
    if (n === 101) process.kill(other.pid, 'SIGKILL')
  }
  await until(
    async () => (await runsInSql(flowId)).every((run) => run.endsWith('succeeded')),
    10_000,
    () => 'not all runs ended',
  )
  const truth = await runsInSql(flowId)
  expect(truth).toHaveLength(201)
  await expect.poll(shown, { timeout: 2000, interval: 50 }).toEqual(truth.slice(0, 50))
  expect(sockets).toHaveLength(2)

  for (const pages of [2, 3, 4, 5]) {
    await page.getByRole('button', { name: 'Carregar mais' }).click()
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(Math.min(201, pages * 50))
  }
  expect(await shown()).toEqual(truth)
  await page.context().close()
  await balancer.close()
}, 90_000)
