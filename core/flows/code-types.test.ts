import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { codeTypes, type TypeSource } from './code-types.ts'
import { schemaOfSample } from './schema-of-sample.ts'
import { schemaType } from './schema-types.ts'

const LIB = path.join(import.meta.dirname, '../../node_modules/typescript/lib/lib.esnext.d.ts')

/** The compiler's own files are the same for every snippet. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** What the compiler, as strict as can be, says of the body of a code step; a line each. */
function faultsIn(declarations: string, body: string): string[] {
  const imports = /^import .*$/gm
  const files: Record<string, string> = {
    '/types.d.ts': declarations,
    '/step.ts': `${(body.match(imports) ?? []).join('\n')}\nexport function step(): unknown {\n${body.replace(imports, '')}\n}`,
  }
  const host = ts.createCompilerHost({})
  const readFile = host.getSourceFile.bind(host)
  host.getSourceFile = (name, target) => {
    const text = files[name]
    if (text !== undefined) return ts.createSourceFile(name, text, target)
    if (!parsed.has(name)) parsed.set(name, readFile(name, target))
    return parsed.get(name)
  }
  const program = ts.createProgram(
    Object.keys(files),
    { strict: true, noEmit: true, noLib: false, lib: [LIB], types: [], target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
    host,
  )
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

const ORDER = {
  type: 'object',
  required: ['id', 'status', 'items'],
  properties: {
    id: { type: 'integer', description: 'Its number */ declare const hacked: 1' },
    status: { enum: ['paid', 'open'] },
    note: { type: ['string', 'null'] },
    buyer: { $ref: '#/$defs/Buyer' },
    items: {
      type: 'array',
      items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, price: { type: 'number' } } },
    },
  },
  $defs: { Buyer: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, 'e-mail': { type: 'string' } } } },
} satisfies Json

function flow(steps: Record<string, Step>): FlowDefinition {
  return { trigger: { kind: 'manual' }, steps, edges: {}, settings: {}, layout: {} }
}

function manifest(id: string, schema: Json, mayNotHaveRun = false): TypeSource {
  return { id, schema, schemaFrom: 'manifest', mayNotHaveRun }
}

function sampled(id: string, sample: Json): TypeSource {
  return { id, schema: schemaOfSample(sample), schemaFrom: 'inferred', mayNotHaveRun: false }
}

const ACTION: Step = { kind: 'action', name: 'order', plugin: 'p', action: 'a', connectionId: 'c', input: {} }
const CODE: Step = { kind: 'code', name: 'work', code: 'return 1' }
const SOURCES = [sampled('trigger', { method: 'POST', body: { total: 1, tags: ['a'] } }), manifest('s1', ORDER)]
const TYPES = codeTypes(flow({ s1: ACTION, s2: CODE }), 's2', SOURCES)

test('code knows the outputs of the steps before it, and a typing mistake is found', () => {
  expect(
    faultsIn(
      TYPES,
      'const id: number = steps.order.id\nreturn [id, steps.order.items[0]?.sku.toUpperCase(), steps.order.buyer?.["e-mail"], trigger.body.tags.at(0)]',
    ),
  ).toEqual([])
  expect(faultsIn(TYPES, 'return steps.order.idd')).toEqual([expect.stringContaining("Property 'idd' does not exist")])
  expect(faultsIn(TYPES, 'return steps.ordr.id')).toEqual([expect.stringContaining("Property 'ordr' does not exist")])
  expect(faultsIn(TYPES, 'return steps.order.status === "payed"')).toEqual([expect.stringContaining('no overlap')])
  expect(faultsIn(TYPES, 'return steps.order.note.length')).toEqual([
    expect.stringContaining("'steps.order.note' is possibly 'null' or 'undefined'"),
  ])
  expect(faultsIn(TYPES, 'return hacked')).toEqual([expect.stringContaining("Cannot find name 'hacked'")])
})

test('a sample is one value of many: more may be there, but what was seen has its type', () => {
  expect(faultsIn(TYPES, 'return [trigger.body.never.seen, trigger.body.total.toFixed(2), trigger.method.toUpperCase()]')).toEqual([])
  expect(faultsIn(TYPES, 'const total: string = trigger.body.total\nreturn total')).toEqual([
    expect.stringContaining("Type 'number' is not assignable"),
  ])
})

test('a step that may not have run, was skipped or failed must be asked about first', () => {
  const steps: Record<string, Step> = { s1: { ...ACTION, onError: 'continue', skipWhen: 'trigger.skip' }, s2: CODE }
  const types = codeTypes(flow(steps), 's2', [sampled('trigger', {}), manifest('s1', ORDER, true)])
  expect(faultsIn(types, 'return steps.order.id')).not.toEqual([])
  expect(
    faultsIn(types, 'const { order } = steps\nif (order == null) return null\nreturn "error" in order ? order.error.message : order.id'),
  ).toEqual([])
})

