import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { csvLines } from '../../sdk/spreadsheet/index.ts'
import { createDataStore, type DataStoreService } from '../data-store/data-store.service.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openQueue, type Queue } from '../platform/queue.ts'
import { writeXlsx } from '../spreadsheets/write-xlsx.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTestIdentity, createTestWorkspace, type TestPerson, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import { declareRunImport, type RunImportDeps, runImport } from './run-import.job.ts'
import { sweepImports } from './sweep-imports.job.ts'
import type { ColumnUse, ImportPreview, TableImport } from './table-imports.gen.ts'
import { tableImportsRoutes } from './table-imports.routes.ts'
import { createTableImports } from './table-imports.service.ts'

const database = useTestDatabase()
let aheadMs = 0
const clock: Clock = { now: () => systemClock.now() + aheadMs, monotonicMs: () => systemClock.monotonicMs() }
const MB = 1024 * 1024
let origin: string
let queue: Queue
let north: TestWorkspace
let south: TestWorkspace
let dataStore: DataStoreService
let deps: RunImportDeps

beforeAll(async () => {
  const identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  dataStore = createDataStore({ db: database(), clock, limits: { rowsPerTable: 5_000 } })
  deps = { db: database(), clock, logger: createLogger({ level: 'silent' }), dataStore, changed: () => undefined }
  queue = await openQueue({ url: database().url, works: true, onError: () => undefined })
  await declareRunImport(queue, deps, true)
  const service = createTableImports({ db: database(), queue, clock, dataStore, maxBytes: MB, changed: () => undefined })
  const server = await startTestServer({ routes: tableImportsRoutes({ service, maxBytes: MB }), callerOf: identity.callerOf })
  origin = server.origin
}, 60_000)
afterAll(() => queue?.close())

beforeEach(async () => {
  await database().truth.query(`DELETE FROM data_tables; DELETE FROM table_imports; DELETE FROM file_chunks`)
  await dataStore.createTable(me(), 'precos')
})

const me = () => ({ tenantId: north.tenantId, userId: north.members.editor.userId })
type Answer = { status: number; text: string; body: Record<string, unknown> }

async function ask(method: string, path: string, body?: unknown, person: TestPerson = north.members.editor): Promise<Answer> {
  const answer = await fetch(`${origin}/api${path}`, {
    method,
    headers: { ...person.headers, 'accept-language': 'pt-BR', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {} }
}

const upload = (content: Buffer | string, fileName = 'precos.csv') =>
  ask('POST', '/data-tables/precos/imports', { fileName, contentBase64: Buffer.from(content).toString('base64') })

async function preview(content: Buffer | string, fileName?: string): Promise<ImportPreview> {
  const answer = await upload(content, fileName)
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.anything()])
  return JSON.parse(answer.text)
}

async function start(
  id: string,
  { mapping, existing = 'update' }: { mapping: readonly ColumnUse[]; existing?: 'update' | 'skip' },
): Promise<TableImport> {
  const answer = await ask('POST', `/table-imports/${id}/start`, { mapping, existing })
  expect([answer.status, answer.text]).toEqual([202, expect.anything()])
  return ended(id)
}

async function ended(id: string): Promise<TableImport> {
  const read = async (): Promise<TableImport> => JSON.parse((await ask('GET', `/table-imports/${id}`)).text)
  await expect.poll(async () => (await read()).endedAt, { timeout: 30_000, interval: 50 }).not.toBe(null)
  return read()
}

async function rows(): Promise<Record<string, unknown>> {
  const found = await dataStore.rows(me(), 'precos', { sort: 'key', limit: 5_000 })
  return Object.fromEntries(found.rows.map(({ key, value }) => [key, value]))
}

const FILE =
  'SKU;Nome;Preço;Ativo;Desde;Visto em\r\nA-1;Pão francês;1.234,56;sim;23/11/2026;23/11/2026 10:30\r\n0002;Café;10;não;2026-01-02;\r\n'

test('a file as Brazilian programs write it is understood by itself, and nothing is stored while it is looked at', async () => {
  const seen = await preview(Buffer.from(FILE, 'latin1'))
  expect(seen.reading).toEqual({ format: 'csv', encoding: 'windows-1252', delimiter: ';', decimalMark: ',' })
  expect(seen.mapping).toEqual([
    { column: 0, to: 'key' },
    { column: 1, to: 'field', field: 'Nome', type: 'text' },
    { column: 2, to: 'field', field: 'Preço', type: 'number' },
    { column: 3, to: 'field', field: 'Ativo', type: 'boolean' },
    { column: 4, to: 'field', field: 'Desde', type: 'date' },
    { column: 5, to: 'field', field: 'Visto em', type: 'timestamp' },
  ])
  expect(seen.columns[1]).toEqual({ name: 'Nome', sample: 'Pão francês' })
  expect([seen.import.totalRows, seen.badTotal, seen.rows.map(({ line }) => line)]).toEqual([2, 0, [2, 3]])
  expect(await rows()).toEqual({})
  expect(await start(seen.import.id, seen)).toMatchObject({ status: 'done', added: 2, updated: 0, refused: 0, doneRows: 2, totalRows: 2 })
  expect(await rows()).toEqual({
    'A-1': { Nome: 'Pão francês', Preço: 1234.56, Ativo: true, Desde: '2026-11-23', 'Visto em': '2026-11-23T13:30:00.000Z' },
    '0002': { Nome: 'Café', Preço: 10, Ativo: false, Desde: '2026-01-02', 'Visto em': null },
  })
})

