import { expect, test } from 'vitest'
import {
  code,
  compile,
  flowOf,
  map,
  NOW,
  OTHER_TENANT,
  requestOf,
  run,
  runCode,
  runHandler,
  runPlugin,
  TENANT,
  useSandbox,
} from './testing/guests.ts'

const sandbox = useSandbox()

/** Leaves a mark wherever a guest can reach; gives how many places took it. */
const SPOIL = `
  const places = [
    () => { globalThis.hacked = 1 },
    () => { Object.prototype.hacked = 1 },
    () => { Array.prototype.map = () => 'hacked' },
    () => { JSON.stringify = () => '"hacked"' },
    () => { Math.hacked = 1 },
    () => { money.add.hacked = 1 },
    () => { money.add = () => 'hacked' },
    () => { text.upper.prototype.hacked = 1 },
    () => { console.log = () => 'hacked' },
    () => { console.log.hacked = 1 },
    () => { Date.prototype.getTime = () => 1 },
    () => { Error.prepareStackTrace = () => 'hacked' },
    () => { Error.stackTraceLimit = 99 },
    () => { Promise.prototype.then = null },
    () => { Object.getPrototypeOf(function* () {}).hacked = 1 },
    () => { Object.getPrototypeOf([].values()).next = () => ({ done: true }) },
    () => { Object.getPrototypeOf('a'.matchAll(/a/g)).hacked = 1 },
    () => { Object.getPrototypeOf(async () => {}).hacked = 1 },
    () => { Intl.DateTimeFormat.hacked = 1 },
    () => { Temporal.Now.hacked = 1 },
    () => { Symbol.iterator.description = 'x'; Object.getPrototypeOf(Symbol.iterator).hacked = 1 },
    () => { Object.setPrototypeOf(Array.prototype, { hacked: 1 }) },
    () => { Object.getPrototypeOf(globalThis).hacked = 1 },
    () => { Object.defineProperty(globalThis, 'undefined', { value: 1 }) },
    () => { Reflect.construct = null },
    () => { delete globalThis.JSON },
    () => { globalThis.__proto__.hacked = 1 },
  ]
  let took = 0
  for (const place of places) { try { place(); took++ } catch {} }
  return took
`
const LOOK = `
  const seen = []
  if (typeof hacked !== 'undefined') seen.push('global')
  for (const object of [{}, [], Math, money.add, console.log, Intl.DateTimeFormat, Symbol.iterator, Temporal.Now, text.upper, function* () {}, async () => {}, globalThis])
    if ('hacked' in Object(object)) seen.push(String(object))
  if (JSON.stringify([1].map((n) => n + 1)) !== '[2]') seen.push('map')
  if (money.add(1, 1) !== '2.00') seen.push('money')
  if (new Date(5).getTime() !== 5) seen.push('date')
  if (Error.stackTraceLimit === 99) seen.push('stack')
  return seen
`

test('C02 nothing that one run writes to globals, prototypes or functions is there in the next run', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: code(`if (trigger === 'spoil') {${SPOIL}} else {${LOOK}}`) }))
  const visit = (trigger: string, tenantId = TENANT) => sandbox().visit(requestOf(flow, { trigger }, { tenantId }))
  expect((await visit('spoil')).entries[0]?.record).toEqual({ status: 'done', output: 0 })
  expect((await visit('look')).entries[0]?.record).toEqual({ status: 'done', output: [] })
  expect((await visit('look', OTHER_TENANT)).entries[0]?.record).toEqual({ status: 'done', output: [] })
})

test('C02 a plugin call leaves nothing for the next call of the same plugin', async () => {
  const script = `globalThis.__plugin = { main: async () => { const before = [globalThis.left, {}.left]; globalThis.left = 1; Object.prototype.left = 1; return before } }`
  expect(await runPlugin(sandbox(), script)).toEqual({ ok: true, output: [null, null] })
  expect(await runPlugin(sandbox(), script, { tenantId: OTHER_TENANT })).toEqual({ ok: true, output: [null, null] })
})

test('C02 what a regular expression last matched is not told to the next run', async () => {
  const flow = await compile(
    sandbox(),
    flowOf({
      s1: code(
        `if (trigger) { /(secret)/.exec(trigger); return null } return [RegExp.$1, RegExp.lastMatch, RegExp.input, RegExp['$&']].map((x) => x ?? null)`,
      ),
    }),
  )
  const visit = (trigger: string | null) => sandbox().visit(requestOf(flow, { trigger }))
  await visit('a secret here')
  expect((await visit(null)).entries[0]?.record.output).toEqual([null, null, null, null])
})

