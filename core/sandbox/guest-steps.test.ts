import { expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { drive, told } from './testing/drive.ts'
import { code, compile, flowOf, map, NOW, requestOf, run, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox()

/** The output of one step, or `code: message at` of its error. */
async function outcomeOf(step: Step, trigger: Json = null): Promise<Json> {
  const record = (await run(sandbox(), flowOf({ s1: step }), trigger)).entries[0]?.record
  const { error } = record ?? {}
  return error === undefined
    ? (record?.output ?? null)
    : `${error.code}: ${error.message}${error.at === undefined ? '' : ` at ${error.at}`}`
}

function inLane(container: string, lane: string, step: Step): Step {
  return { ...step, parent: { container, lane } }
}

test('a switch takes the first case that holds, every case that holds, or else', async () => {
  const flow = (take: 'first' | 'all'): FlowDefinition =>
    flowOf({
      s1: {
        kind: 'switch',
        name: 'size',
        take,
        cases: [
          { lane: 'big', title: 'Big', condition: 'trigger.n > 100' },
          { lane: 'even', title: 'Even', condition: '{{ trigger.n % 2 === 0 }}' },
        ],
      },
      s2: inLane('s1', 'big', map('big', 'a')),
      s3: inLane('s1', 'even', map('even', 'b')),
      s4: inLane('s1', 'else', map('none', 'c')),
      s5: map('{{ steps.size }}', 'after'),
    })
  const told = async (take: 'first' | 'all', n: number) =>
    (await run(sandbox(), flow(take), { n })).entries.slice(1).map(({ record }) => record.output)
  expect(await told('first', 200)).toEqual(['big', ['big']])
  expect(await told('all', 200)).toEqual(['big', 'even', ['big', 'even']])
  expect(await told('first', 4)).toEqual(['even', ['even']])
  expect(await told('all', 3)).toEqual(['none', ['else']])
})

test('a switch does not ask the cases after the one it took', async () => {
  const cases = [
    { lane: 'a', title: 'A', condition: 'true' },
    { lane: 'b', title: 'B', condition: 'trigger.nobody.x' },
  ]
  expect(await outcomeOf({ kind: 'switch', name: 'x', take: 'first', cases })).toEqual(['a'])
  expect(await outcomeOf({ kind: 'switch', name: 'x', take: 'all', cases })).toBe(
    'expression: trigger is null, so trigger.nobody cannot be read at /cases/1/condition',
  )
})

test('a filter parts a list by a condition over each item', async () => {
  const filter = (condition: string): Step => ({ kind: 'filter', name: 'f', items: '{{ trigger }}', condition })
  expect(await outcomeOf(filter('item.n > 1 && index < 2'), [{ n: 1 }, { n: 2 }, { n: 3 }])).toEqual({
    kept: [{ n: 2 }],
    dropped: [{ n: 1 }, { n: 3 }],
  })
  expect(await outcomeOf(filter('item.total'), [{ Total: 1 }])).toBe(
    'expression: item.total does not exist (did you mean Total?) at /condition',
  )
  expect(await outcomeOf(filter('item'), 'abc')).toBe('expression: a list is needed here, but there is a string at /items')
})

test('a list is split in parts of a size', async () => {
  const split = (size: Json): Step => ({ kind: 'split', name: 's', items: '{{ trigger }}', size })
  expect(await outcomeOf(split(2), [1, 2, 3, 4, 5])).toEqual([[1, 2], [3, 4], [5]])
  expect(await outcomeOf(split('{{ 3 }}'), [])).toEqual([])
  for (const size of [0, 1.5, 'x', null, -1]) {
    expect(await outcomeOf(split(size), [1])).toBe('expression: the size of a part must be a whole number from 1 at /size')
  }
})

test('figures over a list are exact, and leave out what is missing', async () => {
  const aggregate: Step = {
    kind: 'aggregate',
    name: 'a',
    items: '{{ trigger }}',
    figures: [
      { name: 'rows', figure: 'count' },
      { name: 'paid', figure: 'count', value: 'item.paid' },
      { name: 'total', figure: 'sum', value: 'item.price' },
      { name: 'mean', figure: 'average', value: 'item.price' },
      { name: 'low', figure: 'min', value: 'item.price' },
      { name: 'newest', figure: 'max', value: 'item.at' },
      { name: 'first', figure: 'first', value: 'item.at' },
      { name: 'last', figure: 'last', value: 'index' },
      { name: 'all', figure: 'list', value: 'item.at' },
    ],
  }
  const items = [
    { price: 0.1, at: '2026-01-02', paid: true },
    { price: 0.2, at: '2026-03-01', paid: false },
    { price: null, at: '2026-02-01', paid: null },
  ]
  expect(await outcomeOf(aggregate, items)).toEqual({
    rows: 3,
    paid: 1,
    total: 0.3,
    mean: 0.15,
    low: 0.1,
    newest: '2026-03-01',
    first: '2026-01-02',
    last: 2,
    all: ['2026-01-02', '2026-03-01', '2026-02-01'],
  })
  expect(await outcomeOf(aggregate, [])).toEqual({
    rows: 0,
    paid: 0,
    total: 0,
    mean: null,
    low: null,
    newest: null,
    first: null,
    last: null,
    all: [],
  })
})

test('sums of texts stay texts, exact beyond what a number can hold; what is no number is named', async () => {
  const sum = (figure: 'sum' | 'average' | 'min' | 'max'): Step => ({
    kind: 'aggregate',
    name: 'a',
    items: '{{ trigger }}',
    figures: [{ name: 'total', figure }],
  })
  expect(await outcomeOf(sum('sum'), ['9007199254740993.10', 0.2, 'R$ 1.000,50'])).toEqual({ total: '9007199254741993.8' })
  expect(await outcomeOf(sum('average'), ['1', '2', '2'])).toEqual({ total: '1.666666666667' })
  expect(await outcomeOf(sum('max'), ['9', '10'])).toEqual({ total: '10' })
  expect(await outcomeOf(sum('min'), ['b', 'a'])).toEqual({ total: 'a' })
  expect(await outcomeOf(sum('sum'), ['x'])).toMatch(/^expression: "total" needs numbers: /)
  expect(await outcomeOf(sum('max'), ['x', 1])).toBe('expression: "total" needs numbers only, or texts only at /items')
})

test('figures by group come as a list in the order in which the groups first appear', async () => {
  const aggregate: Step = {
    kind: 'aggregate',
    name: 'a',
    items: '{{ trigger }}',
    groupBy: 'item.shop',
    figures: [
      { name: 'total', figure: 'sum', value: 'item.n' },
      { name: 'count', figure: 'count' },
    ],
  }
  const items = [
    { shop: 'b', n: 1 },
    { shop: { id: 1 }, n: 2 },
    { shop: 'b', n: 3 },
    { shop: { id: 1 }, n: 4 },
  ]
  expect(await outcomeOf(aggregate, items)).toEqual([
    { key: 'b', total: 4, count: 2 },
    { key: { id: 1 }, total: 6, count: 2 },
  ])
})

test('in a loop, a filter has its own item and index while the rest keeps those of the loop', async () => {
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: { kind: 'forEach', name: 'loop', items: [10, 20], atOnce: 1, collect: '[steps.near.kept, item, index]' },
      s2: inLane('s1', 'each', { kind: 'filter', name: 'near', items: [5, 15, 25], condition: 'item > steps.loop.item && index > 0' }),
      s3: map('{{ steps.loop.results }}', 'after'),
    }),
  )
  expect(driven.state.steps['s3']?.output).toEqual([
    [[15, 25], 10, 0],
    [[25], 20, 1],
  ])
})

