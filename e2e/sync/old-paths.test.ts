import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../harness.ts'
import { openSellerWorld, type SellerWorld } from './seller-world.ts'

/** Every address of the panel that Mercado Livre sellers had, at its old path: the product, its database and the emulator as real processes. */

let world: SellerWorld
let seller: { login: string; userId: number }
let accountId: string

beforeAll(async () => {
  world = await openSellerWorld()
  const [one] = world.sellers
  if (one === undefined) throw new Error('there is no seller')
  seller = one
  await world.play('history', { orders: 40, listings: 25, questions: 30, days: 20 })
}, 120_000)

afterAll(async () => {
  await world?.close()
})

interface List {
  items: Array<Record<string, unknown>>
  nextCursor: string | null
}
interface Figures {
  total: number
  by: Record<string, Record<string, number>>
  sums: Record<string, string>
  days: Array<{ day: string; count: number; sums: Record<string, string>; groups: Record<string, Record<string, number>> }>
  duration: { count: number; medianSeconds: number | null; p95Seconds: number | null; withinTarget: number; targetSeconds: number } | null
  withinTargetShare: number | null
  timezone: string
}

const get = <T>(address: string) => world.session.get<T>(address)
const post = <T>(address: string, body?: unknown) => world.session.send<T>('POST', address, body)

/** As it is, whatever its status. */
async function raw(method: string, address: string, body?: unknown): Promise<{ status: number; location: string; body: string }> {
  const headers = { cookie: world.session.cookie, origin: world.product.baseUrl, 'content-type': 'application/json' }
  const init = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const answer = await fetch(world.product.baseUrl + address, init)
  return { status: answer.status, location: answer.headers.get('location') ?? '', body: await answer.text() }
}

async function storedRows(resource: string): Promise<Array<Record<string, unknown>>> {
  const { rows: tables } = await world.truth.query(`SELECT tablename FROM pg_tables WHERE tablename LIKE $1`, [
    `records\\_mercado\\_livre\\_${resource}\\_%`,
  ])
  return (await world.truth.query(`SELECT data FROM ${tables[0]?.tablename} WHERE deleted_at IS NULL`)).rows.map((row) => row.data)
}

test('ML-03 ML-04 the old addresses lead to the consent page and connect the account', async () => {
  const start = await raw('GET', '/meli/oauth/start')
  expect(start.status).toBe(302)
  const consentUrl = new URL(start.location)
  expect(consentUrl.searchParams.get('client_id')).toBe(world.provider.clientId)
  expect(consentUrl.searchParams.get('state')).toMatch(/.{20,}/)
  expect(consentUrl.searchParams.get('code_challenge_method')).toBe('S256')
  const consent = await fetch(`${start.location}&emulator_approve=${encodeURIComponent(seller.login)}`, { redirect: 'manual' })
  const back = new URL(consent.headers.get('location') ?? '')
  const page = await raw('GET', `/meli/oauth/callback${back.search}`)
  expect(page.status).toBe(200)
  const { items } = await get<List>('/accounts')
  expect(items).toHaveLength(1)
  accountId = String(items[0]?.['id'])
  expect(await world.loaded(accountId, 120_000)).toMatchObject({ status: 'succeeded' })
  const denied = await raw('GET', '/meli/oauth/callback?error=access_denied&state=unknown')
  expect(denied.body).toContain('<html')
}, 180_000)

test('ML-07 accounts are listed with name, state, last sync and token health, and no token', async () => {
  const { items, nextCursor } = await get<List>('/accounts')
  expect(nextCursor).toBeNull()
  expect(items[0]).toMatchObject({
    accountId: String(seller.userId),
    nickname: seller.login,
    state: 'connected',
    token: { health: 'valid' },
  })
  expect(Date.parse(String(items[0]?.['lastSyncAt']))).toBeGreaterThan(Date.now() - 600_000)
  expect(JSON.stringify(items)).not.toMatch(/APP_USR|TG-|refresh/i)
})

