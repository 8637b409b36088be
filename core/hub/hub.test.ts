import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { linkKeyOf, toCanonical } from './canonical.ts'
import { createHub } from './hub.service.ts'
import type { HubEntity, MappingSource } from './hub.types.ts'
import { createHubKeeper } from './hub-keeper.ts'
import { createOwnWrites } from './own-writes.ts'

/** Two connectors, a shop and an ERP, whose records already are what an entity looks like; two workspaces. */

const database = useTestDatabase()
const NORTH = '00000000-0000-4000-8000-0000000000a1'
const SOUTH = '00000000-0000-4000-8000-0000000000a2'
const ana = { tenantId: NORTH, userId: 'usr_ana' }
const clock = new FakeClock()
const ENTITIES: Readonly<Record<string, HubEntity>> = { products: 'product', orders: 'order', contacts: 'customer', stock: 'inventory' }
const mappings: MappingSource = {
  mappingOf(_plugin, resource) {
    const entity = ENTITIES[resource]
    return entity === undefined ? null : { entity, toEntity: (record) => record }
  },
}
const keeper = createHubKeeper({ clock, mappings })
const ownWrites = () => createOwnWrites({ db: database(), clock, mappings })
const hub = () => createHub({ db: database(), clock })

beforeAll(async () => {
  const { truth } = database()
  for (const tenantId of [NORTH, SOUTH]) {
    await truth.query(`INSERT INTO workspaces (tenant_id, name, timezone, locale) VALUES ($1, 'w', 'America/Sao_Paulo', 'pt-BR')`, [
      tenantId,
    ])
    for (const [id, plugin] of [
      ['con_shop', 'shop'],
      ['con_shop2', 'shop'],
      ['con_erp', 'erp'],
    ])
      await truth.query(
        `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, $2, $3, 'key', 'c', 'u', now())`,
        [tenantId, id, plugin],
      )
  }
})

beforeEach(async () => {
  await database().truth.query('DELETE FROM hub_records; DELETE FROM hub_owners; DELETE FROM hub_echoes')
})

/** Whether it came back of a write of ours. */
async function store(
  connectionId: string,
  resource: string,
  records: Record<string, Json>,
  origin: 'backfill' | 'webhook' = 'webhook',
  tenantId = NORTH,
) {
  clock.advance(1000)
  const ref = { tenantId, connectionId, plugin: connectionId.startsWith('con_shop') ? 'shop' : 'erp', resource }
  const rows = Object.entries(records).map(([key, data]) => ({ key, data }))
  const echoes = await database().forTenant(tenantId, (trx) => keeper.write(trx, ref, rows, origin))
  return echoes.size > 0
}

const products = async () => (await hub().list(NORTH, 'product', {})).items

test('the same SKU of two providers is one product with both records, and neither name is merged away', async () => {
  await store('con_shop', 'products', { MLB1: { sku: 'CAN-350', name: 'Caneca 350 ml Promoção', price: '49.90', currency: 'BRL' } })
  await store('con_erp', 'products', { '77': { sku: 'CAN-350', name: 'Caneca branca', price: '49.9', currency: 'BRL' } })
  const [product, ...others] = await products()
  expect(others).toEqual([])
  expect(product?.records.map(({ connectionId, externalId, linkedBy }) => [connectionId, externalId, linkedBy])).toEqual([
    ['con_shop', 'MLB1', null],
    ['con_erp', '77', 'key'],
  ])
  const field = (name: string) => product?.fields.find((each) => each.name === name)
  expect(field('name')).toMatchObject({ isConflict: true, value: 'Caneca 350 ml Promoção' })
  expect(field('name')?.values.map(({ value }) => value)).toEqual(['Caneca 350 ml Promoção', 'Caneca branca'])
  expect(field('price')).toMatchObject({ isConflict: false, value: '49.9' })
  expect(product?.records.map(({ data }) => data['name'])).toEqual(['Caneca 350 ml Promoção', 'Caneca branca'])
})