test('lanes of a parallel offer their outside steps at once, and it says which finished', async () => {
  const send = (name: string): Step => ({ kind: 'action', name, plugin: 'p', action: 'a', connectionId: 'c', input: name })
  const flow = flowOf({
    s1: {
      kind: 'parallel',
      name: 'both',
      join: 'all',
      fail: 'continue',
      lanes: [
        { lane: 'a', title: 'Bling' },
        { lane: 'b', title: 'Mail' },
      ],
    },
    s2: inLane('s1', 'a', send('one')),
    s3: inLane('s1', 'b', send('two')),
    s4: map('{{ steps.both }}', 'after'),
  })
  const driven = await drive(sandbox(), flow, null, ({ stepId }) =>
    stepId === 's3' ? { status: 'failed', error: { code: 'provider', message: 'no' } } : { status: 'done', output: 1 },
  )
  expect(driven.offered).toEqual([2])
  expect(told(driven)).toEqual([
    ['s1', 'open'],
    ['s1', { finished: ['Bling'], failed: [{ lane: 'Mail', error: { code: 'provider', message: 'no' } }] }],
    ['s4', { finished: ['Bling'], failed: [{ lane: 'Mail', error: { code: 'provider', message: 'no' } }] }],
  ])
})

test('each kind of outside step gets its input evaluated, absent fields as null', async () => {
  const steps: Record<string, Step> = {
    s1: {
      kind: 'http',
      name: 'http',
      method: 'POST',
      url: 'https://a.example/{{ trigger.id }}',
      query: { q: '{{ trigger.id }}' },
      body: { type: 'json', value: { id: '{{ trigger.id }}' } },
    },
    s2: { kind: 'store', name: 'store', operation: 'put', table: 't', key: 'k{{ trigger.id }}', value: '{{ trigger }}' },
    s3: { kind: 'delay', name: 'delay', delay: { by: 'duration', amount: '{{ trigger.id }}', unit: 'minutes' } },
    s4: { kind: 'wait', name: 'wait' },
    s5: { kind: 'wait', name: 'wait2', timeout: { amount: '{{ trigger.id }}', unit: 'days' } },
    s6: {
      kind: 'approval',
      name: 'ask',
      question: 'Ship {{ trigger.id }}?',
      assignee: { role: 'owner' },
      outcomes: [{ lane: 'yes', title: 'Yes' }],
      deadline: { amount: 2, unit: 'hours' },
      escalation: { after: { amount: '{{ trigger.id }}', unit: 'hours' }, to: { role: 'admin' } },
    },
    s7: { kind: 'subflow', name: 'sub', flowId: 'f', wait: true, input: { id: '{{ trigger.id }}' } },
    s8: { kind: 'http', name: 'get', method: 'GET', url: 'https://a.example/' },
  }
  const driven = await drive(sandbox(), flowOf(steps), { id: 7 })
  expect(Object.fromEntries(driven.outside.map(({ stepId, input }) => [stepId, input]))).toEqual({
    s1: { url: 'https://a.example/7', headers: {}, query: { q: 7 }, body: { id: 7 } },
    s2: { key: 'k7', value: { id: 7 }, by: null, where: null },
    s3: { by: 'duration', amount: 7, unit: 'minutes' },
    s4: { timeout: null },
    s5: { timeout: { amount: 7, unit: 'days' } },
    s6: {
      question: 'Ship 7?',
      details: null,
      deadline: { amount: 2, unit: 'hours' },
      reminder: null,
      escalation: { after: { amount: 7, unit: 'hours' }, to: { role: 'admin' } },
    },
    s7: { id: 7 },
    s8: { url: 'https://a.example/', headers: {}, query: {}, body: null },
  })
})

