import { beforeAll, expect, test } from 'vitest'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { useConnectedCompany } from '../testing/connected-company.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const company = useConnectedCompany()
beforeAll(async () => {
  await company.unthrottle()
  await company.play('history', { products: 230, contacts: 210, orders: 220, invoices: 130, days: 200 })
})

const keys = (records: readonly ReadRecord[]) => records.map((record) => record.key)
const read = async (resource: string, key: unknown) => {
  const result = await company.capabilities().read(resource, String(key))
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result.record
}
/** Rows by key with their hashes: what differs from the last pass is read again. */
const rows = async (resource: string, since: number) =>
  new Map((await company.all(resource, { since })).map(({ key, hash }) => [key, hash]))
const now = async () => Date.parse(String((await company.app().admin('GET', '/clock'))['now']))
/** The emulator's clock stands at one minute past an hour, so that "this hour" is the same for a while. */
async function atBeginningOfHour(): Promise<void> {
  await company.app().admin('POST', '/clock', { advanceMs: HOUR_MS - ((await now()) % HOUR_MS) + 60_000 })
}

test('MH-66 products and their variations are listed once each, and each is read whole', async () => {
  const products = await company.all('products')
  expect(new Set(keys(products)).size).toBe(products.length)
  // 23 of the 230 have three variations; the demonstration shop has twelve products.
  expect(products.length).toBe(230 + 69 + 12)
  const child = products.find(({ data }) => atPointer(data, '/idProdutoPai') !== undefined)
  const { data } = await read('products', child?.key)
  expect(data).toMatchObject({
    variacao: { nome: expect.stringContaining('Tamanho:'), produtoPai: { id: atPointer(child?.data ?? null, '/idProdutoPai') } },
  })
  expect(data).toMatchObject({ tributacao: { ncm: expect.any(String) }, estoque: { saldoVirtualTotal: expect.any(Number) } })
})

test('MH-67 orders are listed whole by pages of a hundred, and an order has its items', async () => {
  const orders = await company.all('orders')
  expect(new Set(keys(orders)).size).toBe(220)
  const pages = await company.capabilities().list('orders', {})
  expect(pages).toMatchObject({ ok: true, done: false, checkpoint: { page: 2 }, records: { length: 100 } })
  expect((await read('orders', orders[0]?.key)).data).toMatchObject({
    itens: [expect.objectContaining({ produto: { id: expect.any(Number) } })],
  })
})

test('contacts and invoices are listed and read whole', async () => {
  const contacts = await company.all('contacts')
  expect(new Set(keys(contacts)).size).toBeGreaterThanOrEqual(216)
  expect((await read('contacts', contacts.at(-1)?.key)).data).toMatchObject({ endereco: { geral: { uf: expect.any(String) } } })
  const invoices = await company.all('invoices')
  expect(new Set(keys(invoices)).size).toBe(130)
  expect((await read('invoices', invoices[0]?.key)).data).toMatchObject({ valorNota: expect.any(Number), itens: expect.any(Array) })
})

test('MH-67 what changed since is found, and only that', async () => {
  const since = Date.now() - 30 * DAY_MS
  const changed = await company.all('orders', { since })
  expect(changed.length).toBeGreaterThan(20)
  expect(changed.length).toBeLessThan(60)
  expect(await company.all('invoices', { since: Date.now() + DAY_MS })).toEqual([])
})

test('a change that does not show in an order’s row makes the row differ all the same, once its hour is over and before', async () => {
  await atBeginningOfHour()
  const since = (await now()) - DAY_MS
  const [order] = await company.all('orders')
  const id = order?.key ?? ''
  const change = () => company.play('changeOrder', { orderId: Number(id) })
  await change()
  const first = await rows('orders', since)
  await change()
  // The hour is not over: whatever changed within it is read at every pass.
  expect((await rows('orders', since)).get(id)).not.toBe(first.get(id))
})

test('a record that has not changed since its hour was over keeps its row, so that it is not read again', async () => {
  // An order of the history, hours ago by every clock.
  const old = Date.now() - 30 * HOUR_MS
  await company.play('history', { orders: 12, contacts: 1, days: 1 })
  const [one, other] = [await rows('orders', old), await rows('orders', old)]
  const settled = [...one].filter(([key, hash]) => other.get(key) === hash)
  expect(settled.length).toBeGreaterThanOrEqual(8)
  expect(other.size).toBe(one.size)
})

