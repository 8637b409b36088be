import { expect, test } from 'vitest'
import { runCommand } from '../../sdk/flow/commands.ts'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, idOf, type WrittenStep } from './flow-of.ts'

/** What every step may say of itself, what expressions may name, and code. */

const world = useEngineWorld()
const http = (path: string, more: object = {}): WrittenStep => ({
  kind: 'http',
  method: 'GET',
  url: `https://stub.example.com${path}`,
  ...more,
})
const once = { retry: { attempts: 1, backoffMs: 100 } }

test('a step that is skipped gives nothing, and the flow goes on; one that stops the run ends it as succeeded', async () => {
  const flow = flowOf({
    tell: http('/skipped', { skipWhen: '!trigger.tell' }),
    seen: { kind: 'map', value: '{{ steps.tell?.status ?? "nothing" }}', stopWhen: 'steps.seen === "nothing" && trigger.stop' },
    after: { kind: 'map', value: 'after' },
  })
  const { flowId } = await world().publish(flow)
  const { start, ended, stub } = world()
  const skipped = await ended(await start(flowId, { tell: false, stop: false }))
  expect([skipped.output('seen'), skipped.output('after'), stub.seen('/skipped')]).toEqual(['nothing', 'after', []])
  expect((await ended(await start(flowId, { tell: true, stop: true }))).output('seen')).toBe(200)
  const stopped = await ended(await start(flowId, { tell: false, stop: true }))
  expect([stopped.status, stopped.step('after')?.status]).toEqual(['succeeded', undefined])
})

test('a step that fails ends the run, is passed over, or goes on in its error lane, as it says', async () => {
  world().stub.answer('/broken', () => ({ status: 400, body: { why: 'no such order' } }))
  const flow = (onError?: 'continue' | 'lane') =>
    flowOf({
      call: http('/broken', { ...once, ...(onError === undefined ? {} : { onError }) }),
      ...(onError === 'lane' ? { mend: { kind: 'map', in: 'call/error', value: '{{ steps.call.error.provider.body.why }}' } } : {}),
      after: { kind: 'map', value: '{{ steps.call?.body ?? "none" }}' },
    })
  expect(await world().run(flow())).toMatchObject({ status: 'failed', error: { stepName: 'call' } })
  expect((await world().run(flow('continue'))).output('after')).toBe('none')
  const mended = await world().run(flow('lane'))
  expect([mended.output('mend'), mended.output('after')]).toEqual(['no such order', 'none'])
})

test('a step with a cache asks once for the same input, and again for another', async () => {
  const { flowId } = await world().publish(
    flowOf({ ask: http('/cached', { query: { id: '{{ trigger.id }}' }, cache: { ttlSeconds: 60 } }) }),
  )
  for (const id of [1, 1, 2]) {
    const done = await world().ended(await world().start(flowId, { id }))
    expect(done.status).toBe('succeeded')
  }
  expect(
    world()
      .stub.seen('/cached')
      .map((seen) => seen.query['id']),
  ).toEqual(['1', '2'])
})

test('a name that does not resolve fails the step and names itself, unless it is written as optional', async () => {
  const named = await world().run(flowOf({ total: { kind: 'map', value: { sum: '{{ trigger.order.total.amount }}' } } }), { order: {} })
  expect(named).toMatchObject({ status: 'failed', error: { code: 'expression', at: '/value/sum' } })
  expect(named.error?.message).toContain('trigger.order.total')
  const optional = await world().run(flowOf({ total: { kind: 'map', value: '{{ trigger.order?.total?.amount ?? 0 }}' } }), { order: {} })
  expect(optional.output('total')).toBe(0)
  const unknown = await world().problemsOf(flowOf({ total: { kind: 'map', value: '{{ steps.nobody.x }}' } }))
  expect(unknown).toMatchObject([{ stepId: idOf('total'), field: '/value', code: 'step_unknown' }])
})

test('references survive that a step is renamed, wherever they stand', async () => {
  const flow = flowOf({
    order: { kind: 'map', value: { total: 7, items: [1, 2] } },
    each: { kind: 'forEach', items: '{{ steps.order.items }}', atOnce: 1, collect: 'item * steps.order.total' },
    inside: { kind: 'code', in: 'each/each', code: 'return steps.order.total + index' },
    big: { kind: 'branch', condition: 'steps.order.total > 5' },
    then1: { kind: 'map', in: 'big/then', value: 'total {{ steps.order.total }}', skipWhen: 'steps.order.total > 100' },
    end: { kind: 'map', value: '{{ steps.each.results }}' },
  })
  const renamed = runCommand(flow, { name: 'renameStep', id: idOf('order'), to: 'pedido' }, () => 'unused').definition
  const done = await world().run(renamed)
  expect(done.step('pedido')?.status).toBe('done')
  expect([done.output('end'), done.output('then1')]).toEqual([[7, 14], 'total 7'])
})

test('a code step is TypeScript, uses the bundled libraries and functions, and sees what is before it', async () => {
  const done = await world().run(
    flowOf({
      order: {
        kind: 'map',
        value: {
          items: [
            { sku: 'b', price: '0.10' },
            { sku: 'a', price: '0.20' },
          ],
          cnpj: '12.ABC.345/01DE-35',
        },
      },
      sum: {
        kind: 'code',
        code: `import { DateTime } from 'luxon'
import { sortBy } from 'lodash-es'
interface Item { sku: string; price: string }
const items: Item[] = steps.order.items
const total = items.map((item) => item.price).reduce((sum, price) => money.add(sum, price), '0')
return {
  total: money.format(total),
  skus: sortBy(items, 'sku').map((item) => item.sku),
  day: DateTime.fromISO('2026-11-23T02:00:00Z').setZone('America/Sao_Paulo').toISODate(),
}`,
      },
    }),
  )
  expect(done.error).toBeNull()
  expect(done.output('sum')).toEqual({ total: expect.stringMatching(/^R\$\s?0,30$/), skus: ['a', 'b'], day: '2026-11-22' })
})
