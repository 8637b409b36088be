import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'
import { CODE_LIBRARIES } from '../../sdk/flow/code-libraries.ts'
import { code, compile, flowOf, run, runCode, useSandbox, visitOf } from './testing/guests.ts'

const sandbox = useSandbox()

async function problemsOf(text: string): Promise<string[]> {
  const { problems } = await sandbox().compileFlow(flowOf({ s1: code(text) }))
  return problems.map((problem) => `${problem.code}: ${problem.message.en}`)
}

test('the libraries are the ones installed, at the versions that are told, under a free licence', async () => {
  const require = createRequire(import.meta.url)
  const root: unknown = JSON.parse(await readFile('package.json', 'utf8'))
  for (const { name, version, licence } of CODE_LIBRARIES) {
    const [folder = ''] = require.resolve.paths(name) ?? []
    const found: unknown = JSON.parse(
      await readFile(path.join(folder, '..', '..', '..', 'node_modules', name, 'package.json'), 'utf8').catch(() =>
        readFile(path.join('node_modules', name, 'package.json'), 'utf8'),
      ),
    )
    expect(found).toMatchObject({ version, license: licence })
    expect(root).toMatchObject({ dependencies: { [name]: version } })
  }
})

test('luxon shows dates, and its now is the run’s', async () => {
  const text = `import { DateTime, Duration } from 'luxon'
return [
  DateTime.now().toISO(),
  DateTime.fromISO('2026-11-21T02:30:00Z').toFormat('cccc, dd MMMM yyyy HH:mm'),
  DateTime.fromISO('2026-11-21T02:30:00Z', { zone: 'Asia/Kolkata' }).toISO(),
  Duration.fromObject({ hours: 36 }).as('days'),
  DateTime.fromFormat('21/11/2026', 'dd/MM/yyyy').plus({ months: 1 }).toISODate(),
]`
  expect(await runCode(sandbox(), text)).toEqual([
    '2026-11-21T11:30:00.000-03:00',
    'sexta-feira, 20 novembro 2026 23:30',
    '2026-11-21T08:00:00.000+05:30',
    1.5,
    '2026-12-21',
  ])
  expect(await runCode(sandbox(), "import { DateTime } from 'luxon'\nreturn DateTime.fromISO('nope').toISO()")).toMatch(
    /^code: .*Invalid DateTime/,
  )
})

test('lodash groups, sorts, merges and copies', async () => {
  const text = `import _, { groupBy, merge, cloneDeep, debounce as later } from 'lodash-es'
const made = merge({}, JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'), { a: { b: 1 } })
return [
  groupBy([1, 2, 3], (n) => n % 2 ? 'odd' : 'even'),
  _.sortBy([{ n: 2 }, { n: 1 }], 'n'),
  made.a, ({}).admin ?? null, cloneDeep(trigger), _.get(trigger, 'x[0].y'), _.camelCase('Olá mundo'), _.sum(_.range(4)),
  _.uniqBy([{ id: 1 }, { id: 1 }], 'id').length, _.isEqual(new Map([[1, 2]]), new Map([[1, 2]])), _.memoize((n) => n + 1)(1), _.curry((a, b) => a + b)(1)(2),
]`
  expect(await runCode(sandbox(), text, { x: [{ y: 5 }] })).toEqual([
    { odd: [1, 3], even: [2] },
    [{ n: 1 }, { n: 2 }],
    { b: 1 },
    null,
    { x: [{ y: 5 }] },
    5,
    'olaMundo',
    6,
    1,
    true,
    2,
    3,
  ])
  for (const name of ['uniqueId', 'template', 'debounce', 'throttle', 'delay', 'defer', 'chain', 'mixin']) {
    expect(await runCode(sandbox(), `import _ from 'lodash-es'\nreturn _.${name}(() => 1)`)).toContain(
      `lodash-es ${name} cannot be used here`,
    )
    expect(await runCode(sandbox(), `import { ${name} } from 'lodash-es'\nreturn ${name}(() => 1)`)).toContain(
      `lodash-es ${name} cannot be used here`,
    )
  }
})

