import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Action, Manifest } from '../../../sdk/manifest.gen.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSandbox } from '../../sandbox/pool.ts'
import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import { both, type ConnectorFiles, ORDER_FILES, shopManifest, writeShop } from '../testing/shop-connector.ts'
import { CHECKS } from './check.types.ts'
import { escapesIn } from './check-code.ts'
import { checkFolder } from './check-folder.ts'
import { reportText } from './report-text.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
})
afterAll(() => sandbox.close())

const FIND: Action = {
  name: 'find-order',
  displayName: both('Find an order'),
  description: both('Finds one order.'),
  entry: 'actions/find-order.ts',
  input: 'schemas/find.json',
  output: 'schemas/find.json',
  sample: 'samples/find.json',
  effect: 'read',
  repeatable: { mode: 'natural' },
}

const FILES: ConnectorFiles = {
  ...ORDER_FILES,
  'actions/find-order.ts':
    "export default async (input, ctx) => (await ctx.http({ method: 'GET', url: 'https://api.shop.test/orders' })).json",
  'actions/find-order.test.ts': '',
  'schemas/find.json': { type: 'object', properties: { id: { type: 'string', title: both('Order') } } },
  'samples/find.json': { input: { id: '1' }, output: { id: '1' } },
  'fixtures/find-order.json': {},
  'README.md': '# Shop',
  'README.pt-BR.md': '# Loja',
  'CHANGELOG.md': '## 0.1.0',
}

async function check(files: ConnectorFiles = {}, manifest: Partial<Manifest> = {}) {
  const shop = await writeShop(shopManifest({ actions: [FIND], runtime: { kind: 'sandbox' }, ...manifest }), { ...FILES, ...files })
  try {
    return await checkFolder(shop.folder, { sandbox })
  } finally {
    await shop.dispose()
  }
}

const lines = (report: Awaited<ReturnType<typeof check>>) => report.findings.map(({ id, severity, file }) => `${id} ${severity} ${file}`)

test('a connector in which nothing is wrong passes every check, each with its number', async () => {
  const report = await check()
  expect(report).toMatchObject({ ok: true, findings: [] })
  const text = reportText('shop', report)
  for (const { id } of CHECKS) expect(text).toMatch(new RegExp(`^ {2}${id} (ok|–) `, 'm'))
})

const token = ['APP_USR', '1234567890123456', '112233', 'a'.repeat(32)].join('-')
const code = (body: string) => ({ 'actions/find-order.ts': `export default async (input, ctx) => { ${body}; return null }` })
const egress = (...hosts: string[]) => ({
  permissions: { egress: hosts.map((host) => ({ host, methods: ['GET' as const], reason: both('Reads.') })) },
})

const SPOILED: ReadonlyArray<[what: string, id: string, files: ConnectorFiles, manifest?: Partial<Manifest>]> = [
  ['a file that differs in capitals only', 'A01 E samples/find.json', { 'samples/Find.json': {} }],
  ['a bad version', 'M01 E manifest.json', {}, { version: '1' }],
  ['a host range that leaves this version out', 'M02 E manifest.json', {}, { engine: { platform: '>=9', sdk: '*' } }],
  ['a host range without an end', 'M02 W manifest.json', {}, { engine: { platform: '>=0.0.1', sdk: '*' } }],
  ['a text to be written', 'M03 E manifest.json', {}, { description: both('TODO describe') }],
  [
    'a field without a title',
    'M03 E schemas/find.json',
    { 'schemas/find.json': { type: 'object', properties: { id: { type: 'string' } } } },
  ],
  ['a picture that is not square', 'M04 E icon.svg', { 'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"></svg>' }],
  ['a schema that fetches another', 'S01 E schemas/find.json', { 'schemas/find.json': { type: 'object', $ref: 'https://evil.example/s' } }],
  [
    'a pattern for texts of any length',
    'S02 W schemas/find.json',
    { 'schemas/find.json': { type: 'object', properties: { id: { type: 'string', title: both('Id'), pattern: '^[0-9]+$' } } } },
  ],
  ['a sample that does not fit', 'S03 E samples/find.json', { 'samples/find.json': { input: { id: 1 }, output: {} } }],
  ["somebody's e-mail in a sample", 'S03 E samples/find.json', { 'samples/find.json': { input: { id: 'ana@gmail.com' }, output: {} } }],
  ["somebody's CPF in a sample", 'S03 E samples/find.json', { 'samples/find.json': { input: { id: '390.533.447-05' }, output: {} } }],
  ['a label that is too long', 'S04 W manifest.json', {}, { actions: [{ ...FIND, displayName: both('x'.repeat(65)) }] }],
  ['a host in its code that it does not declare', 'P01 E manifest.json', code("ctx.log('https://evil.example/x')")],
  ['a host that nothing uses', 'P01 W manifest.json', {}, egress('api.shop.test', 'www.shop.test')],
  ['a private name', 'P02 E manifest.json', {}, egress('api.shop.test', 'db.internal')],
  ['one reason for all its hosts', 'P03 W manifest.json', {}, egress('api.shop.test', 'a.shop.test', 'b.shop.test')],
  ['code made from text', 'C01 E code', code("eval('1')")],
  ['an import of Node', 'C01 E find-order.ts', { 'actions/find-order.ts': "import 'node:fs'\nexport default async () => null" }],
  ['data in disguise', 'C02 E code', code(`ctx.log('${'ab'.repeat(1500)}')`)],
  ['a token in a recording', 'C03 E fixtures/find-order.json', { 'fixtures/find-order.json': { token } }],
  ['third-party code', 'C04 W package.json', { 'package.json': { dependencies: { 'left-pad': '1.0.0' } } }],
  ['an entry that is no function', 'C05 E actions/find-order.ts', { 'actions/find-order.ts': "export default 'https://api.shop.test'" }],
  [
    'code that does not load',
    'C05 E code',
    { 'actions/find-order.ts': "throw new Error('https://api.shop.test')\nexport default async () => null" },
  ],
  ['an entry that is not there', 'C05 E manifest.json', {}, { actions: [{ ...FIND, entry: 'actions/none.ts' }] }],
]

test.each(SPOILED)('%s is found as %s', async (_what, expected, files, manifest) => {
  const report = await check(files, manifest)
  expect(lines(report)).toContain(expected)
  expect(report.ok).toBe(!expected.includes(' E '))
})

test('R01 and Q01 ask for a recording, a test and both READMEs', async () => {
  const { 'fixtures/find-order.json': _f, 'actions/find-order.test.ts': _t, 'README.pt-BR.md': _r, 'CHANGELOG.md': _c, ...rest } = FILES
  const shop = await writeShop(shopManifest({ actions: [FIND], runtime: { kind: 'sandbox' } }), rest)
  const report = await checkFolder(shop.folder, { sandbox })
  await shop.dispose()
  expect(lines(report).sort()).toEqual([
    'Q01 W README.pt-BR.md',
    'Q02 I CHANGELOG.md',
    'R01 E actions/find-order.test.ts',
    'R01 E fixtures/find-order.json',
  ])
})

test('C11 whatever reaches out of the sandbox is seen, and members that are only called so are not', () => {
  expect(escapesIn('globalThis.__plugin = {}; const o = { process: 1 }; o.process; o.eval(); class A { require() {} }')).toEqual([])
  expect(escapesIn('globalThis.x = 1; new Function("1"); setTimeout(f); const { a = process } = {}; ({ process })')).toEqual([
    'Function',
    'globalThis.x =',
    'process',
    'setTimeout',
  ])
})
