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
const MAIN_DEPOSIT = 14886665514

const database = useTestDatabase()
const company = useConnectedCompany()
const calls = { list: 0, read: 0 }
const operations: ResourceOperations = {
  listPage({ tenantId: _tenant, connectionId: _connection, plugin: _plugin, resource, ...request }) {
    calls.list++
    return company.capabilities().list(resource, request)
  },
  read({ tenantId: _tenant, connectionId: _connection, plugin: _plugin, resource, key, ...request }) {
    calls.read++
    return company.capabilities().read(resource, key, request)
  },
}
let bench: SyncBench
let connection: string

beforeAll(async () => {
  await company.unthrottle()
  await company.play('history', { products: 120, contacts: 60, orders: 130, invoices: 40, days: 60 })
  bench = await syncBench(database(), manifest.resources ?? [], { operations })
  connection = await bench.connection()
  for (const resource of RESOURCES) expect((await bench.run(connection, resource)).status).toBe('succeeded')
})
afterAll(() => bench.stop())

const stored = async (resource: string) => (await bench.stored(resource, connection)).filter((row) => !row.deleted)
const one = async (resource: string, key: string) => (await bench.stored(resource, connection)).find((row) => row.key === key)
const listed = async (resource: string) => (await company.all(resource)).map((record) => record.key)
async function again(resource: string, kind: 'incremental' | 'fullScan' = 'incremental') {
  Object.assign(calls, { list: 0, read: 0 })
  return bench.run(connection, resource, kind)
}

test.each(RESOURCES)('MH-66 MH-67 a first sync stores every record of %s once, and whole', async (resource) => {
  const rows = await stored(resource)
  expect(rows.map((row) => row.key).toSorted()).toEqual((await listed(resource)).toSorted())
  const [first] = rows
  const read = await company.capabilities().read(resource, first?.key ?? '')
  expect(read).toMatchObject({ ok: true, record: { data: first?.data } })
})

test('MH-75 a sync without changes reads nobody again', async () => {
  await again('contacts')
  await again('contacts')
  expect(calls.read).toBeLessThan(5)
})

test('MH-67 an order that changed where its row does not show it is read again, and the others are not', async () => {
  const [order] = await stored('orders')
  const { data } = await company.call('GET', `/pedidos/vendas/${order?.key}`).then((answer) => JSON.parse(JSON.stringify(answer)))
  await again('orders')
  await company.call('PUT', `/pedidos/vendas/${order?.key}`, { ...data, observacoes: 'Entregar à tarde' })
  expect((await again('orders')).status).toBe('succeeded')
  expect((await one('orders', order?.key ?? ''))?.data).toMatchObject({ observacoes: 'Entregar à tarde' })
  expect(calls.read).toBeLessThan(5)
})

test('MH-66 a product that was removed is deleted by the scan, one that was excluded stays with its status', async () => {
  const [gone, excluded] = (await stored('products')).filter(({ data }) => data['formato'] === 'S')
  await company.play('changeProduct', { productId: Number(gone?.key), deletes: true })
  await company.play('changeProduct', { productId: Number(excluded?.key), set: { situacao: 'E' } })
  await again('products')
  expect((await one('products', gone?.key ?? ''))?.deleted).toBe(false)
  expect((await one('products', excluded?.key ?? ''))?.data).toMatchObject({ situacao: 'E' })
  expect((await again('products', 'fullScan')).status).toBe('succeeded')
  expect((await one('products', gone?.key ?? ''))?.deleted).toBe(true)
  expect((await one('products', excluded?.key ?? ''))?.deleted).toBe(false)
  // Its stock went with it.
  expect((await again('stock', 'fullScan')).status).toBe('succeeded')
  expect((await one('stock', gone?.key ?? ''))?.deleted).toBe(true)
})

test('stock that moved is stored by the next sync, by depósito', async () => {
  const balance = (await stored('stock')).at(-1)
  const movement = { produto: { id: Number(balance?.key) }, deposito: { id: MAIN_DEPOSIT }, operacao: 'B', quantidade: 77 }
  await company.call('POST', '/estoques', movement)
  await again('stock')
  const { data } = (await one('stock', balance?.key ?? '')) ?? {}
  expect(data?.['depositos']).toContainEqual(expect.objectContaining({ id: MAIN_DEPOSIT, saldoFisico: 77 }))
})

test('an invoice that goes on at the tax office is read again', async () => {
  const free = (await stored('orders')).find(({ data }) => JSON.stringify(data['notaFiscal']) === '{"id":0}')
  const { idNotaFiscal: id } = await company.call('POST', `/pedidos/vendas/${free?.key}/gerar-nfe`)
  await again('invoices')
  expect((await one('invoices', String(id)))?.data).toMatchObject({ situacao: 1 })
  await company.call('POST', `/nfe/${id}/enviar`)
  await again('invoices')
  expect((await one('invoices', String(id)))?.data).toMatchObject({ situacao: 3, chaveAcesso: expect.stringMatching(/^\d{44}$/) })
})
