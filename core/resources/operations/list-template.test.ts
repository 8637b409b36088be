import { expect, test } from 'vitest'
import type { ListTemplateFile } from '../../../sdk/list-template.gen.ts'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import { ORDER_FILES, ordersResource, shopManifest } from '../../registry/testing/shop-connector.ts'
import { useShopOperations } from './testing/shop-operations.ts'

const shop = useShopOperations()
const URL_OF_ORDERS = 'https://api.shop.test/orders'
const CURSOR: NonNullable<Resource['cursor']> = {
  field: '/changedAt',
  format: 'yyyy-MM-dd HH:mm:ss',
  timezone: 'America/Sao_Paulo',
  overlapSeconds: 60,
}

function orders(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: from + index, status: 'paid', total: 1, changedAt: '2026-11-21T10:00:00Z' }))
}

async function open(list: ListTemplateFile, resource: Partial<Resource> = {}, more: Record<string, unknown> = {}) {
  const manifest = shopManifest({
    resources: [ordersResource(resource)],
    errors: [{ when: { status: ['500'], pointer: '/fault', matches: 'no records' }, class: 'empty' }],
  })
  return shop().open(manifest, { ...ORDER_FILES, 'lists/orders.json': list, ...more })
}

type Shop = Awaited<ReturnType<typeof open>>

/** Reads pages until the list says that it is over; keys in the order they came. */
async function readAll({ list }: Shop, limit = 2): Promise<{ keys: string[]; pages: number }> {
  const keys: string[] = []
  let checkpoint: Parameters<typeof list>[0] = { checkpoint: null }
  for (let pages = 1; pages < 20; pages++) {
    const page = await list({ ...checkpoint, limit })
    if (!page.ok) throw new Error(`${page.failure.code}: ${page.failure.message}`)
    keys.push(...page.records.map((record) => record.key))
    if (page.done) return { keys, pages }
    checkpoint = { checkpoint: JSON.parse(JSON.stringify(page.checkpoint)) }
  }
  throw new Error('the list never ended')
}

const paths = () => shop().provider.requests.map((request) => request.path)

test('R05 pages are counted until one is short', async () => {
  const opened = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { pagina: '{{page.number}}', limite: '{{limit}}' } },
    paging: { kind: 'page', size: 100 },
    records: '/data',
  })
  shop().provider.answers.push({ json: { data: orders(1, 2) } }, { json: { data: orders(3, 2) } }, { json: { data: orders(5, 1) } })
  expect(await readAll(opened)).toEqual({ keys: ['1', '2', '3', '4', '5'], pages: 3 })
  expect(paths()).toEqual(['/orders?pagina=1&limite=2', '/orders?pagina=2&limite=2', '/orders?pagina=3&limite=2'])
})

test('the size of a page does not change within a pass, whatever is asked for', async () => {
  const { list } = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { p: '{{page.number}}', n: '{{limit}}' } },
    paging: { kind: 'page', size: 3, first: 0 },
    records: '',
  })
  shop().provider.answers.push({ json: orders(1, 3) }, { json: orders(4, 1) })
  const first = await list({ limit: 500 })
  expect(first).toMatchObject({ ok: true, done: false })
  if (first.ok) expect(await list({ limit: 50, checkpoint: first.checkpoint })).toMatchObject({ ok: true, done: true })
  expect(paths()).toEqual(['/orders?p=0&n=3', '/orders?p=1&n=3'])
})

test('an offset counts the records that came, so a page cut short by the provider leaves no gap', async () => {
  const opened = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { offset: '{{page.offset}}', limit: '{{limit}}' } },
    paging: { kind: 'offset', size: 50 },
    records: '/results',
    total: '/paging/total',
    done: { by: 'total' },
  })
  const page = (from: number, count: number) => ({ json: { results: orders(from, count), paging: { total: 5 } } })
  shop().provider.answers.push(page(1, 3), page(4, 2))
  expect(await readAll(opened, 50)).toEqual({ keys: ['1', '2', '3', '4', '5'], pages: 2 })
  expect(paths()).toEqual(['/orders?offset=0&limit=50', '/orders?offset=3&limit=50'])
})

