import { expect, test } from 'vitest'
import type { FlowDefinition, Json, RunState, Step } from '../../../sdk/flow/definition.ts'
import { code, compile, flowOf, map, requestOf, useSandbox } from '../testing/guests.ts'
import { plainVisit } from './plain-visit.ts'

const sandbox = useSandbox()

const DATA: Json = {
  body: { id: 7, total: '129.90', big: 1e21, tags: ['a', 'b'], buyer: { name: 'Ação 🙂', age: null }, empty: '', zero: 0, yes: true },
  headers: { 'x-a': '1' },
}

/** The same visit in a child and in the core, without the durations, which nobody promises. */
async function both(
  definition: FlowDefinition,
  known: Partial<RunState> = { trigger: DATA },
): Promise<[inChild: unknown, inCore: unknown]> {
  const request = requestOf(await compile(sandbox(), definition), known, { seed: 'ab' })
  const inChild = await sandbox().visit(request)
  const inCore = plainVisit({ ...structuredClone(request), definition })
  const timeless = (result: typeof inCore) =>
    result === null
      ? null
      : JSON.stringify({ ...result, guestMs: 0, entries: result.entries.map((entry) => ({ ...entry, durationMs: 0 })) })
  return [timeless(inChild), timeless(inCore)]
}

const EXPRESSIONS = [
  '{{ trigger.body.id }}',
  '{{ trigger }}',
  'text {{ trigger.body.buyer }} and {{ trigger.body.tags }} and {{ trigger.body.buyer.age }}',
  '{{ trigger.body.total * 2 + 1 }}',
  '{{ trigger.body.total + trigger.body.id }}',
  '{{ trigger.body.tags + trigger.body.buyer }}',
  '{{ -trigger.body.total }}',
  '{{ +trigger.body.tags }}',
  '{{ trigger.body.big % 7 }}',
  '{{ trigger.body.zero || trigger.body.empty || "none" }}',
  '{{ trigger.body.buyer.age ?? "unknown" }}',
  '{{ trigger.body.missing?.deep }}',
  '{{ trigger.body?.missing }}',
  '{{ trigger.body.missing }}',
  '{{ trigger.body.buyer.age.years }}',
  '{{ trigger.body.Buyer }}',
  '{{ trigger.body.tags[1] }}',
  '{{ trigger.body.tags[trigger.body.zero] }}',
  '{{ trigger.body.tags[9] }}',
  '{{ trigger.headers["x-a"] === 1 }}',
  '{{ trigger.body.tags < "b" }}',
  '{{ typeof trigger.body.buyer }}',
  ['{{ !trigger.body.yes ? "no" : `yes $', '{trigger.body.id} $', '{trigger.body.buyer} $', '{null}` }}'].join(''),
  '{{ { a: trigger.body.id, "b c": [trigger.body.zero, undefined], ["__proto__"]: { x: 1 } } }}',
  '{{ [undefined, null, 0 / 0, 1 / 0] }}',
  '{{ undefined }}',
  '{{ run.id + run.startedAt }}',
]

test.each(EXPRESSIONS)('%s gives the same bytes in the core as in a child', async (value) => {
  const [inChild, inCore] = await both(flowOf({ s1: map({ value }) }))
  expect(inCore).toBe(inChild)
})

test.each([
  ['a call of a method', '{{ trigger.body.total.trim() }}'],
  ['a function', '{{ trigger.body.tags.map((x) => x) }}'],
  ['one of our helpers', '{{ money.format(trigger.body.total) }}'],
  ['a global', '{{ Math.max(1, 2) }}'],
  ['a pattern', '{{ /a/ }}'],
  ['a date', '{{ now }}'],
  ['a spread', '{{ [...trigger.body.tags] }}'],
  ['a property of what was computed', '{{ (trigger.body.tags || 1).constructor }}'],
  ['a comparison that converts', '{{ trigger.body.id == "7" }}'],
  ['a power, which can take for ever', '{{ 9 ** trigger.body.id }}'],
])('%s takes a sandbox', async (_what, value) => {
  const definition = flowOf({ s1: map(value) })
  expect(plainVisit({ ...requestOf(await compile(sandbox(), definition), { trigger: DATA }), definition })).toBeNull()
})