test('both providers may bring their half at the same moment', async () => {
  const skus = Array.from({ length: 20 }, (_, i) => `SKU-${i}`)
  const halves = (prefix: string) => Object.fromEntries(skus.map((sku) => [`${prefix}${sku}`, { sku }]))
  await Promise.all([store('con_shop', 'products', halves('s')), store('con_erp', 'products', halves('e'))])
  expect((await products()).map(({ records }) => records.length)).toEqual(skus.map(() => 2))
})

test('what is in doubt is linked by nobody but a person: candidates are listed, and a choice stays', async () => {
  await store('con_shop', 'products', { a: { sku: 'X', name: 'Azul' }, b: { sku: 'X', name: 'Verde' } })
  await store('con_erp', 'products', { '1': { sku: 'X', name: 'Verde' } })
  const all = await products()
  expect(all).toHaveLength(3)
  const idOf = (externalId: string) => all.find(({ records }) => records[0]?.externalId === externalId)?.id ?? ''
  const detail = await hub().read(NORTH, 'product', idOf('1'))
  expect(detail.candidates.map(({ records }) => records[0]?.externalId).sort()).toEqual(['a', 'b'])
  const at = { connectionId: 'con_erp', resource: 'products', externalId: '1' }
  const linked = await hub().link(ana, 'product', idOf('b'), at)
  expect(linked.records.map(({ externalId, linkedBy }) => [externalId, linkedBy])).toEqual([
    ['b', null],
    ['1', 'person'],
  ])
  await store('con_erp', 'products', { '1': { sku: 'Y', name: 'Verde-água' } })
  expect((await hub().read(NORTH, 'product', idOf('b'))).records).toHaveLength(2)
})

test('a record that a person took away is not linked again by its key, whatever arrives', async () => {
  await store('con_shop', 'products', { a: { sku: 'Z', name: 'Um' } })
  await store('con_erp', 'products', { '1': { sku: 'Z', name: 'Outro' } })
  const [product] = await products()
  const at = { connectionId: 'con_erp', resource: 'products', externalId: '1' }
  const alone = await hub().unlink(ana, 'product', product?.id ?? '', at)
  expect(alone.records.map(({ externalId }) => externalId)).toEqual(['1'])
  await store('con_erp', 'products', { '1': { sku: 'Z', name: 'Outro mesmo' } })
  await store('con_shop', 'products', { a: { sku: 'Z', name: 'Um só' } })
  expect(await products()).toHaveLength(2)
  await expect(hub().unlink(ana, 'product', alone.id, at)).rejects.toMatchObject({ code: 'conflict' })
  const { rows } = await database().truth.query(`SELECT changes FROM audit_log WHERE act = 'hub.unlinked' AND subject = $1`, [product?.id])
  expect(rows[0].changes).toContainEqual({ name: 'entityId', before: product?.id, after: alone.id, isSecret: false })
})

test('a record whose SKU changed leaves what that SKU had linked it to', async () => {
  await store('con_shop', 'products', { a: { sku: 'P1' } })
  await store('con_erp', 'products', { '1': { sku: 'P1' } })
  expect(await products()).toHaveLength(1)
  await store('con_erp', 'products', { '1': { sku: 'P2' } })
  expect((await products()).map(({ key }) => key).sort()).toEqual(['P1', 'P2'])
})

