import { expect, test } from 'vitest'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { drive, told } from './testing/drive.ts'
import { code, compile, flowOf, map, requestOf, run, useSandbox } from './testing/guests.ts'
import { visitTexts } from './visit-input.ts'

const sandbox = useSandbox()

function forEach(items: Json, more: Partial<Extract<Step, { kind: 'forEach' }>> = {}): Step {
  return { kind: 'forEach', name: 'loop', items, atOnce: 1, ...more }
}

function whileLoop(condition: string, more: Partial<Extract<Step, { kind: 'while' }>> = {}): Step {
  return { kind: 'while', name: 'loop', condition, maxIterations: 10, ...more }
}

function inside(step: Step, container = 's1', lane = 'each'): Step {
  return { ...step, parent: { container, lane } }
}

function action(name: string, input: Json, more: Partial<Step> = {}): Step {
  return { kind: 'action', name, plugin: 'p', action: 'a', connectionId: 'c', input, ...more } as Step
}

test('a for-each runs its lane once per item and gathers what each iteration collects', async () => {
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: forEach('{{ trigger }}', { collect: 'steps.inner.twice + index' }),
      s2: inside(map({ twice: '{{ item.n * 2 }}', was: '{{ previous }}' }, 'inner')),
      s3: map('{{ steps.loop }}', 'after'),
    }),
    [{ n: 1 }, { n: 2 }, { n: 3 }],
  )
  expect(driven.visits).toBe(1)
  expect(told(driven)).toEqual([
    ['s1', { items: [{ n: 1 }, { n: 2 }, { n: 3 }] }],
    ['s1[0]/s2', { twice: 2, was: null }],
    ['s1[0]', 2],
    ['s1[1]/s2', { twice: 4, was: 2 }],
    ['s1[1]', 5],
    ['s1[2]/s2', { twice: 6, was: 5 }],
    ['s1[2]', 8],
    ['s1', 'done'],
    ['s3', { results: [2, 5, 8], count: 3, stopped: false }],
  ])
})

test('what is no list cannot be looped over, and a loop over nothing ends at once', async () => {
  const flow = flowOf({ s1: forEach('{{ trigger }}'), s2: inside(map(1, 'inner')) })
  expect((await run(sandbox(), flow, { a: 1 })).next).toMatchObject({
    outcome: 'error',
    failedPath: 's1',
    error: { code: 'expression', message: 'a list is needed here, but there is an object', at: '/items' },
  })
  expect((await drive(sandbox(), flow, [])).state.steps['s1']).toEqual({
    status: 'done',
    output: { results: [], count: 0, stopped: false },
  })
})

test('a loop ends early when it should stop, with the results so far', async () => {
  const flow = flowOf({
    s1: forEach([1, 2, 3, 4], { collect: 'item', stopAfter: 'item >= 2' }),
    s2: inside(map('{{ item }}', 'inner')),
    s3: map('{{ steps.loop }}', 'after'),
  })
  const driven = await drive(sandbox(), flow)
  expect(driven.state.steps['s3']?.output).toEqual({ results: [1, 2], count: 2, stopped: true })
  expect(driven.entries.find(({ path }) => path === 's1[1]')?.record).toEqual({ status: 'done', output: 2, lane: 'last' })
})

test('a while loop goes on as long as its condition holds, and sees what the iteration before collected', async () => {
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: whileLoop('(previous ?? 0) < 5', { collect: 'steps.inner' }),
      s2: inside(map('{{ (previous ?? 0) + 2 }}', 'inner')),
      s3: map('{{ steps.loop.results }}', 'after'),
    }),
  )
  expect(driven.state.steps['s3']?.output).toEqual([2, 4, 6])
  expect(told(driven).slice(0, 4)).toEqual([
    ['s1', { bound: 10 }],
    ['s1[0]', 'open'],
    ['s1[0]/s2', 2],
    ['s1[0]', 2],
  ])
})

test('a while loop whose condition never ends fails after its bound', async () => {
  const driven = await drive(sandbox(), flowOf({ s1: whileLoop('true', { maxIterations: 3 }), s2: inside(map(1, 'inner')) }))
  expect(driven.end).toMatchObject({ outcome: 'error', failedPath: 's1', error: { code: 'too_many_iterations' } })
  expect(driven.entries.filter(({ path }) => path.endsWith('/s2'))).toHaveLength(3)
})

test('a condition that cannot be evaluated fails its loop by name', async () => {
  const driven = await drive(sandbox(), flowOf({ s1: whileLoop('trigger.a.b', { onError: 'continue' }), s2: map('{{ steps.loop }}', 'z') }))
  expect(driven.state.steps['s2']?.output).toEqual({
    error: { code: 'expression', message: 'trigger is null, so trigger.a cannot be read', at: '/condition' },
  })
})

