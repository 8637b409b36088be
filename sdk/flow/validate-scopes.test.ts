import { expect, test } from 'vitest'
import type { FlowDefinition, Step } from './definition.ts'
import { problemsOf } from './validate.ts'

type Parent = [container: string, lane: string]

function problems(steps: Record<string, Step>, edges: Array<[from: string, to: string]> = []): string[] {
  const definition: FlowDefinition = {
    trigger: { kind: 'manual' },
    steps,
    edges: Object.fromEntries(edges.map(([from, to], i) => [`e${i}`, { from, to }])),
    settings: {},
    layout: {},
  }
  return problemsOf(definition).map(
    (problem) => `${problem.stepId}${problem.field} ${problem.code}${problem.severity === 'warning' ? ' (warning)' : ''}`,
  )
}

function map(name: string, value: string, parent?: Parent, more: Partial<Step> = {}): Step {
  return {
    kind: 'map',
    name,
    value,
    ...(parent === undefined ? {} : { parent: { container: parent[0], lane: parent[1] } }),
    ...more,
  } as Step
}

function forEach(name: string, more: Partial<Step> = {}, parent?: Parent): Step {
  return {
    ...map(name, ''),
    kind: 'forEach',
    items: '{{ trigger }}',
    atOnce: 1,
    ...more,
    ...(parent ? { parent: { container: parent[0], lane: parent[1] } } : {}),
  } as Step
}

function whileLoop(name: string, more: Partial<Step> = {}, parent?: Parent): Step {
  return { ...forEach(name, more, parent), kind: 'while', condition: 'true', maxIterations: 5, ...more } as Step
}

test('item, index and previous exist inside of loops only, and a while loop has no items', () => {
  expect(problems({ s1: map('a', '{{ [item, index, previous] }}') })).toEqual(['s1/value item_outside_loop'])
  for (const text of ['{{ item }}', '{{ index }}', '{{ previous }}']) {
    expect(problems({ s1: map('a', text) })).toEqual(['s1/value item_outside_loop'])
    expect(problems({ s1: forEach('l'), s2: map('a', text, ['s1', 'each']) })).toEqual([])
  }
  const inWhile = (text: string) => problems({ s1: whileLoop('l'), s2: map('a', text, ['s1', 'each']) })
  expect(inWhile('{{ index }}{{ previous }}')).toEqual([])
  expect(inWhile('{{ item }}')).toEqual(['s2/value item_outside_loop'])
  const inBoth = { s1: forEach('l'), s2: whileLoop('w', {}, ['s1', 'each']), s3: map('a', '{{ item }}{{ index }}', ['s2', 'each']) }
  expect(problems(inBoth)).toEqual([])
})

test("a loop's error lane and its own list are outside of its iterations, its collect and conditions inside", () => {
  expect(problems({ s1: forEach('l', { onError: 'lane' }), s2: map('a', '{{ item }}', ['s1', 'error']) })).toEqual([
    's2/value item_outside_loop',
  ])
  expect(problems({ s1: forEach('l', { items: '{{ item }}' } as Partial<Step>) })).toEqual(['s1/items item_outside_loop'])
  expect(problems({ s1: forEach('l', { collect: 'item', stopAfter: 'index > 2 && previous' } as Partial<Step>) })).toEqual([])
  expect(problems({ s1: whileLoop('l', { condition: 'index < 3 && previous !== 1' } as Partial<Step>) })).toEqual([])
  expect(problems({ s1: whileLoop('l', { condition: 'item' } as Partial<Step>) })).toEqual(['s1/condition item_outside_loop'])
})

