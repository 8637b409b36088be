import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ResourceOperations } from '../../core/resources/operations/operations.types.ts'
import { type SyncBench, syncBench } from '../../core/sync/testing/sync-bench.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'
import { useConnectedCompany } from './testing/connected-company.ts'

/** The connector's resources through the real sync: queue, tables and writer of the host, the provider's emulator behind them. */

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
const RESOURCES = (manifest.resources ?? []).map(({ name }) => name)

const database = useTestDatabase()
const company = useConnectedCompany()
const operations: ResourceOperations = {
  listPage({ tenantId: _tenant, connectionId: _connection, plugin: _plugin, resource, ...request }) {
    return company.capabilities().list(resource, request)
  },
  read({ tenantId: _tenant, connectionId: _connection, plugin: _plugin, resource, key, ...request }) {
    return company.capabilities().read(resource, key, request)
  },
}
let bench: SyncBench
let connection: string

beforeAll(async () => {
  await company.unguard()
  await company.omie().play('history', { products: 110, customers: 60, orders: 120, invoices: 40, days: 60 })
  bench = await syncBench(database(), manifest.resources ?? [], { operations })
  connection = await bench.connection()
  for (const resource of RESOURCES) expect((await bench.run(connection, resource)).status).toBe('succeeded')
})
afterAll(() => bench.stop())

const stored = async (resource: string) => (await bench.stored(resource, connection)).filter((row) => !row.deleted)
const one = async (resource: string, key: string) => (await bench.stored(resource, connection)).find((row) => row.key === key)

test.each(RESOURCES)('MH-71 a first sync stores every record of %s once, and whole', async (resource) => {
  const listed = await company.all(resource)
  expect((await stored(resource)).map((row) => row.key).toSorted()).toEqual(listed.map((record) => record.key).toSorted())
})

test('MH-71 what changed comes with the next sync, and what was just made', async () => {
  const before = await stored('orders')
  const open = before.find((row) => row.data['situacao'] === '10')
  await company.run('cancel-order', { pedidoId: open?.key ?? '' })
  const made = await company.omie().play('sell')
  await bench.run(connection, 'orders', 'incremental')
  expect((await one('orders', open?.key ?? ''))?.data).toMatchObject({ situacao: 'cancelado' })
  expect(await one('orders', String(made['codigo_pedido']))).toMatchObject({ deleted: false })
})

test('a sync without changes asks for a window that holds a known record: an empty one is a fault, and ten in a row block', async () => {
  await bench.run(connection, 'customers', 'incremental')
  const before = (await company.omie().admin('GET', '/requests'))['items']
  await bench.run(connection, 'customers', 'incremental')
  const after = (await company.omie().admin('GET', '/requests'))['items']
  const asked = Array.isArray(after) && Array.isArray(before) ? after.slice(before.length) : []
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.map((request) => Object(request)['status'])).not.toContain(500)
})

test('a product that is gone is deleted by a scan that asked for it by its id, and no other is', async () => {
  const [product] = await stored('products')
  await company.omie().play('changeProduct', { productId: Number(product?.key), deletes: true })
  const before = (await stored('products')).length
  await bench.run(connection, 'products', 'fullScan')
  expect(await one('products', product?.key ?? '')).toMatchObject({ deleted: true })
  expect(await stored('products')).toHaveLength(before - 1)
})