test('a workbook’s numbers, dates and truths come as such', async () => {
  const pieces: Buffer[] = []
  const columns = [
    { title: 'Chave', type: 'text' as const },
    { title: 'preco', type: 'decimal' as const },
    { title: 'dia', type: 'date' as const },
    { title: 'ativo', type: 'boolean' as const },
  ]
  const pages = async function* () {
    yield [
      ['x', '10.5', '2026-11-23', true],
      ['y', null, null, false],
    ]
  }
  const document = {
    title: 'T',
    subtitle: '',
    locale: 'pt-BR' as const,
    timezone: 'UTC',
    madeAtMs: 0,
    sections: [{ title: 'Preços', columns, pages }],
  }
  for await (const piece of writeXlsx(document)) pieces.push(piece)
  const seen = await preview(Buffer.concat(pieces), 'precos.xlsx')
  expect([seen.reading.format, seen.sheets]).toEqual(['xlsx', ['Preços']])
  await start(seen.import.id, seen)
  expect(await rows()).toEqual({ x: { preco: 10.5, dia: '2026-11-23', ativo: true }, y: { preco: null, dia: null, ativo: false } })
})

test('what is wrong is said by column and line before and after; the other rows are stored, and the refused ones come back as a file', async () => {
  const seen = await preview('id,preco,ativo\na,1.5,true\nb,muito,true\n,3,false\na,4,false\nc,5,talvez\n')
  const mapping: ColumnUse[] = [
    { column: 0, to: 'key' },
    { column: 1, to: 'field', field: 'preco', type: 'number' },
    { column: 2, to: 'field', field: 'ativo', type: 'boolean' },
  ]
  const again: ImportPreview = JSON.parse((await ask('POST', `/table-imports/${seen.import.id}/preview`, { mapping })).text)
  expect(again.badTotal).toBe(4)
  expect(again.badRows.map(({ line, errors }) => [line, errors])).toEqual([
    [3, [{ column: 1, reason: '“muito” não é um número' }]],
    [4, [{ column: 0, reason: 'falta a chave' }]],
    [5, [{ column: 0, reason: 'a chave se repete no arquivo; vale a primeira' }]],
    [6, [{ column: 2, reason: '“talvez” não é sim nem não' }]],
  ])
  expect(await start(seen.import.id, { mapping })).toMatchObject({ status: 'done', added: 1, refused: 4, doneRows: 5 })
  expect(await rows()).toEqual({ a: { preco: 1.5, ativo: true } })
  const report = await ask('GET', `/table-imports/${seen.import.id}/refused.csv`)
  expect([...csvLines(report.text, ';')]).toEqual([
    ['Linha', 'Motivo', 'id', 'preco', 'ativo'],
    ['3', 'preco: “muito” não é um número', 'b', 'muito', 'true'],
    ['4', 'id: falta a chave', '', '3', 'false'],
    ['5', 'id: a chave se repete no arquivo; vale a primeira', 'a', '4', 'false'],
    ['6', 'ativo: “talvez” não é sim nem não', 'c', '5', 'talvez'],
  ])
})

test('of rows that are there already the imported fields change and the others stay, or all of it stays', async () => {
  await dataStore.saveRow(me(), 'precos', 'a', { value: { preco: 1, nota: 'fica' } })
  await dataStore.saveRow(me(), 'precos', 'b', { value: 'texto' })
  const mapping: ColumnUse[] = [
    { column: 0, to: 'key' },
    { column: 1, to: 'field', field: 'preco', type: 'number' },
  ]
  const file = 'id;preco\na;2\nb;3\nc;4\n'
  const skipping = await preview(file)
  expect(await start(skipping.import.id, { mapping, existing: 'skip' })).toMatchObject({ added: 1, skipped: 2, updated: 0 })
  expect(await rows()).toEqual({ a: { preco: 1, nota: 'fica' }, b: 'texto', c: { preco: 4 } })
  const updating = await preview(file)
  expect(await start(updating.import.id, { mapping })).toMatchObject({ added: 0, skipped: 0, updated: 3 })
  expect(await rows()).toEqual({ a: { preco: 2, nota: 'fica' }, b: { preco: 3 }, c: { preco: 4 } })
})