test('a window with an end gives what changed inside it, by stretches that neither overlap nor leave a gap', async () => {
  const until = Date.now() - 40 * DAY_MS
  const inside = await company.all('orders', { since: until - 60 * DAY_MS, until })
  const halves = [
    ...(await company.all('orders', { since: until - 60 * DAY_MS, until: until - 30 * DAY_MS })),
    ...(await company.all('orders', { since: until - 30 * DAY_MS, until })),
  ]
  expect(new Set(keys(halves))).toEqual(new Set(keys(inside)))
  expect(inside.length).toBeGreaterThan(40)
})

test('stock is listed with every balance, also at zero and below, in four calls for a hundred products at most', async () => {
  const [product] = (await company.all('products')).filter(({ data }) => atPointer(data, '/formato') === 'S')
  await company.call('POST', '/estoques', {
    produto: { id: Number(product?.key) },
    deposito: { id: 14886665514 },
    operacao: 'B',
    quantidade: -1.5,
  })
  await company.call('POST', '/estoques', {
    produto: { id: Number(product?.key) },
    deposito: { id: 14886665515 },
    operacao: 'B',
    quantidade: 0,
  })
  const stock = await company.all('stock')
  expect(new Set(keys(stock)).size).toBe(311)
  const balance = stock.find(({ key }) => key === product?.key)
  expect(balance?.data).toMatchObject({ saldoFisicoTotal: -1.5, depositos: [{ saldoFisico: -1.5 }, { saldoFisico: 0 }] })
  expect((await read('stock', product?.key)).hash).toBe(balance?.hash)
  const first = await company.capabilities().list('stock', {})
  expect(first.calls.length).toBeLessThanOrEqual(4)
})

test('an excluded product is still a record, and one that was removed is missing', async () => {
  const [gone, kept] = (await company.all('products')).filter(({ data }) => atPointer(data, '/formato') === 'S').slice(5)
  await company.play('changeProduct', { productId: Number(kept?.key), set: { situacao: 'E' } })
  expect((await read('products', kept?.key)).data).toMatchObject({ situacao: 'E' })
  expect(keys(await company.all('products'))).toContain(kept?.key)
  await company.play('changeProduct', { productId: Number(gone?.key), deletes: true })
  expect(await company.capabilities().read('products', gone?.key ?? '')).toMatchObject({ ok: false, missing: true })
  expect(await company.capabilities().read('stock', gone?.key ?? '')).toMatchObject({ ok: false, missing: true })
})

test('a product without a balance has not lost its stock: nothing is said of it', async () => {
  const created = await company.call('POST', '/produtos', { nome: 'Instalação', codigo: 'SRV-1', tipo: 'S', situacao: 'A', formato: 'S' })
  await company
    .app()
    .admin('POST', '/faults', [{ match: { path: '/Api/v3/estoques/*' }, kind: 'status', status: 200, body: { data: [] }, times: 3 }])
  const result = await company.capabilities().read('stock', String(atPointer(JSON.parse(JSON.stringify(created)), '/data/id')))
  expect(result).toMatchObject({ ok: false, missing: false, failure: { class: 'permanent' } })
})

test('a question without a list in its answer is a failure, and never the end', async () => {
  for (const body of [{}, { data: null }, { data: {} }]) {
    await company.app().admin('POST', '/faults', [{ match: { path: '/Api/v3/produtos' }, kind: 'status', status: 200, body }])
    expect(await company.capabilities().list('products')).toMatchObject({ ok: false, failure: { class: 'retry' } })
  }
})

test('a deletion among the rows while they are paged loses none of the others for good: the scan asks for what is missing by its id', async () => {
  const before = keys(await company.all('orders'))
  const [, victim] = before
  const first = await company.capabilities().list('orders', {})
  if (!first.ok) throw new Error(first.failure.message)
  await company.call('DELETE', `/pedidos/vendas/${victim}`)
  const rest: string[] = []
  for (let page = await company.capabilities().list('orders', { checkpoint: first.checkpoint }); page.ok; ) {
    rest.push(...keys(page.records))
    if (page.done) break
    page = await company.capabilities().list('orders', { checkpoint: page.checkpoint })
  }
  const seen = new Set([...keys(first.records), ...rest])
  const missing = before.filter((key) => !seen.has(key))
  // The row that slipped onto the page that was read already.
  expect(missing).toHaveLength(1)
  expect((await read('orders', missing[0])).key).toBe(missing[0])
  expect(await company.capabilities().read('orders', victim ?? '')).toMatchObject({ ok: false, missing: true })
})