test('C02 honest code may still name its errors and give objects their own toString', async () => {
  const text = `
    class Odd extends Error { constructor(m) { super(m); this.name = 'Odd'; this.toString = () => 'odd' } }
    const error = new Odd('x')
    const point = { x: 1 }; point.toString = () => 'point'; point.constructor = 5
    function Old() {} Old.prototype.toString = function () { return 'old' }
    const bare = Object.create(null); bare.toString = 1
    const list = []; list.constructor = 1
    return [error.name, String(error), String(point), point.constructor, String(new Old()), error instanceof Error, Object.keys(point)]`
  expect(await runCode(sandbox(), text)).toEqual(['Odd', 'odd', 'point', 5, 'old', true, ['x', 'toString', 'constructor']])
})

/** Walks every object a guest can reach and names those that are not plain JavaScript. */
const WALK = `
  const seen = new Set(); const strange = []; const queue = [[globalThis, 'globalThis'], [ROOTS, 'roots']]
  while (queue.length > 0) {
    const [value, path] = queue.pop()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
    seen.add(value)
    const tag = Object.prototype.toString.call(value) + (value.constructor?.name ?? '')
    if (/](Reference|ExternalCopy|Isolate|Context|Callback|Module|Script|NativeModule)$/.test(tag) || /applySync|derefInto|copySync|createContext/.test(Reflect.ownKeys(value).map(String).join())) strange.push(path)
    queue.push([Object.getPrototypeOf(value), path + '.__proto__'])
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key)
      for (const part of [property.value, property.get, property.set]) queue.push([part, path + '.' + String(key)])
    }
  }
  return { strange, reached: seen.size > 500 }
`

test('C06 no object of isolated-vm can be reached from a flow or from a plugin', async () => {
  const inFlow = await runCode(
    sandbox(),
    WALK.replace('ROOTS', '{ money, text, date, document, trigger, steps, args: arguments, f: function () {}, e: new Error("x") }'),
  )
  expect(inFlow).toEqual({ strange: [], reached: true })
  const inPlugin = await runHandler(
    sandbox(),
    WALK.replace('ROOTS', '{ ctx, http: ctx.http, log: ctx.log, pending: ctx.http({}).catch(() => {}), e: new Error("x") }'),
  )
  expect(inPlugin).toEqual({ ok: true, output: { strange: [], reached: true } })
})

test('C06 what could leak, block or reach outside is not there', async () => {
  const names = [
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
    'WeakRef',
    'FinalizationRegistry',
    'eval',
    'require',
    'process',
    'fetch',
    'setTimeout',
    'queueMicrotask',
    'structuredClone',
    'performance',
    'crypto',
  ]
  const text = `return [...${JSON.stringify(names)}.filter((name) => name in globalThis), ...(ArrayBuffer.prototype.resize ? ['resize'] : [])]`
  expect(await runCode(sandbox(), text)).toEqual([])
  expect(await runHandler(sandbox(), text)).toEqual({ ok: true, output: [] })
})

test('C06 text cannot be turned into code', async () => {
  const text = `return ['Function', 'AsyncFunction', 'GeneratorFunction'].map((_, i) => { try { [() => {}, async () => {}, function* () {}][i].constructor('return 1')(); return 'ran' } catch (error) { return error.name } })`
  expect(await runCode(sandbox(), text)).toEqual(['EvalError', 'EvalError', 'EvalError'])
})

test('C06 time and chance come from the run, in every form', async () => {
  const text = `return [
    Date.now(), new Date().getTime(), Date(), new Date(5).getTime(), Date.UTC(2000, 0), new Date() instanceof Date, new (Object.getPrototypeOf(new Date()).constructor)().getTime(),
    now.getTime(), new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format(), new Intl.DateTimeFormat('en').formatToParts().length, new Intl.DateTimeFormat('en').resolvedOptions().timeZone,
    Temporal.Now.instant().epochMilliseconds, Temporal.Now.plainDateISO().toString(), Temporal.Now.timeZoneId(), Temporal.Now.zonedDateTimeISO('America/Sao_Paulo').hour,
    Math.random(), Math.random(), new Date().toLocaleString('en')]`
  const first = await runCode(sandbox(), text)
  expect(first).toMatchObject([
    NOW,
    NOW,
    'Sat Nov 21 2026 14:30:00 GMT+0000 (Coordinated Universal Time)',
    5,
    946684800000,
    true,
    NOW,
    NOW,
    '11/21/2026',
    5,
    'UTC',
    NOW,
    '2026-11-21',
    'UTC',
    11,
    expect.any(Number),
    expect.any(Number),
    '11/21/2026, 2:30:00 PM',
  ])
  expect(await runCode(sandbox(), text)).toEqual(first)
  const flow = await compile(sandbox(), flowOf({ s1: map('{{ Math.random() }}') }))
  const drawn = async (seed: string) => (await sandbox().visit(requestOf(flow, {}, { seed }))).entries[0]?.record.output
  expect(await drawn('a1')).toBe(await drawn('a1'))
  expect(await drawn('a1')).not.toBe(await drawn('a2'))
})

