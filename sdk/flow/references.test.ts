import { expect, test } from 'vitest'
import type { FlowDefinition, Step } from './definition.ts'
import { referencesOf, toShown, toStored } from './references.ts'

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
