import { beforeAll, expect, test } from 'vitest'
import type { Resource } from '../../sdk/manifest.gen.ts'
import { csvLines } from '../../sdk/spreadsheet/index.ts'
import { createDataStore } from '../data-store/data-store.service.ts'
import { exportCsv } from '../resources/export-records.ts'
import { createRecordWriter } from '../resources/record-writer.ts'
import { createResources } from '../resources/resources.service.ts'
import { applyTables } from '../resources/tables/apply-tables.ts'
import { type DeclaredResource, planOf } from '../resources/tables/resource-plan.ts'
import { declaredAs, readRecord, SHOP_ORDERS } from '../resources/testing/shop-orders.ts'
import { readXlsx } from '../spreadsheets/read-xlsx.ts'
import type { SheetFormat } from '../spreadsheets/table.types.ts'
import { readFormats } from '../spreadsheets/testing/read-formats.ts'
import { readPdf } from '../spreadsheets/testing/read-pdf.ts'
import { FORMATS } from '../spreadsheets/write-sheets.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace } from '../testing/test-identity.ts'
import type { ExportSource } from './exports.gen.ts'
import { createSources, documentOf } from './sources.ts'

const database = useTestDatabase()
const clock = new FakeClock(Date.parse('2026-11-21T15:00:00Z'))
const CONNECTION = 'con_money0000000000000000000000'
const { total = SHOP_ORDERS.fields['number'] } = SHOP_ORDERS.fields

/** Orders that name their own currency, and orders of a shop that only sells in reais. */
function shopOf(name: string, currency: Resource['currency']): DeclaredResource {
  if (total === undefined) throw new Error('the shop has a total')
  const fields = { ...SHOP_ORDERS.fields, total: { ...total, currency: 'BRL' } }
  const declared = { ...SHOP_ORDERS, name, fields, hub: { entity: 'order' as const, map: 'hub/order.json' } }
  return { plugin: 'shop', declared: currency === undefined ? declared : { ...declared, currency } }
}
const WORLD = shopOf('world', { code: 'BRL', pointer: '/coin' })
const LOCAL = shopOf('local', undefined)
const resources = declaredAs(WORLD, LOCAL)
const service = () => createResources({ db: database(), resources })
let caller: { tenantId: string; userId: string }

beforeAll(async () => {
  await applyTables(database().url, [WORLD, LOCAL])
  const { tenantId, members } = await createTestWorkspace(database(), createTestIdentity(database()), 'money')
  caller = { tenantId, userId: members.operator.userId }
  const order = (id: string, day: string, amount: string, coin: string | null) =>
    readRecord({ id, number: `P-${id}`, status: 'paid', total: amount, coin, placedAt: `2026-11-${day}T15:00:00Z`, items: 1 })
  const writer = createRecordWriter({ resources, clock, changed: () => undefined })
  const write = (resource: string, records: ReturnType<typeof order>[]) =>
    database().forTenant(tenantId, (trx) =>
      writer.write(trx, { tenantId, connectionId: CONNECTION, plugin: 'shop', resource }, records, 'backfill'),
    )
  await write('world', [
    order('1', '20', '1234.5', 'BRL'),
    order('2', '20', '10', 'USD'),
    order('3', '21', '0.1', null),
    order('4', '21', '0.2', 'USD'),
    order('5', '21', '99', 'reais'),
  ])
  await write('local', [order('6', '21', '7.5', null)])
})

async function fileOf(source: ExportSource, format: SheetFormat): Promise<Buffer> {
  const identity = createTestIdentity(database())
  const none = async () => {
    throw new Error('only sales are asked for')
  }
  const sources = createSources({
    clock,
    resources: service(),
    dataStore: createDataStore({ db: database(), clock }),
    auditLog: identity,
    dashboards: { operations: none, integrations: none },
    recordBoards: { answers: none, stock: none },
    connectionNames: async () => new Map([[CONNECTION, 'Loja']]),
    connectorName: (plugin) => plugin,
  })
  const { sections } = await sources.open(caller, source, 'pt-BR')
  const workspace = { name: 'Loja', timezone: 'America/Sao_Paulo' }
  const pieces: Buffer[] = []
  for await (const piece of FORMATS[format].write(documentOf({ title: 'Pedidos', locale: 'pt-BR' }, workspace, sections, clock.now())))
    pieces.push(piece)
  return Buffer.concat(pieces)
}
const linesOf = async (source: ExportSource) => [...csvLines((await fileOf(source, 'csv')).toString(), ';')]
const spaced = (text: string) => text.replaceAll('\u00A0', ' ')
const list = (resource: string): ExportSource => ({
  kind: 'records',
  plugin: 'shop',
  resource,
  columns: ['number', 'total', 'status'],
  sort: 'key',
})
const BOARD: ExportSource = { kind: 'board', board: 'sales', days: 2 }

