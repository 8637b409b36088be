import { beforeAll, describe, expect, test } from 'vitest'
import { atPointer } from '../../core/registry/json-pointer.ts'
import { SCHEMES, useConnectedAccount } from './testing/connected-account.ts'

const DAY_MS = 86_400_000

describe.each(SCHEMES)('by %s', (scheme) => {
  const account = useConnectedAccount(scheme)
  beforeAll(async () => {
    await account.unthrottle()
    await account.play('history', { products: 210, contacts: 205, orders: 230, invoices: 110, days: 200 })
  })
  const keys = (records: readonly { key: string }[]) => new Set(records.map((record) => record.key))
  const read = async (resource: string, key: string) => {
    const result = await account.capabilities().read(resource, key)
    if (!result.ok) throw new Error(JSON.stringify(result))
    return result.record.data
  }

  test('everything is listed once, page by page, and each record is read whole', async () => {
    // 12 of the shop, 210 of the history, two variations for every tenth.
    const counts = { products: 12 + 210 + 42, stock: 12 + 210 + 42, contacts: 6 + 205, orders: 230, invoices: 110 }
    for (const [resource, count] of Object.entries(counts)) {
      const records = await account.all(resource)
      expect([resource, keys(records).size, records.length]).toEqual([resource, count, count])
      const whole = await read(resource, records[3]?.key ?? '')
      expect(atPointer(whole, '/original')).toEqual(expect.any(Object))
    }
  })

  test('what changed since is found, and only that; each of them is read again', async () => {
    const since = Date.now() - 20 * DAY_MS
    const changed = await account.all('orders', { since })
    expect(changed.length).toBeGreaterThan(10)
    expect(changed.length).toBeLessThan(40)
    expect(changed.every((record) => atPointer(record.data, '/lidoEm') !== undefined)).toBe(true)
    const [order] = await account.all('orders')
    await account.play('changeOrder', { orderId: Number(order?.key), situation: 'entregue' })
    const later = await account.all('orders', { since: Date.now() - DAY_MS / 24 })
    expect(keys(later)).toContain(order?.key)
    expect(await read('orders', order?.key ?? '')).toMatchObject({ situacao: 'entregue' })
  })

  test('a product that was edited is listed as changed with its new price', async () => {
    const [product] = await account.all('products')
    await account.play('changeProduct', { productId: Number(product?.key), set: { price: 77.7 } })
    const changed = await account.all('products', { since: Date.now() - DAY_MS / 24 })
    expect(changed.find(({ key }) => key === product?.key)?.data).toMatchObject({ preco: expect.stringMatching(/^77\.70?$/) })
  })

  test('invoices are asked for by their day of issue', async () => {
    expect(await account.all('invoices', { since: Date.now() + 2 * DAY_MS })).toEqual([])
    expect((await account.all('invoices', { since: Date.now() - 150 * DAY_MS })).length).toBeGreaterThan(30)
  })

  test('a record that was removed is missing', async () => {
    const products = await account.all('products')
    const gone = products.at(-1)?.key ?? ''
    await account.play('removeProduct', { productId: Number(gone) })
    expect(await account.capabilities().read('products', gone)).toMatchObject({ ok: false, missing: true })
    expect(await account.capabilities().read('stock', gone)).toMatchObject({ ok: false, missing: true })
  })
})