test('what lies behind the deepest offset asks for a shorter window instead of being left out', async () => {
  const { list } = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { offset: '{{page.offset}}' } },
    paging: { kind: 'offset', size: 2, maxOffset: 2 },
    records: '/results',
  })
  shop().provider.answers.push({ json: { results: orders(1, 2) } })
  const first = await list()
  expect(first).toMatchObject({ ok: true, done: false })
  expect(await list({ checkpoint: first.ok ? first.checkpoint : null })).toMatchObject({ ok: false, failure: { code: 'window_too_large' } })
})

test('a cursor is followed until there is none, over empty pages too', async () => {
  const opened = await open({
    request: { method: 'POST', url: URL_OF_ORDERS, json: { after: '{{page.cursor}}', first: '{{limit}}' } },
    paging: { kind: 'cursor', size: 100, next: '/next' },
    records: '/data',
  })
  shop().provider.answers.push(
    { json: { data: orders(1, 2), next: 'b' } },
    { json: { data: [], next: 'c' } },
    { json: { data: orders(3, 1), next: null } },
  )
  expect(await readAll(opened)).toEqual({ keys: ['1', '2', '3'], pages: 3 })
  expect(shop().provider.requests.map((request) => request.body)).toEqual([
    { after: null, first: 2 },
    { after: 'b', first: 2 },
    { after: 'c', first: 2 },
  ])
})

test('R05 a provider that names the same page for ever is found out', async () => {
  const { list } = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { c: '{{page.cursor}}' } },
    paging: { kind: 'cursor', size: 2, next: '/next' },
    records: '/data',
  })
  const same = { json: { data: orders(1, 2), next: 'b' } }
  shop().provider.answers.push(same, same)
  const first = await list()
  expect(await list({ checkpoint: first.ok ? first.checkpoint : null })).toMatchObject({ ok: false, failure: { code: 'paging_loop' } })
})

test('a link is followed, from a header or from the answer', async () => {
  const header = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { n: '{{limit}}' } },
    paging: { kind: 'link', size: 100 },
    records: '',
  })
  const link = '<https://api.shop.test/orders?n=2&p=0>; rel="prev", </orders?n=2&p=2>; rel="next"'
  shop().provider.answers.push({ json: orders(1, 2), headers: { link } }, { json: orders(3, 2) })
  expect(await readAll(header)).toEqual({ keys: ['1', '2', '3', '4'], pages: 2 })
  expect(paths()).toEqual(['/orders?n=2', '/orders?n=2&p=2'])
})