test('a worker that froze in the middle is replaced: no row is counted twice, and what the first one held is not stored', async () => {
  const lines = Array.from({ length: 1_000 }, (_none, nr) => `k${nr};${nr === 700 ? 'ruim' : nr}`)
  const seen = await preview(`id;n\n${lines.join('\n')}\n`)
  const mapping: ColumnUse[] = [
    { column: 0, to: 'key' },
    { column: 1, to: 'field', field: 'n', type: 'number' },
  ]
  const silent = createTableImports({
    db: database(),
    queue: { send: async () => undefined },
    clock,
    dataStore,
    maxBytes: MB,
    changed: () => undefined,
  })
  const { id } = await silent.start(me(), seen.import.id, { mapping, existing: 'update' }, 'pt-BR')
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let batches = 0
  const frozen: RunImportDeps['dataStore'] = {
    async takeIn(trx, at, given) {
      if (++batches === 3) {
        reached.resolve()
        await gate.promise
      }
      return dataStore.takeIn(trx, at, given)
    },
  }
  const first = run(id, { ...deps, dataStore: frozen })
  await reached.promise
  const second = run(id, deps)
  // The first one's open transaction may hold what the second needs: it is let go a moment later, and then finds out.
  setTimeout(gate.resolve, 300)
  await Promise.all([first, second])
  expect(await ended(id)).toMatchObject({ status: 'done', added: 999, updated: 0, refused: 1, doneRows: 1_000 })
  expect(Object.keys(await rows())).toHaveLength(999)
}, 30_000)

function run(id: string, with_: RunImportDeps): Promise<void> {
  const { tenantId } = north
  return runImport({ tenantId, ids: { importId: id }, forTenant: (work) => database().forTenant(tenantId, work) }, with_)
}

test('a full table takes what there is room for and refuses the rest with that reason', async () => {
  const lines = Array.from({ length: 5_003 }, (_none, nr) => `k${nr};${nr}`)
  const seen = await preview(`id;n\n${lines.join('\n')}\n`)
  const done = await start(seen.import.id, seen)
  expect(done).toMatchObject({ status: 'done', added: 5_000, refused: 3 })
  expect((await ask('GET', `/table-imports/${done.id}/refused.csv`)).text).toContain('está cheia')
}, 60_000)

test('an import that is cancelled keeps what it stored, and begins nothing more', async () => {
  const seen = await preview('id;n\na;1\n')
  const silent = createTableImports({
    db: database(),
    queue: { send: async () => undefined },
    clock,
    dataStore,
    maxBytes: MB,
    changed: () => undefined,
  })
  await silent.start(me(), seen.import.id, { mapping: seen.mapping, existing: 'update' }, 'pt-BR')
  expect((await ask('POST', `/table-imports/${seen.import.id}/cancel`)).status).toBe(204)
  await run(seen.import.id, deps)
  expect(await ended(seen.import.id)).toMatchObject({ status: 'cancelled', doneRows: 0 })
  expect((await ask('POST', `/table-imports/${seen.import.id}/cancel`)).status).toBe(409)
  expect(await rows()).toEqual({})
})

test('what cannot be read, is too large or maps nothing sensible is refused in words', async () => {
  const large = await upload(Buffer.alloc(MB + 1, 'a'))
  expect([large.status, large.body['detail']]).toEqual([413, 'O arquivo passa de 1 MB. Divida-o em arquivos menores.'])
  for (const [content, words] of [
    ['', 'está vazia'],
    [';;\n1;2;3', 'está vazia'],
    [Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(50)]), 'XLSX'],
    [Array.from({ length: 501 }, (_none, at) => `c${at}`).join(';'), '500 colunas'],
  ] as const) {
    const answer = await upload(content)
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(words)])
  }
  const { import: one } = await preview('id;n\na;1\n')
  for (const mapping of [
    [],
    [{ column: 0, to: 'field', field: 'x' }],
    [{ column: 9, to: 'key' }],
    [
      { column: 0, to: 'key' },
      { column: 1, to: 'field' },
    ],
  ])
    expect((await ask('POST', `/table-imports/${one.id}/start`, { mapping, existing: 'update' })).status).toBe(422)
  expect((await ask('POST', '/data-tables/nada/imports', { fileName: 'x', contentBase64: 'YQ==' })).status).toBe(404)
})

test('C21 C22 an import is its owner’s alone, and needs the right to write rows', async () => {
  const { import: one, mapping } = await preview('id;n\na;1\n')
  for (const person of [north.members.admin, south.members.owner]) {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['POST', '/preview', {}],
      ['POST', '/start', { mapping, existing: 'update' }],
      ['POST', '/cancel', undefined],
      ['GET', '/refused.csv', undefined],
      ['DELETE', '', undefined],
    ] as const)
      expect([method, path, (await ask(method, `/table-imports/${one.id}${path}`, body, person)).status]).toEqual([method, path, 404])
  }
  expect((await ask('GET', '/table-imports', undefined, north.members.operator)).status).toBe(403)
  await start(one.id, { mapping })
  expect((await ask('GET', '/table-imports')).body).toMatchObject({ items: [{ id: one.id, status: 'done' }], maxBytes: MB })
  aheadMs = 8 * 86_400_000
  expect((await ask('GET', `/table-imports/${one.id}`)).status).toBe(404)
  expect(await sweepImports({ db: database(), engine: database().engine, clock })).toBe(1)
  aheadMs = 0
  const { rows: acts } = await database().truth.query('SELECT act FROM audit_log WHERE subject = $1 ORDER BY id', [one.id])
  expect(acts.map(({ act }) => act)).toEqual(['table_import.started', 'table_import.ended'])
})
