import { beforeAll, expect, test } from 'vitest'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { useConnectedCompany } from '../testing/connected-company.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const company = useConnectedCompany()
beforeAll(async () => {
  await company.unguard()
  await company.omie().play('history', { products: 130, customers: 120, orders: 220, invoices: 110, days: 200 })
})

test.each([
  ['products', 142],
  ['customers', 128],
  ['orders', 220],
  ['invoices', 110],
  ['stock', 284],
])('MH-71 %s are listed whole, once each, by pages of a hundred at most', async (resource, count) => {
  const records = await company.all(resource)
  expect(records).toHaveLength(count)
  expect(new Set(records.map(({ key }) => key)).size).toBe(count)
})

test.each(['products', 'customers', 'orders', 'invoices', 'stock'])(
  'one of %s read alone is the same record as in the list',
  async (resource) => {
    const [, listed] = await company.all(resource)
    const read = await company.capabilities().read(resource, listed?.key ?? '')
    expect(read).toMatchObject({ ok: true, record: { key: listed?.key, hash: listed?.hash } })
  },
)

test.each(['products', 'customers', 'orders', 'invoices', 'stock'])(
  'one of %s that is not there is missing, and no failure',
  async (resource) => {
    const key = resource === 'stock' ? '5-6' : '5'
    expect(await company.capabilities().read(resource, key)).toMatchObject({ ok: false, missing: true })
  },
)

test('what was made or changed since is found, and only that; without any there is an empty page and no failure', async () => {
  for (const resource of ['products', 'customers', 'orders', 'invoices']) {
    // Only the older half of the orders was invoiced.
    const since = Date.now() - (resource === 'invoices' ? 130 : 20) * DAY_MS
    const found = await company.all(resource, { since })
    expect(found.length).toBeGreaterThan(5)
    expect(found.length).toBeLessThan(60)
    expect(await company.all(resource, { since: Date.now() + DAY_MS })).toEqual([])
  }
})

test('an order that changed is found by its change, with its state in a word: a cancelled one keeps its stage', async () => {
  const [order] = await company.all('orders')
  const since = Date.now() - HOUR_MS / 2
  expect((await company.all('orders', { since })).map(({ key }) => key)).not.toContain(order?.key)
  const cancelled = await company.all('orders').then((all) => all.find(({ data }) => atPointer(data, '/situacao') === '10'))
  await company.run('cancel-order', { pedidoId: cancelled?.key ?? '' })
  const changed = (await company.all('orders', { since })).find(({ key }) => key === cancelled?.key)
  expect(changed?.data).toMatchObject({ situacao: 'cancelado', cabecalho: { etapa: '10' } })
})

test('balances of what never moved are there too, below zero as they are, by product and place', async () => {
  const stock = await company.all('stock')
  expect(stock.some(({ data }) => Number(atPointer(data, '/nSaldo')) < 0)).toBe(true)
  expect(stock.every(({ key }) => /^\d+-\d+$/.test(key))).toBe(true)
})