test('an outside step in a loop gets its own input in each iteration, as many at once as the loop says', async () => {
  const flow = flowOf({
    s1: forEach('{{ trigger }}', { atOnce: 3, collect: 'steps.send.id' }),
    s2: inside(action('send', { n: '{{ item }}', at: '{{ index }}' })),
    s3: map('{{ steps.loop.results }}', 'after'),
  })
  const driven = await drive(sandbox(), flow, [5, 6, 7, 8, 9], ({ input }) => ({ status: 'done', output: { id: input } }))
  expect(driven.offered).toEqual([3, 2])
  expect(driven.outside.map(({ path, stepId, input }) => [path, stepId, input])).toEqual([
    ['s1[0]/s2', 's2', { n: 5, at: 0 }],
    ['s1[1]/s2', 's2', { n: 6, at: 1 }],
    ['s1[2]/s2', 's2', { n: 7, at: 2 }],
    ['s1[3]/s2', 's2', { n: 8, at: 3 }],
    ['s1[4]/s2', 's2', { n: 9, at: 4 }],
  ])
  expect(driven.state.steps['s3']?.output).toEqual([5, 6, 7, 8, 9].map((n, at) => ({ n, at })))
})

test('nothing is evaluated for outside steps that are being worked on', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: forEach([1, 2, 3], { atOnce: 2 }), s2: inside(action('send', '{{ item }}')) }))
  const first = await sandbox().visit(requestOf(flow, {}, { busy: ['s1[0]/s2'] }))
  expect(first.next).toEqual({ kind: 'outside', steps: [{ path: 's1[1]/s2', stepId: 's2', input: 2 }] })
  const second = await sandbox().visit(requestOf(flow, {}, { busy: ['s1[0]/s2', 's1[1]/s2'] }))
  expect(second.next).toEqual({ kind: 'outside', steps: [] })
})

test('loops in loops keep their items, indexes and steps apart', async () => {
  const flow: FlowDefinition = flowOf({
    s1: forEach('{{ trigger }}', { name: 'orders', collect: 'steps.lines.results' }),
    s2: inside(map('{{ item.id }}', 'order')),
    s3: inside(forEach('{{ item.lines }}', { name: 'lines', collect: 'steps.line' })),
    s4: inside(map('{{ steps.order }}{{ steps.orders.item.id }}-{{ steps.orders.index }}.{{ index }}:{{ item }}', 'line'), 's3'),
    s5: map('{{ steps.orders.results }}', 'after'),
  })
  flow.edges['e9'] = { from: 's2', to: 's3' }
  const driven = await drive(sandbox(), flow, [
    { id: 'a', lines: ['x', 'y'] },
    { id: 'b', lines: ['z'] },
  ])
  expect(driven.state.steps['s5']?.output).toEqual([['aa-0.0:x', 'aa-0.1:y'], ['bb-1.0:z']])
})

test('a while loop inside a for-each still sees the item', async () => {
  const flow = flowOf({
    s1: forEach([2, 3], { name: 'numbers', collect: 'steps.loop.count' }),
    s2: inside(whileLoop('index < item')),
    s3: inside(map('{{ item * 10 + index }}', 'inner'), 's2'),
    s4: map('{{ steps.numbers.results }}', 'after'),
  })
  const driven = await drive(sandbox(), flow)
  expect(driven.state.steps['s4']?.output).toEqual([2, 3])
  expect(driven.entries.filter(({ path }) => path.endsWith('s3')).map(({ record }) => record.output)).toEqual([20, 21, 30, 31, 32])
})

test('a failed iteration fails its loop, or leaves its error as the result', async () => {
  const flow = (more: Partial<Extract<Step, { kind: 'forEach' }>>): FlowDefinition =>
    flowOf({
      s1: forEach('{{ trigger }}', { collect: 'steps.inner', ...more }),
      s2: inside(code('if (item > 1) throw new Error("no " + item); return item', { name: 'inner' })),
      s3: map('{{ steps.loop }}', 'after'),
    })
  expect((await drive(sandbox(), flow({}), [1, 2, 3])).end).toMatchObject({ failedPath: 's1[1]/s2', error: { message: 'no 2' } })
  const survived = await drive(sandbox(), flow({ onIterationError: 'continue' }), [1, 2])
  expect(survived.state.steps['s3']?.output).toEqual({
    results: [1, { error: { code: 'code', message: 'no 2' } }],
    count: 2,
    stopped: false,
  })
  expect((await drive(sandbox(), flow({ onError: 'continue' }), [2])).state.steps['s3']?.output).toMatchObject({ error: { code: 'code' } })
})

test('a result that cannot be collected counts as a failed iteration', async () => {
  const flow = (more: Partial<Extract<Step, { kind: 'forEach' }>>): FlowDefinition =>
    flowOf({ s1: forEach([{ a: 1 }, {}], { collect: 'item.a', ...more }), s2: map('{{ steps.loop.results }}', 'after') })
  expect((await drive(sandbox(), flow({}))).end).toMatchObject({
    failedPath: 's1',
    error: { message: 'item.a does not exist', at: '/collect' },
  })
  expect((await drive(sandbox(), flow({ onIterationError: 'continue' }))).state.steps['s2']?.output).toEqual([
    1,
    { error: { code: 'expression', message: 'item.a does not exist' } },
  ])
})

