import { expect, test } from 'vitest'
import type { FlowDefinition, Step } from './definition.ts'
import { referencesOf, toShown, toStored } from './references.ts'
import { textsOf } from './step-texts.ts'

function flowOf(steps: Record<string, Step>): FlowDefinition {
  return { trigger: { kind: 'manual' }, steps, edges: {}, settings: {}, layout: {} }
}

const order: Step = { kind: 'map', name: 'order', value: 1 }

test('references are stored by step id and shown by name, also after a rename', () => {
  const written = flowOf({
    s1: order,
    s2: {
      kind: 'action',
      name: 'send',
      plugin: 'p',
      action: 'a',
      connectionId: 'c',
      input: { id: 'no {{ steps.order.id }}: {{ steps?.order?.lines.map(l => l.steps.order) }}', list: ['{{ "steps.order" }}'] },
    },
    s3: { kind: 'branch', name: 'big', condition: 'steps.order.total > 1' },
    s4: {
      kind: 'code',
      name: 'code',
      code: `const x: Record<string, number> = steps.order // steps.order\nreturn \`\${steps.order.id}\` + "steps.order"`,
    },
    s5: { kind: 'respond', name: 'answer', status: 200, headers: { 'x-id': '{{ steps.order.id }}' }, body: null },
    s6: { kind: 'stop', name: 'end', outcome: 'error', message: '{{ steps.order.id }}' },
  })
  const stored = toStored(written)
  expect(stored.steps['s2']).toMatchObject({
    input: { id: 'no {{ steps.$s1.id }}: {{ steps?.$s1?.lines.map(l => l.steps.order) }}', list: ['{{ "steps.order" }}'] },
  })
  expect(stored.steps['s3']).toMatchObject({ condition: 'steps.$s1.total > 1' })
  expect(stored.steps['s4']).toMatchObject({
    code: `const x: Record<string, number> = steps.$s1 // steps.order\nreturn \`\${steps.$s1.id}\` + "steps.order"`,
  })
  expect(stored.steps['s5']).toMatchObject({ headers: { 'x-id': '{{ steps.$s1.id }}' } })
  expect(stored.steps['s6']).toMatchObject({ message: '{{ steps.$s1.id }}' })
  expect(toShown(stored)).toEqual(written)
  const renamed = toShown({ ...stored, steps: { ...stored.steps, s1: { ...order, name: 'pedido' } } })
  expect(renamed.steps['s3']).toMatchObject({ condition: 'steps.pedido.total > 1' })
})

test('a reference to nothing and a text that is still being typed stay as they are', () => {
  const written = flowOf({
    s1: order,
    s2: {
      kind: 'map',
      name: 'b',
      value: ['{{ steps.nobody.x }}', '{{ steps.order. ', '{{ steps.order.x + }}', '{{ steps.order + "unclosed }}'],
    },
  })
  expect(toStored(written).steps['s2']).toMatchObject({
    value: ['{{ steps.nobody.x }}', '{{ steps.order. ', '{{ steps.$s1.x + }}', '{{ steps.$s1 + "unclosed }}'],
  })
  expect(toShown(toStored(written))).toEqual(written)
})

test('every mention of another step is found with its field', () => {
  const definition = flowOf({ s1: order, s2: { kind: 'map', name: 'b', value: { 'a/b': '{{ steps.order.x }} {{ steps.$s9 }}' } } })
  expect(referencesOf(definition, 's2')).toEqual([
    { name: 'order', stepId: 's1', field: '/value/a~1b' },
    { name: '$s9', stepId: null, field: '/value/a~1b' },
  ])
})

test('C29 a key called __proto__ in a template stays a key', () => {
  const value = JSON.parse('{"__proto__":{"polluted":"{{ steps.order }}"}}')
  const stored = toStored(flowOf({ s1: order, s2: { kind: 'map', name: 'b', value } })).steps['s2']
  expect(JSON.stringify(stored)).toContain('"__proto__":{"polluted":"{{ steps.$s1 }}"}')
  expect(Object(stored).polluted).toBeUndefined()
})

const T = '{{ steps.order.x }}'
const E = 'steps.order.x'
const LOOP_TEXTS = { collect: E, stopAfter: E }