test('C14 a link that leads out of the declared path is not followed', async () => {
  const { list } = await open({
    request: { method: 'GET', url: URL_OF_ORDERS },
    paging: { kind: 'link', size: 100, next: '/next' },
    records: '/data',
  })
  for (const next of [
    'https://evil.example/orders',
    'https://api.shop.test/admin',
    'https://api.shop.test@evil.example/orders',
    '//evil.example/orders',
  ]) {
    shop().provider.answers.push({ json: { data: orders(1, 1), next } })
    const first = await list()
    expect(await list({ checkpoint: first.ok ? first.checkpoint : null })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
  }
  expect(shop().provider.requests).toHaveLength(4)
})

test('a scroll ends with an empty page, and a dead token begins the pass again', async () => {
  const opened = await open({
    request: { method: 'GET', url: URL_OF_ORDERS, query: { scroll_id: '{{page.cursor}}' } },
    paging: { kind: 'scroll', size: 100, next: '/scroll_id' },
    records: '/results',
  })
  shop().provider.answers.push(
    { json: { results: orders(1, 2), scroll_id: 's' } },
    { json: { results: orders(3, 1), scroll_id: 's' } },
    { json: { results: [], scroll_id: 's' } },
  )
  expect(await readAll(opened)).toEqual({ keys: ['1', '2', '3'], pages: 3 })
  shop().provider.answers.push({ json: { results: orders(1, 2), scroll_id: 's' } }, { status: 404, json: { message: 'invalid scroll_id' } })
  const first = await opened.list()
  expect(await opened.list({ checkpoint: first.ok ? first.checkpoint : null })).toMatchObject({
    ok: false,
    failure: { code: 'cursor_expired' },
  })
  shop().provider.answers.push({ status: 404, json: { message: 'no such seller' } })
  expect(await opened.list()).toMatchObject({ ok: false, failure: { code: 'not_found' } })
})

test('an answer may say how many pages there are, or that it is the last', async () => {
  const request = { method: 'GET' as const, url: URL_OF_ORDERS, query: { p: '{{page.number}}' } }
  const pages = await open({ request, paging: { kind: 'page', size: 50 }, records: '/r', done: { by: 'pages', pointer: '/pages' } })
  shop().provider.answers.push({ json: { r: orders(1, 2), pages: '2' } }, { json: { r: orders(3, 2), pages: '2' } })
  expect((await readAll(pages)).pages).toBe(2)
  const field = await open({
    request,
    paging: { kind: 'page', size: 50 },
    records: '/r',
    done: { by: 'field', pointer: '/more', equals: false },
  })
  shop().provider.answers.push({ json: { r: orders(1, 1), more: true } }, { json: { r: orders(2, 1), more: false } })
  expect((await readAll(field)).pages).toBe(2)
})

test('the provider is told about the window in its own format and timezone, and only when there is one', async () => {
  const { list } = await open(
    {
      request: { method: 'GET', url: URL_OF_ORDERS, query: { de: '{{since}}', ate: '{{until}}', conta: '{{account}}' } },
      paging: { kind: 'none' },
      records: '/data',
    },
    { cursor: CURSOR },
  )
  shop().provider.answers.push({ json: { data: [] } }, { json: { data: [] } })
  await list({ since: Date.UTC(2026, 10, 21, 2), until: Date.UTC(2026, 10, 22, 2) })
  await list()
  expect(paths()).toEqual(['/orders?de=2026-11-20+23%3A00%3A00&ate=2026-11-21+23%3A00%3A00&conta=77', '/orders?conta=77'])
})

test('integers beyond 2^53 and decimals survive digit by digit', async () => {
  const { list } = await open({ request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, records: '/data' })
  const text = '{"data": [{"total": 10.50, "id": 90071992547409931234, "status": "pa\\u0000id"}]}'
  shop().provider.answers.push({ text, headers: { 'content-type': 'application/json' } })
  const page = await list()
  expect(page).toMatchObject({ ok: true, done: true })
  expect(page.ok ? page.records : []).toEqual([
    {
      key: '90071992547409931234',
      text: '{"id":90071992547409931234,"status":"pa\ufffdid","total":10.50}',
      data: { id: '90071992547409931234', status: 'pa\ufffdid', total: 10.5 },
      version: null,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      flagged: true,
    },
  ])
})

test('a wrapped record is taken out, and a child learns its parent', async () => {
  const { list } = await open({
    request: { method: 'GET', url: URL_OF_ORDERS },
    paging: { kind: 'none' },
    records: '/retorno/pedidos',
    record: '{{record.pedido}}',
    with: { shopId: '{{account}}' },
  })
  shop().provider.answers.push({
    text: '{"retorno":{"pedidos":[{"pedido":{"id":"7","total":1.10}}]}}',
    headers: { 'content-type': 'application/json' },
  })
  const page = await list()
  expect(page.ok ? page.records.map((record) => record.text) : []).toEqual(['{"id":"7","shopId":"77","total":1.10}'])
})

test('a record without a key is set aside with its reason; the page stands', async () => {
  const { list } = await open({ request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, records: '' })
  shop().provider.answers.push({ json: [{ id: 1 }, { status: 'paid' }, { id: null }, 7] })
  const page = await list()
  expect(page).toMatchObject({ ok: true, records: [{ key: '1' }] })
  expect(page.ok ? page.rejected : []).toHaveLength(3)
})

test('an answer without the list fails instead of passing for an empty one', async () => {
  const { list } = await open({ request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, records: '/data' })
  shop().provider.answers.push(
    { json: { rows: [] } },
    { text: '<html>maintenance</html>' },
    { json: { data: null } },
    { status: 500, json: { fault: 'no records' } },
  )
  expect(await list()).toMatchObject({ ok: false, failure: { code: 'invalid_output', class: 'permanent' } })
  expect(await list()).toMatchObject({ ok: false, failure: { code: 'invalid_output', class: 'retry' } })
  expect(await list()).toMatchObject({ ok: true, records: [], done: true })
  expect(await list()).toMatchObject({ ok: true, records: [], done: true })
})

test('a list of ids is read one by one; what is gone by then is left out', async () => {
  const detail = { request: { method: 'GET', url: `${URL_OF_ORDERS}/{{input.key}}` }, output: '{{body}}' }
  const { list } = await open(
    { request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, ids: '/ids' },
    { detail: { entry: 'details/order.json', when: 'always' } },
    { 'details/order.json': detail },
  )
  shop().provider.answers.push({ text: '{"ids":[90071992547409931234,"b"]}', headers: { 'content-type': 'application/json' } })
  shop().provider.answers.push(
    { text: '{"id":90071992547409931234,"total":2.00}', headers: { 'content-type': 'application/json' } },
    { status: 404, json: {} },
  )
  const page = await list()
  expect(page.ok ? page.records.map((record) => record.text) : page).toEqual(['{"id":90071992547409931234,"total":2.00}'])
  expect(paths().sort()).toEqual(['/orders', '/orders/90071992547409931234', '/orders/b'])
})

test('a version comes from a timestamp in the timezone of the provider, or from a number', async () => {
  const list: ListTemplateFile = { request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, records: '' }
  const timed = await open(list, { version: { pointer: '/changedAt', type: 'timestamp', timezone: 'America/Sao_Paulo' } })
  shop().provider.answers.push({
    json: [
      { id: 1, changedAt: '2026-11-20 23:00:00' },
      { id: 2, changedAt: 'soon' },
    ],
  })
  const page = await timed.list()
  expect(page.ok ? page.records.map((record) => record.version) : []).toEqual([Date.UTC(2026, 10, 21, 2), null])
  const counted = await open(list, { version: { pointer: '/total', type: 'integer' } })
  shop().provider.answers.push({
    json: [
      { id: 1, total: 7 },
      { id: 1, total: 6 },
    ],
  })
  const counts = await counted.list()
  expect(counts.ok ? counts.records.map((record) => record.version) : []).toEqual([7])
})

test('a backfill stands behind live calls in the line for the quota', async () => {
  const { list } = await open({ request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, records: '' })
  shop().provider.answers.push({ json: [] }, { json: [] })
  await list({ priority: 'backfill' })
  await list()
  expect(shop().asked.map((request) => request.priority)).toEqual(['backfill', 'live'])
})

test('a checkpoint that no page gave is refused', async () => {
  const { list } = await open({ request: { method: 'GET', url: URL_OF_ORDERS }, paging: { kind: 'none' }, records: '' })
  for (const text of ['7', '{"page":2}', '{"at":-1,"token":null,"seen":0,"limit":5}', '{"at":1,"token":7,"seen":0,"limit":5}']) {
    const checkpoint = JSON.parse(text)
    expect(await list({ checkpoint })).toMatchObject({ ok: false, failure: { code: 'invalid_input' } })
  }
})