test('zod says what is wrong with data, in every run of a warm flow', async () => {
  const text = `import { z } from 'zod'
const Order = z.strictObject({ id: z.coerce.number().int(), items: z.array(z.object({ sku: z.string().min(1), qty: z.int().positive() })).min(1), email: z.email().optional(), when: z.iso.datetime() })
  .meta({ id: 'order', title: 'Order' })
const read = Order.safeParse(trigger)
return read.success ? read.data : z.flattenError(read.error).fieldErrors`
  const flow = await compile(sandbox(), flowOf({ s1: code(text) }))
  const order = { id: '7', items: [{ sku: 'A', qty: 1 }], email: 'a@example.com', when: '2026-11-21T10:00:00Z' }
  for (let i = 0; i < 3; i++) {
    expect((await visitOf(sandbox(), flow, order)).entries[0]?.record).toMatchObject({ status: 'done', output: { ...order, id: 7 } })
    const bad = await visitOf(sandbox(), flow, { ...order, items: [], email: 'x' })
    expect(bad.entries[0]?.record.output).toMatchObject({ items: [expect.stringContaining('Too small')], email: ['Invalid email address'] })
  }
})

test('every class of zod is complete before it is frozen', async () => {
  const text = `import { z } from 'zod'
const schemas = Object.entries(z).filter(([name, made]) => /^Zod[A-Z]/.test(name) && typeof made === 'function' && !/Error$|^Zod(Type|StringFormat)$/.test(name))
return [schemas.length > 50, schemas.filter(([, made]) => !Object.hasOwn(made.prototype, 'safeParse')).map(([name]) => name)]`
  expect(await runCode(sandbox(), text)).toEqual([true, []])
})

test('XML of a fiscal document is read and written', async () => {
  const text = `import { XMLParser, XMLBuilder, XMLValidator } from 'fast-xml-parser'
const read = new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(trigger)
return [read.nfeProc.NFe.infNFe['@_Id'], read.nfeProc.NFe.infNFe.det.map((d) => d.prod.vProd), XMLValidator.validate('<a>') === true, new XMLBuilder().build({ a: { b: ['1', '2'] } })]`
  const xml =
    '<?xml version="1.0"?><nfeProc><NFe><infNFe Id="NFe35"><det nItem="1"><prod><vProd>10.50</vProd></prod></det><det nItem="2"><prod><vProd>01.00</vProd></prod></det></infNFe></NFe></nfeProc>'
  expect(await runCode(sandbox(), text, xml)).toEqual(['NFe35', ['10.50', '01.00'], false, '<a><b>1</b><b>2</b></a>'])
})

test('C29 an XML document whose entities would grow without end stays small', async () => {
  const text = `import { XMLParser } from 'fast-xml-parser'
const lol = Array.from({ length: 9 }, (_, i) => '<!ENTITY l' + (i + 1) + ' "' + ('&l' + i + ';').repeat(10) + '">').join('')
const read = new XMLParser({ processEntities: true }).parse('<!DOCTYPE x [<!ENTITY l0 "lol">' + lol + ']><x>&l9;</x>')
return JSON.stringify(read).length`
  // Entities inside of entities stay as they are.
  expect(await runCode(sandbox(), text)).toBeLessThan(1000)
})

test('CSV is read and written by papaparse, decimals are computed by big.js', async () => {
  const text = `import Papa, { unparse } from 'papaparse'
import Big from 'big.js'
const { data, errors } = Papa.parse('a;b\\n1;"x;y"\\n', { header: true, skipEmptyLines: true })
return [data, errors, unparse([{ a: 1, b: 'x,y' }]), new Big('0.1').plus('0.2').times(3).toFixed(2), Big(1).div(3).toString()]`
  expect(await runCode(sandbox(), text)).toEqual([[{ a: '1', b: 'x;y' }], [], 'a,b\r\n1,"x,y"', '0.90', '0.33333333333333333333'])
})

