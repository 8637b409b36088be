import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { RequestValueError } from './compiled-request.ts'
import { compileRequestTemplate } from './request-template.ts'
import { compileTemplate } from './template.ts'

const BASE = 'https://api.shop.test/v1'

function render(template: Json, roots: Record<string, Json>): Json | undefined {
  return compileTemplate(template, Object.keys(roots)).render(roots)
}

test('a text that is one expression keeps the type of its value, others become text', () => {
  const body = { id: 7, tags: ['a'], name: 'Ana', none: null }
  expect(
    render(
      {
        id: '{{body.id}}',
        list: '{{body.tags}}',
        text: 'Sra. {{body.name}} ({{body.id}})',
        none: '{{body.none}}',
        gone: '{{body.other.deep}}',
      },
      { body },
    ),
  ).toEqual({
    id: 7,
    list: ['a'],
    text: 'Sra. Ana (7)',
    none: null,
  })
})

test('C12 data that looks like an expression stays data', () => {
  expect(render('{{body.a}} {{body.b}}', { body: { a: '{{body.secret}}', b: '}}', secret: 'x' } })).toBe('{{body.secret}} }}')
})

test('C29 paths see own members only', () => {
  expect(
    render({ a: '{{body.constructor}}', b: '{{body.__proto__.polluted}}', c: '{{body.list.length}}' }, { body: { list: [1] } }),
  ).toEqual({})
})

test.each([
  ['text', 2000003508419013, '2000003508419013'],
  ['number', '499.5', 499.5],
  ['number', 'many', null],
  ['decimal', 499, '499.00'],
  ['decimal', '4.905', '4.905'],
  ['decimal', 'free', null],
  ['digits', '123.456.789-09', '12345678909'],
  ['instant', '2026-05-27T10:01:50.000-04:00', '2026-05-27T14:01:50.000Z'],
  ['instant', 1793377160129, '2026-10-30T16:19:20.129Z'],
  ['instant', '2026-05-27 10:01:50', null],
  ['default("?")', null, '?'],
  ['default("a|b")', '', 'a|b'],
])('the filter %s makes %j into %j', (filter, value, expected) => {
  expect(render(`{{body.value | ${filter}}}`, { body: { value } })).toEqual(expected)
})

test.each([
  ['{{secrets.token}}', 'may only read body'],
  ['{{body.name | shout}}', 'is not a filter'],
  ['{{body.name + 1}}', 'is not a path'],
  ['{{body.name', 'stray braces'],
  ['{{body.name | default(x)}}', 'is not a JSON value'],
])('%s is refused when the connector is loaded', (template, message) => {
  expect(() => compileTemplate(template, ['body'])).toThrow(message)
})

test('C13 a value in the path can add no segment, no query and no other host', () => {
  const template = compileRequestTemplate({ request: { method: 'GET', url: `${BASE}/orders/{{input.id}}/items` }, output: {} })
  expect(template.render({ id: '1/../../admin?x=1#y' }).url).toBe(`${BASE}/orders/1%2F..%2F..%2Fadmin%3Fx%3D1%23y/items`)
  expect(template.render({ id: '@evil.example' }).url).toBe(`${BASE}/orders/%40evil.example/items`)
  for (const id of ['', '.', '..', null, { a: 1 }, '\ud800']) expect(() => template.render({ id })).toThrow(RequestValueError)
})

test('C13 a header value cannot end its line', () => {
  const template = compileRequestTemplate({
    request: { method: 'GET', url: `${BASE}/orders`, headers: { 'x-version': '{{input.v}}' } },
    output: {},
  })
  expect(template.render({ v: '2' }).headers).toEqual({ 'x-version': '2' })
  for (const v of ['2\r\nx-admin: 1', '2\n', '2\u0000', 'é']) expect(() => template.render({ v })).toThrow('x-version')
})

test('a list in the query repeats its name, and what is absent is left out', () => {
  const query = { 'ids[]': '{{input.ids}}', q: '{{input.q}}', page: 1 }
  const template = compileRequestTemplate({ request: { method: 'GET', url: `${BASE}/orders`, query }, output: {} })
  expect(template.render({ ids: ['a&b', 2], q: null }).url).toBe(`${BASE}/orders?ids%5B%5D=a%26b&ids%5B%5D=2&page=1`)
  expect(() => template.render({ ids: [{ a: 1 }] })).toThrow('ids[]')
})

test('a JSON body is built from values, so quotes in data change nothing', () => {
  const template = compileRequestTemplate({
    request: { method: 'POST', url: `${BASE}/orders`, json: { name: '{{input.name}}', note: 'for {{input.name}}' } },
    output: {},
  })
  expect(template.render({ name: '","admin":true,"' }).body).toEqual({ json: { name: '","admin":true,"', note: 'for ","admin":true,"' } })
})
