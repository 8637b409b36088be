import { expect, test } from 'vitest'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import type { DriverCalls } from '../../drivers/drivers.types.ts'
import { ORDER_FILES, ordersResource, shopManifest } from '../../registry/testing/shop-connector.ts'
import { useShopOperations } from './testing/shop-operations.ts'

const shop = useShopOperations({ store: 'centro' })

const CODE = `
import { defineResource, NotFoundError } from '@tomada/sdk'
const BASE = 'https://api.shop.test/orders'
export default defineResource({
  async list({ checkpoint, since, until, limit, parent }, ctx) {
    const page = checkpoint === null ? 1 : checkpoint.page
    const answer = await ctx.http({ method: 'GET', url: BASE + '?p=' + page + '&n=' + limit + '&since=' + since + '&store=' + ctx.settings.store })
    return { records: answer.json.map((order) => ({ ...order, shopId: ctx.accountId })), checkpoint: { page: page + 1 }, done: answer.json.length < limit }
  },
  async detail({ key }, ctx) {
    if (key === 'none') return null
    if (key === 'thrown') throw new NotFoundError('gone')
    const order = await ctx.http({ method: 'GET', url: BASE + '/' + key })
    if (key === 'two') await ctx.http({ method: 'GET', url: BASE + '/' + key + '/buyer' })
    return order.json
  },
})
`

async function open(code = CODE, more: Partial<Resource> = {}) {
  const resource = ordersResource({
    list: 'resources/orders.ts',
    detail: { entry: 'resources/orders.ts', when: 'onDemand' },
    cursor: { field: '/changedAt', format: 'epochSeconds', timezone: 'UTC', overlapSeconds: 0 },
    ...more,
  })
  const manifest = shopManifest({ resources: [resource], runtime: { kind: 'sandbox' }, settings: 'schemas/settings.json' })
  const settings = { type: 'object', properties: { store: { type: 'string', title: { en: 'Store', 'pt-BR': 'Loja' } } } }
  return shop().open(manifest, { ...ORDER_FILES, 'resources/orders.ts': code, 'schemas/settings.json': settings })
}

test('a page and a record come from the code of a connector, which knows the account and the settings', async () => {
  const { list, read } = await open()
  shop().provider.answers.push({ json: [{ id: 1 }, { id: 2 }] }, { json: [{ id: 3 }] }, { json: { id: 3, total: 5 } })
  const first = await list({ limit: 2, since: 10_000 })
  expect(first).toMatchObject({
    ok: true,
    done: false,
    checkpoint: { page: 2 },
    records: [{ key: '1', data: { shopId: '77' } }, { key: '2' }],
  })
  expect(await list({ limit: 2, checkpoint: { page: 2 } })).toMatchObject({
    ok: true,
    done: true,
    checkpoint: null,
    records: [{ key: '3' }],
  })
  expect(await read('3')).toMatchObject({ ok: true, record: { key: '3', data: { total: 5 } } })
  expect(shop().provider.requests.map((request) => request.path)).toEqual([
    '/orders?p=1&n=2&since=10&store=centro',
    '/orders?p=2&n=2&since=null&store=centro',
    '/orders/3',
  ])
})

test('a record is gone when the provider says so by its id, not when something beside it is missing', async () => {
  const { read } = await open()
  expect(await read('none')).toMatchObject({ ok: false, missing: true })
  expect(await read('thrown')).toMatchObject({ ok: false, missing: true })
  shop().provider.answers.push({ status: 404, json: {} })
  expect(await read('9')).toMatchObject({ ok: false, missing: true })
  shop().provider.answers.push({ json: { id: 'two' } }, { status: 404, json: {} })
  expect(await read('two')).toMatchObject({ ok: false, missing: false, failure: { class: 'notFound' } })
  shop().provider.answers.push({ status: 503, json: {} })
  expect(await read('9')).toMatchObject({ ok: false, missing: false, failure: { class: 'retry' } })
})

test('a page that is none names what is wrong with it', async () => {
  for (const [page, reason] of [
    ['null', 'a page is {records, checkpoint, done}'],
    ['({ records: {}, checkpoint: null, done: true })', 'records must be a list'],
    ['({ records: [], checkpoint: null, done: 1 })', 'done must be true or false'],
    ['({ records: [], checkpoint: null, done: false })', 'has a checkpoint'],
    ["({ records: [], checkpoint: 'x'.repeat(9000), done: false })", 'larger than 8 KB'],
  ]) {
    const { list } = await open(`export default { list: async () => ${page}, detail: async () => null }`)
    expect(await list()).toMatchObject({ ok: false, failure: { code: 'invalid_output', message: expect.stringContaining(reason ?? '') } })
  }
})

test('a file with one function may export it bare', async () => {
  const { list } = await open('export default async () => ({ records: [{ id: 5 }], checkpoint: null, done: true })', { detail: undefined })
  expect(await list()).toMatchObject({ ok: true, records: [{ key: '5' }] })
})

test('a resource without detail says that one record cannot be read', async () => {
  const { read } = await open('export default async () => null', { detail: undefined })
  expect(await read('1')).toMatchObject({ ok: false, missing: false, failure: { code: 'no_detail' } })
})

test('a page and a record come from the driver of a connector, and one that it does not know is gone', async () => {
  const resource = ordersResource({ list: 'driver#listOrders', detail: { entry: 'driver#readOrder', when: 'onDemand' } })
  const manifest = shopManifest({
    id: 'tomada/shop',
    publisher: { id: 'tomada', name: 'Tomada', contact: 'contato@tomada.example' },
    resources: [resource],
    runtime: { kind: 'driver' },
  })
  const asked: unknown[] = []
  const orders: Json = { '7': { id: 7, total: 5 } }
  const drivers: DriverCalls = {
    async call({ name, input }) {
      asked.push([name, input])
      if (name === 'listOrders') return { ok: true, output: { records: Object.values(orders), checkpoint: null, done: true } }
      const key = Object(input).key
      if (key === 'away') return { ok: false, failure: { kind: 'away', message: 'The session is not open' } }
      return key === 'thrown' ? { ok: false, failure: { kind: 'notFound', message: 'gone' } } : { ok: true, output: orders[key] ?? null }
    },
  }
  const { list, read } = await shop().open(manifest, { ...ORDER_FILES, 'driver.ts': '' }, drivers)
  expect(await list()).toMatchObject({ ok: true, done: true, records: [{ key: '7', data: { total: 5 } }] })
  expect(await read('7')).toMatchObject({ ok: true, record: { key: '7' } })
  for (const key of ['8', 'thrown']) expect(await read(key)).toMatchObject({ ok: false, missing: true })
  expect(await read('away')).toMatchObject({ ok: false, missing: false, failure: { class: 'retry' } })
  expect(asked.slice(0, 2)).toEqual([
    ['listOrders', { checkpoint: null, since: null, until: null, limit: 100, parent: null }],
    ['readOrder', { key: '7' }],
  ])
})
