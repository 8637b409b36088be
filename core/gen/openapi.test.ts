import { expect, test } from 'vitest'
import type { Route } from '../http/route.ts'
import { openApiOf } from './openapi.ts'

const things = {
  $defs: {
    Thing: {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/$defs/Thing' } } },
    },
  },
}

function route(change: Partial<Route>): Route {
  return {
    method: 'GET',
    path: '/api/things',
    operationId: 'listThings',
    summary: 'Things',
    tag: 'things',
    auth: 'viewer',
    handler: async () => ({}),
    ...change,
  }
}

test('a route becomes an operation with its parameters, its answer and who may call it', () => {
  const document = openApiOf(
    [
      route({
        path: '/api/things/:id',
        query: { type: 'object', properties: { limit: { type: 'integer' } } },
        response: { $ref: '#/$defs/Thing', ...things },
      }),
    ],
    '1.2.3',
  )
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { version: '1.2.3' },
    paths: {
      '/api/things/{id}': {
        get: {
          operationId: 'listThings',
          'x-role': 'viewer',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
          ],
          responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
        },
      },
    },
    components: { schemas: { Thing: { properties: { parts: { items: { $ref: '#/components/schemas/Thing' } } } } } },
  })
})

test('a query that is described by a definition of its own is listed too', () => {
  const definitions = { $defs: { Page: { type: 'object', required: ['limit'], properties: { limit: { type: 'integer' } } } } }
  const document = openApiOf([route({ query: { $ref: '#/$defs/Page', ...definitions } })], '1')
  expect(document).toMatchObject({
    paths: { '/api/things': { get: { parameters: [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }] } } },
  })
})

test('two different definitions of one name are told apart, equal ones are shared', () => {
  const other = { $defs: { Thing: { type: 'string' } } }
  const document = openApiOf(
    [
      route({ response: { $ref: '#/$defs/Thing', ...things } }),
      route({ path: '/api/again', operationId: 'again', response: { $ref: '#/$defs/Thing', $defs: structuredClone(things.$defs) } }),
      route({ path: '/api/words', operationId: 'words', tag: 'words', response: { $ref: '#/$defs/Thing', ...other } }),
    ],
    '1',
  )
  expect(document).toMatchObject({ components: { schemas: { Thing: { type: 'object' }, WordsThing: { type: 'string' } } } })
})

test('a public route asks for no proof, and a route without an answer says so', () => {
  expect(openApiOf([route({ auth: 'public', method: 'DELETE' })], '1')).toMatchObject({
    paths: { '/api/things': { delete: { security: [], responses: { 204: { description: 'Done' } } } } },
  })
})