test('ML-15 items are listed by account, status and text, in a stable order, page by page', async () => {
  const all = await storedRows('items')
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: List = await get(`/items?accountId=${accountId}&limit=7${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    seen.push(...page.items.map((item) => String(item['id'])))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.sort()).toEqual(all.map((item) => String(item['id'])).sort())
  const active = await get<List>(`/items?status=active&limit=200`)
  expect(active.items).toHaveLength(all.filter((item) => item['status'] === 'active').length)
  const either = await get<List>(`/items?status=active,paused&limit=200`)
  expect(either.items).toHaveLength(all.filter((item) => ['active', 'paused'].includes(String(item['status']))).length)
  const title = String(all[0]?.['title'])
  const word = title.split(/\s+/)[0] ?? ''
  const found = await get<List>(`/items?text=${encodeURIComponent(word)}&limit=200`)
  expect(found.items.map((item) => item['id'])).toContain(all[0]?.['id'])
  expect(found.items.length).toBeGreaterThan(0)
  const bySeller = await get<List>(`/items?accountId=${seller.userId}&limit=200`)
  expect(bySeller.items).toHaveLength(all.length)
  expect((await raw('GET', '/items?accountId=con_00000000000000000000000000')).status).toBe(404)
  expect((await raw('GET', '/items?colour=red')).status).toBe(422)
})

test('ML-16 figures of items are those of SQL', async () => {
  const all = await storedRows('items')
  const figures = await get<Figures>(`/items/stats?accountId=${accountId}`)
  expect(figures.total).toBe(all.length)
  expect(figures.by['status']?.['active']).toBe(all.filter((item) => item['status'] === 'active').length)
  expect(figures.by['soldOut']?.['true'] ?? 0).toBe(all.filter((item) => item['out_of_stock'] === true).length)
  const cents = all.reduce((sum, item) => sum + Math.round(Number(item['price']) * 100), 0)
  expect(Math.round(Number(figures.sums['price']) * 100)).toBe(cents)
  expect(Number(figures.sums['available'])).toBe(all.reduce((sum, item) => sum + Number(item['available_quantity'] ?? 0), 0))
})

test('ML-17 ML-18 orders are listed by status and date, and counted by day of the account timezone', async () => {
  const all = await storedRows('orders')
  const paid = await get<List>(`/orders?accountId=${accountId}&status=paid&limit=200`)
  expect(paid.items).toHaveLength(all.filter((order) => order['status'] === 'paid').length)
  const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10)
  const later = all.filter((order) => localDay(String(order['date_created'])) >= day)
  const since = await get<List>(`/orders?from=${day}&limit=200`)
  expect(since.items.map((order) => order['id']).sort()).toEqual(later.map((order) => String(order['id'])).sort())
  const figures = await get<Figures>(`/orders/stats?accountId=${accountId}`)
  expect(figures).toMatchObject({ total: all.length, timezone: 'America/Sao_Paulo' })
  for (const { day: each, count, sums } of figures.days) {
    const own = all.filter((order) => localDay(String(order['date_created'])) === each)
    expect([each, count]).toEqual([each, own.length])
    expect(Number(sums['total'])).toBeCloseTo(
      own.reduce((sum, order) => sum + Number(order['total_amount']), 0),
      2,
    )
  }
})

test('ML-19 ML-20 shipments are listed by status and order, and late ones are counted', async () => {
  const all = await storedRows('shipments')
  const [one] = all
  const ofOrder = await get<List>(`/shipments?orderId=${one?.['order_id']}`)
  expect(ofOrder.items.map((shipment) => shipment['id'])).toEqual([String(one?.['id'])])
  const status = String(one?.['status'])
  expect((await get<List>(`/shipments?status=${status}&limit=200`)).items).toHaveLength(
    all.filter((shipment) => shipment['status'] === status).length,
  )
  const figures = await get<Figures>(`/shipments/stats?accountId=${accountId}`)
  expect(figures.by['status']?.[status]).toBe(all.filter((shipment) => shipment['status'] === status).length)
  const late = all.filter((shipment) => JSON.stringify(shipment['sla'] ?? null).includes('"delayed"')).length
  expect(figures.by['dispatch']?.['delayed'] ?? 0).toBe(late)
})

test('ML-21 ML-25 a backfill is a tracked job, and a second call answers the running one', async () => {
  for (const address of ['/shipments/backfill', '/questions/backfill']) {
    const [first, second] = await Promise.all([
      post<{ jobId: string; alreadyRunning: boolean }>(`${address}?accountId=${accountId}`),
      post<{ jobId: string; alreadyRunning: boolean }>(address, { accountId }),
    ])
    expect(first.jobId).toMatch(/^syn_/)
    expect(second.jobId).toBe(first.jobId)
    expect([first.alreadyRunning, second.alreadyRunning].sort()).toEqual([false, true])
  }
  await world.loaded(accountId, 120_000)
}, 130_000)

test('ML-22 one shipment is read now, and given as it is stored', async () => {
  const { orderId } = await world.play('sell', { seller: seller.login })
  const listed = await world.session.get<List>('/api/connections')
  expect(listed.items).toHaveLength(1)
  let shipmentId = ''
  await until(
    async () => {
      const order = (await get<List>(`/orders?limit=200`)).items.find((each) => each['id'] === String(orderId))
      shipmentId = String(order?.['shipmentId'] ?? '')
      return shipmentId !== ''
    },
    60_000,
    () => `order ${orderId} was not stored`,
  )
  const row = await post<Record<string, unknown>>(`/shipments/sync/${shipmentId}?accountId=${accountId}`)
  expect(row).toMatchObject({ id: shipmentId, accountId, orderId: String(orderId), data: { id: Number(shipmentId) } })
  expect((await raw('POST', '/shipments/sync/1')).status).toBe(404)
}, 90_000)

test('ML-23 ML-24 questions are listed, and their answer times are measured against the target', async () => {
  const all = await storedRows('questions')
  const open = await get<List>('/questions?status=UNANSWERED&limit=200')
  const unanswered = all.filter((question) => question['status'] === 'UNANSWERED')
  expect(open.items).toHaveLength(unanswered.length)
  const itemId = String(all[0]?.['item_id'])
  const ofItem = await get<List>(`/questions?itemId=${itemId}&limit=200`)
  expect(ofItem.items).toHaveLength(all.filter((question) => question['item_id'] === itemId).length)
  const figures = await get<Figures>(`/questions/stats?accountId=${accountId}`)
  expect(figures.by['status']?.['UNANSWERED'] ?? 0).toBe(unanswered.length)
  expect(figures.duration?.medianSeconds).toEqual(expect.any(Number))
  expect(figures.duration?.p95Seconds).toBeGreaterThanOrEqual(figures.duration?.medianSeconds ?? 0)
  expect(figures.withinTargetShare).toBeCloseTo((figures.duration?.withinTarget ?? 0) / (figures.duration?.count ?? 1), 3)
})

test('ML-26 a question is answered once, the stored row says so, and an answered one is refused', async () => {
  const { questionId } = await world.play('ask', { seller: seller.login })
  const answered = await post<Record<string, unknown>>(`/questions/${questionId}/answer`, { accountId, text: 'Temos sim, obrigado!' })
  expect(answered).toMatchObject({ questionId: String(questionId), status: 'ANSWERED', text: 'Temos sim, obrigado!' })
  const [row] = (await get<List>(`/questions?text=obrigado&limit=200`)).items.filter((each) => each['id'] === String(questionId))
  expect(row).toMatchObject({ status: 'ANSWERED', answer: 'Temos sim, obrigado!' })
  const again = await raw('POST', `/questions/${questionId}/answer`, { accountId, text: 'Outra resposta' })
  expect([again.status, JSON.parse(again.body).code]).toEqual([409, 'conflict'])
  const empty = await raw('POST', `/questions/${questionId}/answer`, { accountId })
  expect(empty.status).toBe(422)
  expect(JSON.parse(empty.body).errors[0].field).toBe('/text')
  const ledger = JSON.stringify(await world.provider.admin('GET', '/ledger'))
  expect(ledger.split(String(questionId)).length - 1).toBeGreaterThan(0)
})

test('ML-27 ML-28 a sync is started for a scope or for all, and its progress is shown', async () => {
  const one = await post<{ jobId: string; job: { scope: string; days: number } }>(
    `/sync/start?accountId=${accountId}&scope=questions&days=30`,
  )
  expect(one.job).toMatchObject({ scope: 'questions', days: 30 })
  const all = await post<{ jobId: string }>(`/sync/start?accountId=${accountId}&scope=all&days=30`)
  const same = await post<{ jobId: string; alreadyRunning: boolean }>(`/sync/start?accountId=${accountId}&scope=all&days=30`)
  expect(same).toMatchObject({ jobId: all.jobId, alreadyRunning: true })
  await world.loaded(accountId, 120_000)
  const { items } = await get<List>(`/sync/status?accountId=${accountId}`)
  const done = items.find((job) => job['id'] === all.jobId)
  expect(done).toMatchObject({ scope: 'all', status: 'succeeded', finishedAt: expect.any(String) })
  expect(done?.['progress']).toContainEqual(expect.objectContaining({ resource: 'orders', status: 'done', lastError: null }))
  expect((await raw('POST', `/sync/start?accountId=${accountId}&scope=tudo`)).status).toBe(404)
}, 150_000)

test('ML-30 ML-31 ML-32 deliveries are acknowledged, counted by topic and state, and listed while they wait', async () => {
  const body = (id: string, resource: string) => ({
    _id: id,
    topic: 'orders_v2',
    resource,
    user_id: seller.userId,
    application_id: Number(world.provider.clientId),
    attempts: 1,
    sent: new Date().toISOString(),
    received: new Date().toISOString(),
  })
  const [order] = await storedRows('orders')
  const before = await get<{ received: number; duplicates: number }>('/meli/webhooks/stats')
  for (const copy of [1, 2]) {
    const answer = await raw('POST', '/meli/webhooks', body('0000-old-path', `/orders/${order?.['id']}`))
    expect([copy, answer.status]).toEqual([copy, 200])
  }
  await until(
    async () => (await get<{ pending: number }>('/meli/webhooks/stats')).pending === 0,
    60_000,
    () => 'the delivery was not processed',
  )
  const stats = await get<{ received: number; topics: Array<{ topic: string }>; lagSeconds: { p50: number; p95: number } }>(
    '/meli/webhooks/stats',
  )
  expect(stats.received).toBe(before.received + 1)
  expect(stats.topics).toContainEqual(expect.objectContaining({ topic: 'orders_v2', pending: 0, failed: 0 }))
  expect(stats.lagSeconds.p95).toBeGreaterThanOrEqual(stats.lagSeconds.p50)
  await world.provider.admin('POST', '/faults', [{ match: { path: '/orders/*' }, kind: 'status', status: 503, times: 200 }])
  await raw('POST', '/meli/webhooks', body('0001-old-path', `/orders/${order?.['id']}`))
  const { items } = await get<List>('/meli/webhooks/pending')
  expect(items).toContainEqual(
    expect.objectContaining({ topic: 'orders_v2', resource: 'orders', key: String(order?.['id']), ageSeconds: expect.any(Number) }),
  )
  const [waiting] = items
  expect(waiting?.['retry']).toEqual({ method: 'POST', path: `/api/sync/hints/${waiting?.['id']}/retry` })
  await world.provider.admin('DELETE', '/faults')
}, 120_000)

/** The seller's own calendar. */
function localDay(instant: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo' }).format(new Date(instant))
}
