import { expect, expectTypeOf, test } from 'vitest'
import { ConflictError, defineAction, defineResource, defineRoute, defineTrigger, defineWebhook, NotFoundError } from './index.ts'

test('what is defined is what is exported: nothing is wrapped', () => {
  const handler = async () => ({ status: 200, body: null })
  expect(defineRoute(handler)).toBe(handler)
  const orders = { list: async () => ({ records: [], checkpoint: null, done: true }) }
  expect(defineResource(orders)).toBe(orders)
})

test('handlers know the types of what they are given and give', () => {
  defineAction<{ id: string }, { found: boolean }>(async (input, ctx) => {
    expectTypeOf(input.id).toEqualTypeOf<string>()
    expectTypeOf(ctx.effectKey).toEqualTypeOf<string>()
    expectTypeOf(ctx.appId).toEqualTypeOf<string | null>()
    return { found: true }
  })
  defineResource<{ id: number }, { page: number }>({
    async list({ checkpoint, limit }) {
      expectTypeOf(checkpoint).toEqualTypeOf<{ page: number } | null>()
      expectTypeOf(limit).toEqualTypeOf<number>()
      return { records: [{ id: 1 }], checkpoint: { page: 2 }, done: false }
    },
    async detail({ key }) {
      expectTypeOf(key).toEqualTypeOf<string>()
      return null
    },
  })
  defineWebhook({
    async subscribe({ address, topics, id }) {
      expectTypeOf(topics).toEqualTypeOf<string[]>()
      expectTypeOf(id).toEqualTypeOf<string | null>()
      return { id: address }
    },
  })
  defineTrigger<{ id: string }>(async (_body, ctx) => ({ id: ctx.trigger }))
})

test('what a handler throws crosses the boundary as plain data', () => {
  expect(new NotFoundError('gone').tomadaError).toEqual({ kind: 'notFound', message: 'gone' })
  expect(new ConflictError('there').tomadaError).toEqual({ kind: 'conflict', message: 'there' })
})