test('C06 a plugin that overwrites JSON, Promise, Array or the stack formatter gains nothing', async () => {
  const spoil = `
    const caught = []
    JSON.parse = (text) => { caught.push(String(text)); return {} }
    JSON.stringify = () => '{"ok":true,"output":"forged"}'
    Array.prototype.push = function (...values) { for (const v of values) caught.push(typeof v); return 0 }
    Array.prototype[Symbol.iterator] = function* () { caught.push('iterator') }
    Promise.prototype.then = function () { caught.push('then') }
    globalThis.Promise = class {}
    Map.prototype.set = Map.prototype.get = () => { caught.push('map') }
    Object.prototype.toJSON = () => 'forged'
    Error.prepareStackTrace = (error, sites) => { for (const site of sites) caught[caught.length] = String(site.getThis()) + String(site.getFunction()); return '' }
    new Error('x').stack`
  const result = await runHandler(sandbox(), `${spoil}; try { await ctx.http({}) } catch {} return 'mine'`)
  // Only itself is harmed: whatever comes out is this call's own answer or error, never a hang and never another's.
  expect(result.ok ? typeof result.output : result.error.code).toMatch(/^(string|object|handler|output|internal|timeout|output_too_large)$/)
  const stack = await runHandler(
    sandbox(),
    `'mine:'; const seen = []; Error.prepareStackTrace = (error, sites) => { for (const s of sites) seen.push(String(s.getThis()), String(s.getFunction())); return '' }; new Error('x').stack; return seen.filter((s) => s !== 'undefined' && !s.includes('mine:') && s !== String(globalThis))`,
  )
  expect(stack).toEqual({ ok: true, output: [] })
  expect(await runHandler(sandbox(), `return [1].map((n) => n + 1)`)).toEqual({ ok: true, output: [2] })
})

test('C12 an expression that breaks out of its place is refused when it is saved', async () => {
  const attack = '0))};globalThis.hacked=1;E[9]=(t)=>{return((0'
  for (const definition of [
    flowOf({ s1: map(`{{ ${attack} }}`) }),
    flowOf({ s1: { kind: 'branch', name: 'b', condition: attack } }),
    flowOf({ s1: map({ [attack]: `{{ ${attack} }}` }) }),
    flowOf({ s1: code('}); globalThis.hacked = 1; (function () {') }),
    flowOf({ s1: code('return 1 }) + (function () {') }),
    flowOf({ s1: code('return import("node:fs")') }),
    flowOf({ s1: code('/*') }),
  ]) {
    const { compiled, problems } = await sandbox().compileFlow(definition)
    expect([compiled, problems.length > 0]).toEqual([null, true])
  }
})

test('C12 a key, a name or a literal that looks like code stays what it is', async () => {
  const odd = `"+hacked()+"\`\${hacked()}\`\u2028'); //`
  const result = await run(sandbox(), flowOf({ s1: map({ [odd]: odd, __proto__x: ['{{ trigger }}'] }) }), odd)
  expect(result.entries[0]?.record.output).toEqual({ [odd]: odd, __proto__x: [odd] })
})

test('C12 data that holds braces goes through two steps and an answer unchanged', async () => {
  const hostile = {
    text: '{{ globalThis }} {{ steps.a }}',
    ['{{ 1 + 1 }}']: ['}}', '{{', `\`\${1}\``],
    ['__proto__']: { polluted: 1 },
    constructor: 'x',
  }
  const data = JSON.parse(JSON.stringify(hostile))
  const definition = flowOf(
    {
      s1: map({ all: '{{ trigger }}', text: 'a {{ trigger.text }} b' }, 'a'),
      s2: map('{{ steps.a }}', 'b'),
      s3: { kind: 'respond', name: 'answer', status: 200, body: '{{ steps.b }}' },
    },
    { kind: 'webhook', verification: { scheme: 'none' }, answer: 'flow' },
  )
  const result = await run(sandbox(), definition, data)
  const { body } = Object(result.entries[2]?.record.output)
  expect(JSON.stringify(body)).toBe(JSON.stringify({ all: data, text: 'a {{ globalThis }} {{ steps.a }} b' }))
})