test('conditions over a list know its item and index, the rest of the step does not', () => {
  const filter = { kind: 'filter', name: 'f', items: '{{ trigger }}', condition: 'item.n > index' } as Step
  expect(problems({ s1: filter })).toEqual([])
  expect(problems({ s1: { ...filter, items: '{{ item }}', condition: 'previous' } as Step })).toEqual([
    's1/items item_outside_loop',
    's1/condition item_outside_loop',
  ])
  const figures = [{ name: 'total', figure: 'sum' as const, value: 'item.n' }]
  expect(problems({ s1: { kind: 'aggregate', name: 'a', items: [], groupBy: 'item.k', figures } })).toEqual([])
  expect(problems({ s1: { kind: 'aggregate', name: 'a', items: '{{ item }}', figures } })).toEqual(['s1/items item_outside_loop'])
})

test('a parameter of an arrow function may be called item or index, anywhere', () => {
  expect(problems({ s1: map('a', '{{ trigger.map((item, index) => item.n + index) }}') })).toEqual([])
  expect(problems({ s1: map('a', '{{ trigger.map((steps) => steps) }}') })).toEqual(['s1/value reserved_name'])
})

test('from outside a loop its results are used, not its steps', () => {
  const steps = (value: string): Record<string, Step> => ({
    s1: forEach('l'),
    s2: map('inner', '{{ item }}', ['s1', 'each']),
    s3: map('after', value),
  })
  const edges: Array<[string, string]> = [['s1', 's3']]
  expect(problems(steps('{{ steps.inner }}'), edges)).toEqual(['s3/value step_in_loop'])
  expect(problems(steps('{{ steps.inner?.x }}'), edges)).toEqual(['s3/value step_in_loop'])
  expect(problems(steps('{{ steps.l.results }}'), edges)).toEqual([])
  const [problem] = problemsOf({
    trigger: { kind: 'manual' },
    steps: steps('{{ steps.inner }}'),
    edges: { e: { from: 's1', to: 's3' } },
    settings: {},
    layout: {},
  })
  expect(problem?.message.en).toBe('"inner" runs inside the loop "l": use what the loop collects, steps.l.results.')
  const code: Step = { kind: 'code', name: 'c', code: 'return steps.inner' }
  expect(problems({ ...steps(''), s3: code }, edges)).toEqual(['s3/code step_in_loop'])
})

test('what an iteration collects may use its steps; the condition before it may not', () => {
  const inner = map('inner', '{{ item }}', ['s1', 'each'])
  expect(problems({ s1: forEach('l', { collect: 'steps.inner', stopAfter: 'steps.inner > 1' } as Partial<Step>), s2: inner })).toEqual([])
  expect(problems({ s1: forEach('l', { items: '{{ steps.inner }}' } as Partial<Step>), s2: inner })).toEqual(['s1/items step_not_before'])
  const loop = whileLoop('l', { condition: 'steps.inner' } as Partial<Step>)
  expect(problems({ s1: loop, s2: map('inner', '1', ['s1', 'each']) })).toEqual(['s1/condition step_not_before'])
  expect(problems({ s1: whileLoop('l', { condition: 'steps.l.index < 2' } as Partial<Step>) })).toEqual([])
  const nested = {
    s1: forEach('l', { collect: 'steps.deep' } as Partial<Step>),
    s2: forEach('m', {}, ['s1', 'each']),
    s3: map('deep', '{{ item }}', ['s2', 'each']),
  }
  expect(problems(nested)).toEqual(['s1/collect step_in_loop'])
})

test('inside a loop, the steps of the same and of outer iterations and the loops themselves may be used', () => {
  const steps = {
    s1: forEach('l'),
    s2: map('first', '{{ item }}', ['s1', 'each']),
    s3: forEach('m', { items: '{{ steps.first }}' } as Partial<Step>, ['s1', 'each']),
    s4: map('deep', '{{ steps.first }}{{ steps.l.item }}{{ steps.m.index }}', ['s3', 'each']),
  }
  expect(problems(steps, [['s2', 's3']])).toEqual([])
})

test('a stop condition sees the output of its own step, a skip condition does not', () => {
  expect(problems({ s1: map('a', '1', undefined, { stopWhen: 'steps.a > 1' }) })).toEqual([])
  expect(problems({ s1: map('a', '1', undefined, { skipWhen: 'steps.a > 1' }) })).toEqual(['s1/skipWhen step_not_before'])
  expect(problems({ s1: map('a', '1', undefined, { skipWhen: '{{ a }} {{ b }}', stopWhen: 'nobody' }) })).toEqual([
    's1/skipWhen condition_not_one',
    's1/stopWhen unknown_name',
  ])
})