test('an exported list says of every amount in which currency its record has it, as SQL reads it there', async () => {
  const { rows } = await database().truth.query(
    `SELECT data ->> 'number' AS number, replace(data ->> 'total', '.', ',') AS total,
       CASE WHEN data ->> 'coin' ~ '^[A-Z]{3}$' THEN data ->> 'coin' ELSE 'BRL' END AS coin
     FROM ${planOf(WORLD).table} ORDER BY key`,
  )
  expect(await linesOf(list('world'))).toEqual([
    ['Number', 'Total', 'Moeda', 'Status'],
    ...rows.map((row) => [row.number, row.total, row.coin, 'Paid']),
  ])
  expect(await linesOf(list('local'))).toEqual([
    ['Number', 'Total (BRL)', 'Status'],
    ['P-6', '7,5', 'Paid'],
  ])
  const workbook = await fileOf(list('world'), 'xlsx')
  expect([...((await readXlsx(workbook))?.lines() ?? [])].slice(1, 3)).toEqual([
    ['P-1', 1234.5, 'BRL', 'Paid'],
    ['P-2', 10, 'USD', 'Paid'],
  ])
  const formats = await readFormats(workbook)
  expect(['B2', 'B3', 'B4', 'B5'].map((at) => formats.get(at)?.split('\\')[0])).toEqual(['[$R$-416]', '[$US$]', '[$R$-416]', '[$US$]'])
  const texts = readPdf(await fileOf(list('world'), 'pdf'))
    .pages.flat()
    .map(spaced)
  expect(texts).toEqual(expect.arrayContaining(['R$ 1.234,50', 'US$ 10,00', 'R$ 0,10', 'US$ 0,20', 'R$ 99,00']))
  expect(texts).not.toContain('Moeda')
})

test('an exported board has a column for each currency, which add up as SQL adds them, and never together', async () => {
  const { rows } = await database().truth.query(
    `SELECT to_char(("f_placedAt_at" AT TIME ZONE 'America/Sao_Paulo')::date, 'DD/MM/YYYY') AS day, count(*)::text AS count,
       replace(trim_scale(sum((data ->> 'total')::numeric) FILTER (WHERE data ->> 'coin' IS DISTINCT FROM 'USD'))::text, '.', ',') AS reais,
       replace(trim_scale(sum((data ->> 'total')::numeric) FILTER (WHERE data ->> 'coin' = 'USD'))::text, '.', ',') AS dollars,
       sum((data ->> 'items')::int)::text AS items
     FROM ${planOf(WORLD).table} GROUP BY 1 ORDER BY 1`,
  )
  const lines = await linesOf(BOARD)
  expect(lines.slice(1, 4)).toEqual([
    ['Dia', 'Quantidade', 'Total (BRL)', 'Total (USD)', 'Items'],
    ...rows.map((row) => [row.day, row.count, row.reais, row.dollars, row.items]),
  ])
  expect(lines).toContainEqual(['Dia', 'Quantidade', 'Total (BRL)', 'Items'])
  const texts = readPdf(await fileOf(BOARD, 'pdf'))
    .pages.flat()
    .map(spaced)
  expect(texts).toEqual(expect.arrayContaining(['R$ 1.234,50', 'US$ 10,00', 'R$ 99,10', 'US$ 0,20', 'R$ 7,50']))
  const formats = await readFormats(await fileOf(BOARD, 'xlsx'))
  expect([formats.get('C2'), formats.get('D2')].map((format) => format?.split('\\')[0])).toEqual(['[$R$-416]', '[$US$]'])
})

test('the plain CSV of a list names the currency too', async () => {
  const textOf = async (shop: DeclaredResource) => {
    const query = { plugin: 'shop', resource: shop.declared.name, sort: { field: 'key', descending: false } }
    return Buffer.concat(
      (await exportCsv(service(), planOf(shop), { tenantId: caller.tenantId, query, locale: 'en' }).toArray()).map((each) =>
        Buffer.from(each),
      ),
    ).toString()
  }
  const [heading = [], first = []] = [...csvLines(await textOf(WORLD), ',')]
  expect([heading[6], first[6], heading[11], first[11]]).toEqual(['Total', '1234.5', 'Currency', 'BRL'])
  const [local = []] = [...csvLines(await textOf(LOCAL), ',')]
  expect([local[6], local.includes('Currency')]).toEqual(['Total (BRL)', false])
})