test('an outside step whose input cannot be evaluated fails here, and its policy decides what follows', async () => {
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: { kind: 'http', name: 'call', method: 'GET', url: '{{ trigger.url.host }}', onError: 'continue' },
      s2: map('{{ steps.call.error.at }}', 'after'),
    }),
    { url: null },
  )
  expect(driven.outside).toEqual([])
  expect(driven.state.steps['s2']?.output).toBe('/url')
})

test('a step whose skip condition holds is not evaluated, pure or not, and the flow goes on after it', async () => {
  const flow = flowOf({
    s1: code('throw new Error("never")', { name: 'a', skipWhen: 'trigger.skip', stopWhen: 'steps.a === null' }),
    s2: { kind: 'http', name: 'b', method: 'GET', url: '{{ trigger.nothing.x }}', skipWhen: '{{ trigger.skip }}' },
    s3: { kind: 'branch', name: 'c', condition: 'trigger.nothing.x', skipWhen: 'trigger.skip' },
    s4: { ...map(1, 'd'), parent: { container: 's3', lane: 'then' } },
    s5: map('{{ steps.b }}', 'after'),
  })
  const result = await run(sandbox(), flow, { skip: true })
  expect(result.entries.map(({ path, record }) => [path, record])).toEqual([
    ['s1', { status: 'done', output: null, skippedBy: 'skipWhen' }],
    ['s2', { status: 'done', output: null, skippedBy: 'skipWhen' }],
    ['s3', { status: 'done', output: null, skippedBy: 'skipWhen' }],
    ['s5', { status: 'done', output: null }],
  ])
  expect((await run(sandbox(), flow, { skip: false })).next).toMatchObject({ outcome: 'error', failedPath: 's1' })
})