/** A step of each kind with a reference in every place that may hold one. */
const EVERYWHERE: Step[] = [
  { kind: 'action', name: 'a', plugin: 'p', action: 'a', connectionId: 'c', input: { deep: [T] } },
  { kind: 'http', name: 'a', method: 'POST', url: T, headers: { h: T }, query: { q: T }, body: { type: 'json', value: { deep: [T] } } },
  { kind: 'store', name: 'a', operation: 'put', table: 't', key: T, value: { deep: T }, by: T, where: { '/w': T } },
  { kind: 'map', name: 'a', value: [{ deep: T }] },
  { kind: 'code', name: 'a', code: `return ${E}` },
  { kind: 'filter', name: 'a', items: T, condition: E },
  { kind: 'split', name: 'a', items: T, size: T },
  { kind: 'aggregate', name: 'a', items: T, groupBy: E, figures: [{ name: 'f', figure: 'sum', value: E }] },
  { kind: 'branch', name: 'a', condition: E },
  {
    kind: 'switch',
    name: 'a',
    take: 'first',
    cases: [
      { lane: 'l', title: 't', condition: E },
      { lane: 'm', title: 't', condition: T },
    ],
  },
  { kind: 'forEach', name: 'a', items: T, atOnce: 1, ...LOOP_TEXTS },
  { kind: 'while', name: 'a', condition: E, maxIterations: 1, ...LOOP_TEXTS },
  { kind: 'parallel', name: 'a', lanes: [], join: 'all', fail: 'wait' },
  { kind: 'delay', name: 'a', delay: { by: 'duration', amount: T, unit: 'hours' } },
  { kind: 'wait', name: 'a', timeout: { amount: T, unit: 'hours' } },
  {
    kind: 'approval',
    name: 'a',
    question: T,
    details: { deep: T },
    assignee: { role: 'owner' },
    outcomes: [],
    deadline: { amount: T, unit: 'hours' },
    reminder: { amount: T, unit: 'hours' },
    escalation: { after: { amount: T, unit: 'hours' }, to: { role: 'owner' } },
  },
  { kind: 'subflow', name: 'a', flowId: 'f', input: { deep: T }, wait: true },
  { kind: 'respond', name: 'a', status: T, headers: { h: T }, body: { deep: T } },
  { kind: 'stop', name: 'a', outcome: 'error', message: T },
]

test.each(EVERYWHERE.map((step) => [step.kind, step] as const))('every reference of a %s step survives a rename', (_kind, bare) => {
  const step: Step = { ...bare, skipWhen: E, stopWhen: E }
  const written = flowOf({ s1: order, s2: step })
  const stored = toStored(written)
  const text = JSON.stringify(stored.steps['s2'])
  expect(text).not.toContain('steps.order')
  const count = JSON.stringify(step).split('steps.order').length - 1
  expect(text.split('steps.$s1.x')).toHaveLength(count + 1)
  expect(textsOf(step)).toHaveLength(count)
  expect(toShown(stored)).toEqual(written)
  const renamed = JSON.stringify(toShown({ ...stored, steps: { ...stored.steps, s1: { ...order, name: 'pedido' } } }).steps['s2'])
  expect(renamed.split('steps.pedido.x')).toHaveLength(count + 1)
})

test('links of a run are stored by step id too, and nothing else that is called links', () => {
  const wait: Step = { kind: 'wait', name: 'wait' }
  const value = [
    '{{ run.links.wait.resume }}',
    '{{ run?.links?.wait }}',
    '{{ x.run.links.wait }}',
    '{{ trigger.links.wait }}',
    'run.links.wait',
  ]
  const written = flowOf({
    s1: wait,
    s2: { kind: 'map', name: 'm', value },
    s3: { kind: 'code', name: 'c', code: 'return run.links.wait' },
  })
  const stored = toStored(written)
  expect(stored.steps['s2']).toMatchObject({
    value: ['{{ run.links.$s1.resume }}', '{{ run?.links?.$s1 }}', '{{ x.run.links.wait }}', '{{ trigger.links.wait }}', 'run.links.wait'],
  })
  expect(stored.steps['s3']).toMatchObject({ code: 'return run.links.$s1' })
  expect(toShown(stored)).toEqual(written)
  expect(referencesOf(written, 's3')).toEqual([{ name: 'wait', stepId: 's1', field: '/code', isLink: true }])
})