test('C02 what a run does to a library, the next run does not see', async () => {
  const attempts = [
    "import { Settings } from 'luxon'\nSettings.defaultZone = 'UTC'",
    "import { Settings } from 'luxon'\nSettings.now = () => 0",
    "import { DateTime } from 'luxon'\nDateTime.now = () => 0",
    "import { DateTime } from 'luxon'\nDateTime.prototype.toISO = () => 'hacked'",
    "import _ from 'lodash-es'\n_.map = () => 'hacked'",
    "import _ from 'lodash-es'\n_.templateSettings.imports.x = 1",
    "import { map } from 'lodash-es'\nmap.hacked = 1",
    "import Big from 'big.js'\nBig.DP = 1",
    "import { z } from 'zod'\nz.config({ customError: () => 'hacked' })",
    "import Papa from 'papaparse'\nPapa.parse = 1",
    "import { XMLParser } from 'fast-xml-parser'\nXMLParser.prototype.parse = () => 1",
    "import * as lib from 'luxon'\nlib.DateTime = 1",
  ]
  for (const text of attempts)
    expect([text, await runCode(sandbox(), `${text}\nreturn 'went through'`)]).toEqual([text, expect.stringMatching(/^code: /)])
})

test('a step has what it imports, by any name and form, and types are left out', async () => {
  const text = `// Adds.
import type { Zone } from 'luxon'
import * as lux from 'luxon';
import { type Duration, DateTime as Moment } from "luxon"
/* and */ import { sum as total } from 'lodash-es'

const zone: Zone | null = null
return [Moment === lux.DateTime, total([1, 2]), zone]`
  expect(await runCode(sandbox(), text)).toEqual([true, 3, null])
  const definition = flowOf({
    s1: code("import { DateTime } from 'luxon'\nreturn DateTime.local(2026).year", { name: 'a' }),
    s2: code("import { head } from 'lodash-es'\nreturn head([typeof DateTime])", { name: 'b' }),
  })
  expect((await run(sandbox(), definition)).entries.map((entry) => entry.record.output)).toEqual([2026, 'undefined'])
})

test('C12 only libraries of the list, what they export, and only at the top', async () => {
  expect(await problemsOf("import fs from 'node:fs'\nreturn 1")).toEqual([
    'code_import_unknown: "node:fs" cannot be imported: code steps may import luxon, lodash-es, zod, fast-xml-parser, papaparse, big.js.',
  ])
  for (const name of ['axios', 'luxon/src/settings.js', '../luxon.mjs', './nothing', 'nothing', 'lodash', '__proto__', '']) {
    expect(await problemsOf(`import x from '${name}'`)).toEqual([expect.stringMatching(/^code_import_unknown/)])
  }
  expect(await problemsOf("import { DateTim } from 'luxon'")).toEqual(['code_import_name: "luxon" has no "DateTim".'])
  expect(await problemsOf("import luxon from 'luxon'")).toEqual(['code_import_name: "luxon" has no "default".'])
  for (const text of [
    "import 'luxon'",
    "import { DateTime } from 'luxon' with { type: 'json' }",
    "import {} from 'luxon'",
    "import fs = require('fs')\nreturn 1",
    'import',
  ]) {
    expect([text, await problemsOf(text)]).toEqual([text, [expect.stringMatching(/^code_(import_form|syntax)/)]])
  }
  for (const text of ["return 1\nimport { DateTime } from 'luxon'", "return import('luxon')", "export * from 'luxon'", 'import.meta.url']) {
    expect([text, await problemsOf(text)]).toEqual([text, [expect.stringMatching(/^code_(syntax|not_allowed|breaks_out)/)]])
  }
  for (const text of [
    "import { DateTime } from 'luxon'\n}); globalThis.hacked = 1; (function () {",
    "import { DateTime as a, Duration as b } from 'luxon'}); (function(){",
  ]) {
    expect([text, await problemsOf(text)]).toEqual([text, [expect.stringMatching(/^code_/)]])
  }
})

test('a fault after imports is at the author’s line', async () => {
  expect(await problemsOf("import { DateTime } from 'luxon'\nimport { map } from 'lodash-es'\n\nconst = 1")).toEqual([
    expect.stringContaining('(line 4)'),
  ])
})

test('a flow carries the libraries it imports and no others', async () => {
  const [none, one, all] = await Promise.all(
    [
      'return 1',
      "import { DateTime } from 'luxon'\nreturn 1",
      CODE_LIBRARIES.map(({ name }, i) => `import * as l${i} from '${name}'`).join('\n'),
    ].map(async (text) => (await compile(sandbox(), flowOf({ s1: code(text) }))).script.length),
  )
  expect((one ?? 0) - (none ?? 0)).toBeLessThan(90_000)
  expect((all ?? 0) - (none ?? 0)).toBeLessThan(600_000)
})