test('a run stops, succeeded, after a step whose stop condition holds over its own output', async () => {
  const flow = (condition: string): FlowDefinition => flowOf({ s1: { ...map(5, 'found'), stopWhen: condition }, s2: map(1, 'after') })
  const stopped = await run(sandbox(), flow('steps.found > 4'))
  expect(stopped.entries.map(({ path, record }) => [path, record.output])).toEqual([
    ['s1', 5],
    ['s1?stop', true],
  ])
  expect(stopped.next).toEqual({ kind: 'end', outcome: 'success' })
  expect((await run(sandbox(), flow('steps.found > 5'))).entries.map(({ path }) => path)).toEqual(['s1', 's1?stop', 's2'])
  expect((await run(sandbox(), flow('steps.found.x.y'))).next).toMatchObject({
    outcome: 'error',
    failedPath: 's1',
    error: { at: '/stopWhen' },
  })
})

test('the stop condition of an outside step is asked after its answer', async () => {
  const send: Step = { kind: 'action', name: 'find', plugin: 'p', action: 'a', connectionId: 'c', input: null, stopWhen: '!steps.find.id' }
  const driven = await drive(sandbox(), flowOf({ s1: send, s2: map(1, 'after') }), null, () => ({ status: 'done', output: { id: 0 } }))
  expect(told(driven)).toEqual([['s1?stop', true]])
})

test('expressions and code know their run, its links by step name, and how it ended', async () => {
  const flow: FlowDefinition = flowOf({
    s1: map(['{{ run.id }}', '{{ run.startedAt }}', '{{ run.links.wait.resume }}', '{{ run.links.$s2.cancel }}'], 'told'),
    s2: { kind: 'wait', name: 'wait' },
    s3: { ...map('{{ run.outcome.status }}: {{ run.outcome.error.code }}', 'end'), parent: { container: 'flow', lane: 'finally' } },
    s4: { ...code('return [run.links.wait.resume, run.outcome.status]', { name: 'c' }), parent: { container: 'flow', lane: 'finally' } },
  })
  const compiled = await compile(sandbox(), flow)
  const links = { s2: { resume: 'https://r', cancel: 'https://c' } }
  const runFacts = { id: 'run_7', startedAt: NOW, links }
  const first = await sandbox().visit(requestOf(compiled, {}, { run: runFacts }))
  expect(first.entries[0]?.record.output).toEqual(['run_7', '2026-11-21T14:30:00.000Z', 'https://r', 'https://c'])
  const outcome = { status: 'failed' as const, error: { code: 'provider', message: 'x' } }
  const last = await sandbox().visit(requestOf(compiled, { outcome }, { run: runFacts }))
  expect(last.entries.map(({ path, record }) => [path, record.output])).toEqual([
    ['s3', 'failed: provider'],
    ['s4', ['https://r', 'failed']],
  ])
  expect(last.next).toEqual({ kind: 'end', outcome: 'success' })
})

test('a large value is there whether it is read from the trigger, a step, or code', async () => {
  const long = 'x'.repeat(40_000)
  const flow = flowOf({
    s1: { kind: 'action', name: 'find', plugin: 'p', action: 'a', connectionId: 'c', input: '{{ trigger.length }}' },
    s2: map('{{ [trigger.length, steps.find.long.length] }}', 'a'),
    s3: code('return [trigger.length, steps.find.long.length]', { name: 'b' }),
  })
  const driven = await drive(sandbox(), flow, long, () => ({ status: 'done', output: { long: `${long}y` } }))
  expect(driven.outside[0]?.input).toBe(40_000)
  expect([driven.state.steps['s2']?.output, driven.state.steps['s3']?.output]).toEqual([
    [40_000, 40_001],
    [40_000, 40_001],
  ])
})