const inLane = (lane: string, step: Step): Step => ({ ...step, parent: { container: 's2', lane } })
const action = (name: string, input: Json): Step => ({ kind: 'action', name, plugin: 'p', action: 'a', connectionId: 'con_1', input })

test('branches, error lanes, refused responses and inputs of outside steps are the same', async () => {
  const answer: Step = { kind: 'respond', name: 'answer', status: '{{ trigger.body.id }}', body: '{{ steps.order }}' }
  const branch: Step = { kind: 'branch', name: 'large', condition: 'steps.order.total > 100' }
  const flows = [
    flowOf({
      s1: map({ total: '{{ trigger.body.total }}' }, 'order'),
      s2: branch,
      s3: inLane('then', action('sent', '{{ steps.order }}')),
    }),
    flowOf({
      s1: map({ total: '{{ trigger.body.total }}' }, 'order'),
      s2: branch,
      s3: inLane('else', map(1, 'never')),
      s4: map('{{ steps.never?.x }}'),
    }),
    flowOf({
      s1: { ...map('{{ trigger.body.missing }}', 'order'), onError: 'continue' },
      s2: map('{{ steps.order.error.code }}', 'after'),
    }),
    flowOf({ s1: map(1, 'order'), s2: answer }, { kind: 'webhook', verification: { scheme: 'none' }, answer: 'flow' }),
    flowOf({ s1: { kind: 'stop', name: 'end', outcome: 'error', message: 'no {{ trigger.body.id }}' } }),
    flowOf({ s1: { ...map(1), disabled: true }, s2: map('{{ steps.map }}', 'after') }),
  ]
  for (const definition of flows) {
    const [inChild, inCore] = await both(definition)
    expect(inCore).not.toBeNull()
    expect(inCore).toBe(inChild)
  }
})

test('a flow with one code step, a loop or a skip condition takes a sandbox as a whole', async () => {
  const flows = [
    flowOf({ s1: map(1), s2: code('return 1') }),
    flowOf({ s1: { ...map(1), skipWhen: 'trigger.body.yes' } }),
    flowOf({ s1: { kind: 'forEach', name: 'each', items: '{{ trigger.body.tags }}', atOnce: 1 } }),
  ]
  for (const definition of flows) {
    expect(plainVisit({ ...requestOf(await compile(sandbox(), definition), { trigger: DATA }), definition })).toBeNull()
  }
})

test('C12 what a visit may copy is bounded: too many look-ups take a sandbox, and a large output ends the visit', async () => {
  const many = flowOf({ s1: map(Array.from({ length: 61 }, () => '{{ trigger.body.id }}')) })
  expect(plainVisit({ ...requestOf(await compile(sandbox(), many), { trigger: DATA }), definition: many })).toBeNull()
  const large = flowOf({ s1: map(['{{ trigger }}', '{{ trigger }}', '{{ trigger }}'], 'a'), s2: map('{{ steps.a }}', 'b') })
  const request = requestOf(await compile(sandbox(), large), { trigger: 'x'.repeat(64 * 1024) })
  expect(plainVisit({ ...request, definition: large })?.next).toEqual({ kind: 'more' })
})

test('C29 data cannot reach a prototype, and a visit leaves nothing behind for the next', async () => {
  const definition = flowOf({ s1: map('{{ trigger.a.constructor }}') })
  const request = requestOf(await compile(sandbox(), definition), { trigger: { a: JSON.parse('{"__proto__":{"constructor":1}}') } })
  expect(JSON.stringify(plainVisit({ ...request, definition })?.next)).toContain('does not exist')
  expect(Reflect.get({}, 'constructor')).toBe(Object)
})
