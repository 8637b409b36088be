import { expect, test } from 'vitest'
import { splitTemplate } from './expressions.ts'
import type { LoopName } from './expressions-names.ts'
import { rewriteExpression } from './expressions-rewrite.ts'
import { parseExpression } from './parse-expression.ts'

const scope = {
  stepIdOf: (name: string) => ({ order: 's1', $s1: 's1' })[name],
  stepNameOf: () => 'order',
  knows: new Set<LoopName>(),
  hasLinks: () => false,
}

function js(source: string): string {
  const result = rewriteExpression(source, scope)
  return result.ok ? result.js : `${result.problem.code}: ${result.problem.message.en}`
}

function code(source: string): string {
  const result = rewriteExpression(source, scope)
  return result.ok ? 'ok' : result.problem.code
}

test('a text is split into literals and expressions, braces and quotes inside an expression included', () => {
  expect(splitTemplate('Hi {{ trigger.name }}!').parts).toEqual([
    { kind: 'text', text: 'Hi ' },
    { kind: 'expression', source: ' trigger.name ', start: 5 },
    { kind: 'text', text: '!' },
  ])
  expect(splitTemplate(`{{ {a: {b: '}}'}} }}`).parts).toEqual([{ kind: 'expression', source: ` {a: {b: '}}'}} `, start: 2 }])
  expect(splitTemplate('a }} b').parts).toEqual([{ kind: 'text', text: 'a }} b' }])
  expect(splitTemplate('a {{ b').ok).toBe(false)
})

test('a path becomes a look-up that knows its own name', () => {
  expect(js('trigger.body.total')).toBe('$.trigger(["body", "total"], -1)')
  expect(js('steps.order.items[0].price')).toBe('$.step("s1", "order", ["items", "0", "price"], -1)')
  expect(js('steps.$s1.total')).toBe('$.step("s1", "order", ["total"], -1)')
  expect(js(`steps['order']`)).toBe('$.step("s1", "order", [], -1)')
  expect(js('steps.order?.total')).toBe('$.step("s1", "order", ["total"], 0)')
  expect(js('trigger.body.customer?.name')).toBe('$.trigger(["body", "customer", "name"], 1)')
  expect(js('trigger.items.map(i => i.price * trigger.rate)')).toBe(
    '$.trigger(["items"], -1).map(((i) => (i.price * $.trigger(["rate"], -1))))',
  )
  expect(js('trigger.name?.toUpperCase()')).toBe('$.trigger(["name"], 0)?.toUpperCase()')
  expect(js('trigger[trigger.key]')).toBe('$.trigger([($.trigger(["key"], -1))], -1)')
})

test('names of loops and of the run become look-ups, unless a parameter hides them', () => {
  const inLoop = { ...scope, knows: new Set<LoopName>(['item', 'index', 'previous']), hasLinks: () => true }
  const looped = (source: string): string => {
    const result = rewriteExpression(source, inLoop)
    return result.ok ? result.js : result.problem.code
  }
  expect(looped('item.a?.b')).toBe('$.item(["a", "b"], 0)')
  expect(looped('index + 1')).toBe('$.index([], -1) + 1')
  expect(looped('previous?.total ?? 0')).toBe('$.previous(["total"], 0) ?? 0')
  expect(looped('run.links.$s1.resume')).toBe('$.run(["links", "order", "resume"], -1)')
  expect(looped('run.links["order"]?.cancel')).toBe('$.run(["links", "order", "cancel"], 1)')
  expect(looped('run.links.nobody')).toBe('step_unknown')
  expect(looped('trigger.map((item, index) => item.a + index + run.id)')).toBe(
    '$.trigger([], -1).map(((item, index) => (item.a + index + $.run(["id"], -1))))',
  )
  expect(code('run.links.order')).toBe('step_without_links')
  expect(code('previous')).toBe('item_outside_loop')
  expect(code('(run) => 1')).toBe('reserved_name')
})

test('a value object cannot change its own prototype', () => {
  expect(js('[{ __proto__: 1 }, { "__proto__": 2 }]')).toBe('[({["__proto__"]: 1}), ({["__proto__"]: 2})]')
})

test('C12 an expression that does not end where it stands is refused', () => {
  for (const source of [
    '0))};globalThis.hacked=1;E[9]=(t)=>{return((0',
    '1; 2',
    '1 // comment',
    '1 /* comment */',
    '1\n}); hacked(',
    `\`\${1}\`; x`,
    'trigger.a\n--> 1',
    '1 <!-- 2',
    '(1',
    '',
  ]) {
    expect(code(source), source).not.toBe('ok')
  }
})

test('C12 statements, assignments, functions with bodies, classes and imports are refused', () => {
  for (const source of [
    'a = 1',
    'trigger.a = 1',
    'trigger.a++',
    'delete trigger.a',
    'function () {}',
    '() => { x }',
    'class {}',
    'this',
    'import("x")',
    'import.meta',
    'new.target',
    'await x',
    'async () => 1',
    '1, 2',
    'String.raw`x`',
    'new Function("x")',
    'new (class {})',
    'eval("1")',
    'globalThis',
    'Function',
    'constructor',
    '$',
    '({ get a() { return 1 } })',
    '(trigger) => 1',
    '($) => 1',
    'steps',
    'steps[trigger.x]',
    'steps.nobody.x',
    'item.x',
    '#a in b',
    'super.x',
    'arguments',
    'process',
    'window',
    'steps()',
    'Object.keys(steps)',
  ]) {
    expect(code(source), source).not.toBe('ok')
  }
})

test('ordinary expressions are accepted', () => {
  for (const source of [
    '1 + 1',
    'trigger',
    '[...trigger.items, 1]',
    '{ a: 1, ...trigger }',
    '{ trigger }',
    `\`total: \${trigger.total}\``,
    'trigger.a > 1 ? "x" : null',
    '-trigger.a * 2 === 1 || !trigger.b',
    'Math.max(...trigger.items.map(({ price: p = 0, ...rest }) => p))',
    'money.add(trigger.a, 1)',
    'new Date(now).getTime()',
    '/a+/.test(trigger.b)',
    'trigger?.a ?? 1',
    'trigger.items.filter((i, n) => n > 0)[0].price',
    'typeof trigger.a',
    '"a" in trigger',
  ]) {
    expect(js(source), source).not.toMatch(/^[a-z_]+: /)
  }
})

test('an unknown name says so', () => {
  expect(js('steps.nobody.x')).toBe('step_unknown: There is no step "nobody".')
  expect(js('tirgger.x')).toBe('unknown_name: Nothing is called "tirgger" here.')
})

test('an expression nested beyond the stack or beyond the cap is a clear error', () => {
  expect(parseExpression('('.repeat(30_000))).toMatchObject({ ok: false })
  expect(parseExpression(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)).toMatchObject({ ok: false })
  expect(parseExpression('1'.repeat(70_000))).toMatchObject({ ok: false, problem: { code: 'template_too_large' } })
})