test('customers are linked by CPF or CNPJ however it is written, orders by number, stock by SKU; names link nothing', async () => {
  await store('con_shop', 'contacts', { a: { name: 'Ana', document: '529.982.247-25' }, b: { name: 'Bia' } })
  await store('con_erp', 'contacts', { '1': { name: 'Ana Souza', document: '52998224725' }, '2': { name: 'Bia' } })
  expect((await hub().list(NORTH, 'customer', {})).items.map(({ records }) => records.length).sort()).toEqual([1, 1, 2])
  await store('con_shop', 'orders', { '200': { number: '2000003508', status: 'paid', total: '10.00', currency: 'BRL' } })
  await store('con_erp', 'orders', { '9': { number: '2000003508', status: 'shipped', total: '10', currency: 'BRL' } })
  const [order] = (await hub().list(NORTH, 'order', { key: '2000003508' })).items
  expect(order?.records).toHaveLength(2)
  expect(order?.fields.find(({ name }) => name === 'status')?.values.map(({ value }) => value)).toEqual(['paid', 'shipped'])
  await store('con_shop', 'stock', { a: { product: { sku: 'CAN-350' }, quantity: '3' } })
  await store('con_erp', 'stock', { '1': { product: { sku: 'CAN-350' }, quantity: '2.5' } })
  expect((await hub().list(NORTH, 'inventory', {})).items.map(({ records }) => records.length)).toEqual([2])
})

test('ML-81 a field is taken from the connection that is declared to own it, and shows that others disagree', async () => {
  await store('con_shop', 'products', { a: { sku: 'K', name: 'Da loja', price: '12.00', quantity: '3' } })
  await store('con_erp', 'products', { '1': { sku: 'K', name: 'Do ERP', price: '11.50' } })
  const owners = [
    { field: '*', connectionId: 'con_erp' },
    { field: 'name', connectionId: 'con_shop' },
  ]
  await hub().choose(ana, 'product', owners)
  expect(await hub().settings(NORTH, 'product')).toEqual(owners)
  const [product] = await products()
  expect(product?.data).toMatchObject({ name: 'Da loja', price: '11.5', quantity: '3' })
  expect(product?.fields.find(({ name }) => name === 'price')).toMatchObject({ connectionId: 'con_erp', isConflict: true })
  await expect(hub().choose(ana, 'product', [{ field: 'name', connectionId: 'con_none' }])).rejects.toMatchObject({ code: 'invalid' })
})

const ownWrite = { tenantId: NORTH, connectionId: 'con_erp', plugin: 'erp' }
const onProduct = (set: Json) => ({ ...ownWrite, resource: 'products', key: '1', set, location: null })
const comes = (data: Json) => store('con_erp', 'products', { '1': data })

test('ML-81 what comes back of a write of ours is stored and is news to nobody; anything else of that record is news', async () => {
  await store('con_erp', 'products', { '1': { sku: 'E', name: 'Caneca', price: '10.00', currency: 'BRL', gtin: '' } }, 'backfill')
  await ownWrites().expect(onProduct({ price: 12.5 }))
  await ownWrites().expect(onProduct({ name: 'Caneca azul' }))
  const product = { sku: 'E', currency: 'BRL' }
  expect(await comes({ ...product, name: 'Caneca', price: '12.5' })).toBe(true)
  expect(await comes({ ...product, name: 'Caneca', price: '12.50', gtin: null })).toBe(true)
  expect(await comes({ ...product, name: 'Caneca azul', price: '12.5' })).toBe(true)
  const { rows } = await database().truth.query(`SELECT origin FROM hub_records WHERE external_id = '1'`)
  expect(rows).toEqual([{ origin: 'echo' }])
  // Somebody else changes it, and then makes it what we had made of it.
  expect(await comes({ ...product, name: 'Caneca azul', price: '13' })).toBe(false)
  expect(await comes({ ...product, name: 'Caneca azul', price: '12.5' })).toBe(false)
})

test('ML-81 a write that was not made, is of an unknown record or comes too late is not waited for', async () => {
  await comes({ sku: 'E', price: '10' })
  const takeBack = await ownWrites().expect(onProduct({ price: '11' }))
  await takeBack?.()
  expect(await comes({ sku: 'E', price: '11' })).toBe(false)
  expect(await ownWrites().expect({ ...onProduct({ price: '11' }), key: '2' })).toBeNull()
  expect(await ownWrites().expect(onProduct({ price: 'onze' }))).toBeNull()
  await ownWrites().expect(onProduct({ price: '12' }))
  clock.advance(600_000)
  expect(await comes({ sku: 'E', price: '12' })).toBe(false)
})