test('inside a loop there are item, index and previous; outside of it there are not', () => {
  const steps: Record<string, Step> = {
    s1: ACTION,
    s2: { kind: 'forEach', name: 'each', items: '{{ steps.order.items }}' } as Step,
    s3: { ...CODE, parent: { container: 's2', lane: 'each' } },
    s4: { ...CODE, name: 'after' },
  }
  const inside = codeTypes(flow(steps), 's3', [...SOURCES, manifest('s2', {})])
  expect(
    faultsIn(inside, 'const sku: string = item.sku\nreturn [sku, index + 1, previous?.x, steps.each.item.price, steps.each.index]'),
  ).toEqual([])
  expect(faultsIn(inside, 'return item.skew')).toEqual([expect.stringContaining("Property 'skew' does not exist")])
  const after = codeTypes(flow(steps), 's4', [...SOURCES, manifest('s2', {}), manifest('s3', {})])
  expect(faultsIn(after, 'return [steps.each.results.length, steps.each.count, steps.each.stopped]')).toEqual([])
  expect(faultsIn(after, 'return item')).toEqual([expect.stringContaining("Cannot find name 'item'")])
  // What ran inside is seen through what the loop collects.
  expect(faultsIn(after, 'return steps.work')).toEqual([expect.stringContaining("Property 'work' does not exist")])
})

test('our functions, run, now and the libraries are known, and nothing of a browser or a server is', () => {
  const body = `import { DateTime } from 'luxon'
const sum: string = money.sum(steps.order.items, (item) => item.price ?? 0)
const groups = list.groupBy(steps.order.items, 'sku')
const [first] = groups['x'] ?? []
console.log(run.id, run.links['wait']?.resume, now.toISOString(), phone.parse('11987654321').state, date.parts(now).year, DateTime.now())
return [sum, first?.price, nfe.parse('x').cnpj, boleto.isValid('x'), cep.format(1), document.type('x'), text.slug('x'), vars.x]`
  expect(faultsIn(TYPES, body)).toEqual([])
  expect(faultsIn(TYPES, 'return money.add({})')).not.toEqual([])
  expect(faultsIn(TYPES, "return phone.parse('x').nothing")).not.toEqual([])
  for (const name of ['process', 'window', 'fetch', 'require', 'setTimeout'])
    expect(faultsIn(TYPES, `return ${name}`), name).not.toEqual([])
  expect(faultsIn(TYPES, "import fs from 'node:fs'\nreturn fs")).not.toEqual([])
})

test('schemas of every form become types', () => {
  const closed = (schema: Json) => schemaType(schema, { isOpen: false })
  const cases: Array<[Json, string]> = [
    [{}, 'any'],
    [true, 'any'],
    [false, 'never'],
    [{ type: 'integer' }, 'number'],
    [{ const: 'a' }, '"a"'],
    [{ enum: [1, 'a', null] }, '(1 | "a" | null)'],
    [{ type: 'string', nullable: true }, 'string | null'],
    [{ anyOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
    [{ oneOf: [{ type: 'string' }, {}] }, 'any'],
    [{ allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'null' } } }] }, '{ "a": null }'],
    [{ type: 'array' }, 'Array<any>'],
    [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
    [{ type: 'object' }, '{ [key: string]: any }'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [key: string]: number }'],
    [{ properties: { __proto__: null, ['a b']: { type: 'number' } } }, '{ "a b"?: number }'],
  ]
  expect(cases.map(([schema]) => [schema, closed(schema)])).toEqual(cases)
})

test('C29 a schema that refers to itself, to files or to the network, or has no end, gives a type and reads nothing', () => {
  const closed = (schema: Json) => schemaType(schema, { isOpen: false })
  expect(closed({ $ref: 'file:///etc/passwd' })).toBe('any')
  expect(closed({ $ref: 'http://127.0.0.1/schema.json' })).toBe('any')
  expect(closed({ $ref: '#/constructor/prototype' })).toBe('any')
  expect(closed({ $ref: '#' })).toBe('any')
  expect(closed({ type: 'object', properties: { self: { $ref: '#' } } }).length).toBeLessThan(1000)
  const wide: Json = { type: 'object', properties: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, { $ref: '#' }])) }
  expect(closed(wide).length).toBeLessThan(1_000_000)
  expect(
    faultsIn(`declare const x: ${closed({ type: 'object', properties: { 'a"; }; declare const y: 1; type z = { "': {} } })}`, 'return y'),
  ).not.toEqual([])
})