test('a code step has its conditions checked as well', () => {
  const code: Step = { kind: 'code', name: 'c', code: 'return 1', skipWhen: 'nobody', stopWhen: 'steps.c' }
  expect(problems({ s1: code })).toEqual(['s1/skipWhen unknown_name'])
})

test('lanes of a parallel do not see each other, and what follows is told that they may not have run', () => {
  const steps = (other: string, after: string): Record<string, Step> => ({
    s1: {
      kind: 'parallel',
      name: 'p',
      join: 'any',
      fail: 'wait',
      lanes: [
        { lane: 'a', title: 'A' },
        { lane: 'b', title: 'B' },
      ],
    },
    s2: map('one', '1', ['s1', 'a']),
    s3: map('two', other, ['s1', 'b']),
    s4: map('after', after),
  })
  const edges: Array<[string, string]> = [['s1', 's4']]
  expect(problems(steps('{{ steps.one }}', ''), edges)).toEqual(['s3/value step_not_before'])
  expect(problems(steps('', '{{ steps.one.x }}'), edges)).toEqual(['s4/value step_may_not_run (warning)'])
  const all = steps('', '{{ steps.one.x }}')
  expect(problems({ ...all, s1: { ...all['s1'], join: 'all' } as Step }, edges)).toEqual([])
  expect(problems({ ...all, s1: { ...all['s1'], join: 'all', fail: 'continue' } as Step }, edges)).toHaveLength(1)
})

test('the finally lane may use every step, as one that may not have run', () => {
  const steps = (value: string): Record<string, Step> => ({ s1: map('a', '1'), s2: map('end', value, ['flow', 'finally']) })
  expect(problems(steps('{{ steps.a?.x }}{{ run.outcome.status }}'))).toEqual([])
  expect(problems(steps('{{ steps.a.x }}'))).toEqual(['s2/value step_may_not_run (warning)'])
  expect(problems({ s1: map('a', '{{ steps.end?.x }}'), s2: map('end', '1', ['flow', 'finally']) })).toEqual(['s1/value step_not_before'])
})

test('links are those of steps that wait outside of loops', () => {
  const wait: Step = { kind: 'wait', name: 'wait' }
  expect(problems({ s1: map('a', '{{ run.links.wait.resume }}{{ run.links.$s2.cancel }}{{ run.id }}'), s2: wait })).toEqual([])
  expect(problems({ s1: map('a', '{{ run.links.nobody }}'), s2: wait })).toEqual(['s1/value step_unknown'])
  expect(problems({ s1: map('a', '{{ run.links.a }}') })).toEqual(['s1/value step_without_links'])
  expect(
    problems({ s1: forEach('l'), s2: { ...wait, parent: { container: 's1', lane: 'each' } }, s3: map('a', '{{ run.links.wait }}') }),
  ).toEqual(['s3/value step_without_links'])
})

test('lists and figures are named', () => {
  const figure = (name: string) => ({ name, figure: 'count' as const })
  expect(
    problems({
      s1: { kind: 'aggregate', name: 'a', items: '', groupBy: 'item', figures: [figure('x'), figure('x'), figure('key'), figure('a b')] },
      s2: forEach('b', { items: '' } as Partial<Step>),
      s3: { kind: 'filter', name: 'c', items: '', condition: '' },
      s4: { kind: 'split', name: 'd', items: '', size: 1 },
    }),
  ).toEqual([
    's1/figures/1/name figure_name_invalid',
    's1/figures/2/name figure_name_invalid',
    's1/figures/3/name figure_name_invalid',
    's1/items items_missing',
    's2/items items_missing',
    's3/items items_missing',
    's3/condition condition_empty',
    's4/items items_missing',
  ])
})