test('a contact of which only a part is written comes back as the whole that it was, with that part changed', async () => {
  const contact = { name: 'Ana', tradeName: 'Loja da Ana', document: '123.456.789-09', email: 'ana@loja.example', phone: '11 99999-0000' }
  const onContact = (set: Json) => ({ ...ownWrite, resource: 'contacts', key: '7', set, location: null })
  const back = (data: Json) => store('con_erp', 'contacts', { '7': data })
  await back(contact)
  await ownWrites().expect(onContact({ email: 'ANA@nova.example', document: '12345678909' }))
  expect(await back({ ...contact, email: 'ana@nova.example', phone: '11 98888-0000' })).toBe(false)
  expect(await back({ ...contact, email: 'ana@nova.example' })).toBe(true)
  // What is written is nothing that the entity has: what comes is told.
  expect(await ownWrites().expect(onContact({}))).toBeNull()
})

test('ML-81 stock set in one of several places is expected with its sum; stock that moved elsewhere meanwhile is news', async () => {
  const stock = (quantity: string, one: string, other: string, available = quantity) => ({
    '1': {
      product: { sku: 'E' },
      quantity,
      available,
      locations: [
        { externalId: 'A', name: 'Loja', quantity: one },
        { externalId: 'B', name: 'Centro', quantity: other },
      ],
    },
  })
  const set = (location: string, quantity: string) =>
    ownWrites().expect({ ...ownWrite, resource: 'stock', key: '1', set: { quantity }, location })
  await store('con_erp', 'stock', stock('5.5', '2.5', '3'))
  await set('Loja', '4.25')
  expect(await store('con_erp', 'stock', stock('7.25', '4.25', '3', '6'))).toBe(true)
  await set('B', '0')
  expect(await store('con_erp', 'stock', stock('3.25', '3.25', '0'))).toBe(false)
  expect(await store('con_erp', 'stock', stock('4.25', '4.25', '0'))).toBe(true)
  expect(await set('', '9')).toBeNull()
})

test('a record that its provider no longer has leaves its entity, which stays while others have it', async () => {
  await store('con_shop', 'products', { a: { sku: 'G' } })
  await store('con_erp', 'products', { '1': { sku: 'G' } })
  const gone = { tenantId: NORTH, connectionId: 'con_shop', plugin: 'shop', resource: 'products' }
  await database().forTenant(NORTH, (trx) => keeper.remove(trx, gone, ['a']))
  const [product] = await products()
  expect(product?.records.map(({ externalId }) => externalId)).toEqual(['1'])
})

test('C20 C21 the same SKU in another workspace is another product, and its id is unknown here', async () => {
  await store('con_shop', 'products', { a: { sku: 'S' } }, 'webhook', SOUTH)
  await store('con_erp', 'products', { '1': { sku: 'S' } })
  expect((await products()).map(({ records }) => records.length)).toEqual([1])
  const [southern] = (await hub().list(SOUTH, 'product', {})).items
  await expect(hub().read(NORTH, 'product', southern?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
})

test('money and quantities are exact decimals, documents digits, and what cannot be read is null rather than wrong', () => {
  expect(
    toCanonical('product', { price: '0012345678901234567890.1230', currency: 'BRL', quantity: 0.5, sku: ' A ', colour: 'red' }),
  ).toEqual({
    price: '12345678901234567890.123',
    currency: 'BRL',
    quantity: '0.5',
    sku: 'A',
  })
  expect(
    toCanonical('order', { total: '10,5', currency: 'reais', status: 'despachado', lines: [{ sku: 'A', quantity: '2', unitPrice: '5' }] }),
  ).toEqual({
    total: null,
    currency: null,
    status: null,
    lines: [{ sku: 'A', quantity: '2', unitPrice: '5' }],
  })
  expect(linkKeyOf('customer', { document: '123' })).toBeNull()
})