test('a code step in a loop is called with its item, index, previous result and run', async () => {
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: forEach(['a', 'b'], { collect: 'steps.inner' }),
      s2: inside(code('return [item, index, previous, steps.loop.index, run.id]', { name: 'inner' })),
      s3: map('{{ steps.loop.results }}', 'after'),
    }),
  )
  const first = ['a', 0, null, 0, 'run_1']
  expect(driven.state.steps['s3']?.output).toEqual([first, ['b', 1, first, 1, 'run_1']])
})

test('a loop given from outside asks for more when its next item is missing, and when what it collected is needed', async () => {
  const flow = await compile(
    sandbox(),
    flowOf({
      s1: forEach('{{ trigger }}', { collect: 'item' }),
      s2: inside(map('{{ item }}', 'inner')),
      s3: map('{{ steps.loop.results }}', 'x'),
    }),
  )
  const loop = { count: 4, items: { 1: 'b', 2: 'c' }, next: 1, open: [], results: {}, previous: 'a', stopped: false }
  const part = await sandbox().visit(requestOf(flow, { steps: { s1: { status: 'open' } }, loops: { s1: loop } }))
  expect(part.entries.map(({ path }) => path)).toEqual(['s1[1]/s2', 's1[1]', 's1[2]/s2', 's1[2]'])
  expect(part.next).toEqual({ kind: 'more' })
  const last = { ...loop, items: { 3: 'd' }, next: 3, previous: 'c' }
  const end = await sandbox().visit(requestOf(flow, { steps: { s1: { status: 'open' } }, loops: { s1: last } }))
  expect(end.entries.map(({ path }) => path)).toEqual(['s1[3]/s2', 's1[3]', 's1'])
  expect(end.next).toEqual({ kind: 'more' })
})

test('a long loop is told in several visits that lose nothing, in a few seconds', async () => {
  const count = 100_000
  const startedMs = performance.now()
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: forEach('{{ Array.from({ length: trigger }, (_, i) => i) }}', { collect: 'steps.inner' }),
      s2: inside(map('{{ item * 2 }}', 'inner')),
      s3: map('{{ steps.loop.results.reduce((sum, n) => sum + n, 0) }}', 'after'),
    }),
    count,
  )
  expect(driven.state.steps['s3']?.output).toBe(count * (count - 1))
  expect(driven.visits).toBeLessThan(200)
  // Ten times what it takes on a machine that is free.
  expect(performance.now() - startedMs).toBeLessThan(30_000)
}, 40_000)

test('a visit ends after as many entries as a replay asks for', async () => {
  const flow = flowOf({ s1: map(1, 'a'), s2: map(2, 'b'), s3: map(3, 'c') })
  const driven = await drive(sandbox(), flow, null, undefined, { maxEntries: 2 })
  expect(driven.visits).toBe(2)
  expect(driven.entries).toHaveLength(3)
})

test('iterations at once that mix pure and outside steps lose nothing, whatever is answered first', async () => {
  const flow = flowOf({
    // `?.`: one of the two does not run.
    s1: forEach('{{ trigger }}', { atOnce: 3, collect: '[steps?.sent ?? null, steps?.here ?? null]' }),
    s2: inside({ kind: 'branch', name: 'even', condition: 'item % 2 === 0' }),
    s3: inside(action('sent', '{{ item }}'), 's2', 'then'),
    s4: inside(map('{{ item }}', 'here'), 's2', 'else'),
    s5: map('{{ steps.loop.results }}', 'after'),
  })
  const driven = await drive(sandbox(), flow, [0, 1, 2, 3, 4, 5], ({ input }) => ({ status: 'done', output: input }))
  expect(driven.state.steps['s5']?.output).toEqual([
    [0, null],
    [null, 1],
    [2, null],
    [null, 3],
    [4, null],
    [null, 5],
  ])
})

test('an item is told to a later visit only as long as it is needed', () => {
  const items = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [i, { n: i }]))
  const loop = { count: 5000, items, next: 10, open: [7], results: { 0: 'x' }, previous: null, stopped: false }
  const request = requestOf(
    { script: '', hash: '' },
    { loops: { s1: loop, s2: { ...loop, items: { ...items, 12: 'x'.repeat(600_000) } } } },
  )
  const { loops } = JSON.parse(visitTexts(request, {}, 1000)[0] ?? '')
  expect(loops.s1.results).toEqual({})
  expect(Object.keys(loops.s1.items).map(Number)).toEqual([7, ...Array.from({ length: 1000 }, (_, i) => i + 10)])
  expect(Object.keys(loops.s2.items)).toHaveLength(52)
})
