import { expect, test } from 'vitest'
import type { FlowDefinition, Json, ParallelStep, RunState, Step, StepRecord } from './definition.ts'
import { isOutsideKind } from './definition-steps.ts'
import { applyRecord, iterationOf, LAST_ITERATION } from './run-state.ts'
import { nextReady, type WalkDecision, type WalkItem } from './walk.ts'

type Parent = [container: string, lane: string]

function at(parent?: Parent): Pick<Step, 'parent'> {
  return parent === undefined ? {} : { parent: { container: parent[0], lane: parent[1] } }
}

function map(parent?: Parent, more: Partial<Step> = {}): Step {
  return { kind: 'map', name: 'x', value: null, ...at(parent), ...more } as Step
}

function wait(parent?: Parent, more: Partial<Step> = {}): Step {
  return { kind: 'wait', name: 'x', ...at(parent), ...more } as Step
}

function forEach(parent?: Parent, more: Partial<Step> = {}): Step {
  return { kind: 'forEach', name: 'x', items: '', atOnce: 1, ...at(parent), ...more } as Step
}

function whileLoop(parent?: Parent): Step {
  return { kind: 'while', name: 'x', condition: '', maxIterations: 9, ...at(parent) }
}

function parallel(join: ParallelStep['join'], fail: ParallelStep['fail'], lanes = ['a', 'b', 'c']): Step {
  return { kind: 'parallel', name: 'x', join, fail, lanes: lanes.map((lane) => ({ lane, title: lane.toUpperCase() })) }
}

const FAILED: StepRecord = { status: 'failed', error: { code: 'x', message: 'no' } }

/** What becomes of an item: a record, or for the collect of an iteration its result. */
type World = (item: WalkItem) => StepRecord | undefined

interface Played {
  order: string[]
  state: RunState
  end: Extract<WalkDecision, { kind: 'ended' }>
  /** Outside steps that could run together, each time only they were left. */
  together: string[][]
}

/** Runs a flow to its end: pure items one at a time, outside steps only when nothing else is left. `loops`: their lists or bounds. */
function play(
  definition: Pick<FlowDefinition, 'steps' | 'edges'>,
  world: World = () => undefined,
  loops: Record<string, Json[] | number> = {},
): Played {
  const state: RunState = { trigger: null, steps: {}, loops: {} }
  const order: string[] = []
  const together: string[][] = []
  for (let turn = 0; turn < 500; turn++) {
    const next = nextReady(definition, state)
    if (next.kind === 'ended') return { order, state, end: next, together }
    const outside = next.items.filter((item) => item.do === 'run' && isOutsideKind(definition.steps[item.stepId]?.kind ?? 'map'))
    const item = next.items.find((each) => !outside.includes(each)) ?? outside[0]
    if (item === undefined) throw new Error('nothing can run, and nothing is busy')
    if (outside.length === next.items.length) together.push(outside.map(({ path }) => path))
    order.push(item.do === 'run' ? item.path : `${item.path} ${item.do}`)
    const [path, record] = become(definition, item, world(item), loops)
    applyRecord(state, path, record)
  }
  throw new Error('the run did not end')
}

function become(
  definition: Pick<FlowDefinition, 'steps'>,
  item: WalkItem,
  given: StepRecord | undefined,
  loops: Record<string, Json[] | number>,
): [path: string, record: StepRecord] {
  if (item.do === 'close') return [item.path, item.record]
  if (item.do === 'iterate') {
    const bound = loops[item.stepId]
    const goesOn = typeof bound === 'number' && item.index < bound
    return goesOn ? [`${item.path}[${item.index}]`, { status: 'open' }] : [item.path, { status: 'done' }]
  }
  if (given !== undefined) return [item.path, given]
  if (item.do === 'check') return [item.path, { status: 'done', output: false }]
  if (item.do === 'collect') {
    const output = item.error === undefined ? (iterationOf(item.path)?.index ?? null) : { error: item.error.code }
    return [item.path, { status: 'done', output }]
  }
  const kind = definition.steps[item.stepId]?.kind
  const list = loops[item.stepId]
  if (kind === 'forEach') return [item.path, { status: 'open', output: { items: Array.isArray(list) ? list : [] } }]
  if (kind === 'while') return [item.path, { status: 'open', output: { bound: 9 } }]
  if (kind === 'parallel') return [item.path, { status: 'open' }]
  return [item.path, { status: 'done', output: null, ...(kind === 'branch' ? { lane: 'then' } : {}) }]
}

const failing =
  (...paths: string[]): World =>
  (item) =>
    item.do === 'run' && paths.includes(item.path) ? FAILED : undefined

test('a for-each runs its items one after the other, and forgets what happened inside', () => {
  const { order, state } = play(
    { steps: { l: forEach(), x: map(['l', 'each']), z: map() }, edges: { e: { from: 'l', to: 'z' } } },
    undefined,
    {
      l: ['a', 'b'],
    },
  )
  expect(order).toEqual(['l', 'l[0]/x', 'l[0] collect', 'l[1]/x', 'l[1] collect', 'l close', 'z'])
  expect(Object.keys(state.steps).sort()).toEqual(['l', 'z'])
  expect(state.loops).toEqual({})
  expect(state.steps['l']).toEqual({ status: 'done', output: { results: [0, 1], count: 2, stopped: false } })
})

test('an open loop keeps no item and no step of an iteration that is over', () => {
  const definition = { steps: { l: forEach(), x: map(['l', 'each']) }, edges: {} }
  const state: RunState = { trigger: null, steps: {}, loops: {} }
  applyRecord(state, 'l', { status: 'open', output: { items: ['a', 'b', 'c'] } })
  applyRecord(state, 'l[0]/x', { status: 'done', output: 1 })
  expect(state.loops['l']).toMatchObject({ next: 1, open: [0] })
  applyRecord(state, 'l[0]', { status: 'done', output: 'r' })
  expect(state.loops['l']).toEqual({
    count: 3,
    items: { 1: 'b', 2: 'c' },
    next: 1,
    open: [],
    results: { 0: 'r' },
    previous: 'r',
    stopped: false,
  })
  expect(state.steps).toEqual({ l: { status: 'open' } })
  expect(nextReady(definition, state)).toEqual({ kind: 'open', items: [{ do: 'run', path: 'l[1]/x', stepId: 'x' }] })
})

test('a for-each with several at once keeps that many iterations going, and its results in the order of the items', () => {
  const definition = { steps: { l: forEach(undefined, { atOnce: 3 } as Partial<Step>), x: wait(['l', 'each']) }, edges: {} }
  const { together, state } = play(definition, undefined, { l: [0, 1, 2, 3, 4] })
  expect(together[0]).toEqual(['l[0]/x', 'l[1]/x', 'l[2]/x'])
  expect(together[1]).toEqual(['l[1]/x', 'l[2]/x', 'l[3]/x'])
  expect(together.every((paths) => paths.length <= 3)).toBe(true)
  expect(Object(state.steps['l']?.output).results).toEqual([0, 1, 2, 3, 4])
})

test('iterations that end out of order are not lost, and give their results in order', () => {
  const definition = { steps: { l: forEach(undefined, { atOnce: 2 } as Partial<Step>), x: wait(['l', 'each']) }, edges: {} }
  const state: RunState = { trigger: null, steps: {}, loops: {} }
  applyRecord(state, 'l', { status: 'open', output: { items: ['a', 'b', 'c'] } })
  for (const path of ['l[1]/x', 'l[0]/x']) applyRecord(state, path, { status: 'done', output: null })
  applyRecord(state, 'l[1]', { status: 'done', output: 'B' })
  expect(nextReady(definition, state)).toMatchObject({
    items: [
      { do: 'collect', path: 'l[0]' },
      { do: 'run', path: 'l[2]/x' },
    ],
  })
  applyRecord(state, 'l[0]', { status: 'done', output: 'A' })
  applyRecord(state, 'l[2]/x', { status: 'done', output: null })
  applyRecord(state, 'l[2]', { status: 'done', output: 'C' })
  applyRecord(state, 'l', { status: 'done' })
  expect(state.steps['l']?.output).toEqual({ results: ['A', 'B', 'C'], count: 3, stopped: false })
})

test('busy steps are not offered again, and the ones beside them are', () => {
  const definition = { steps: { p: parallel('all', 'wait', ['a', 'b']), x: wait(['p', 'a']), y: wait(['p', 'b']) }, edges: {} }
  const state: RunState = { trigger: null, steps: { p: { status: 'open' } }, loops: {} }
  expect(nextReady(definition, state, new Set(['x']))).toEqual({ kind: 'open', items: [{ do: 'run', path: 'y', stepId: 'y' }] })
  expect(nextReady(definition, state, new Set(['x', 'y']))).toEqual({ kind: 'open', items: [] })
})

test('a loop that is told to stop starts nothing more, and finishes what has started', () => {
  const definition = { steps: { l: forEach(undefined, { atOnce: 2 } as Partial<Step>), x: wait(['l', 'each']) }, edges: {} }
  const state: RunState = { trigger: null, steps: {}, loops: {} }
  applyRecord(state, 'l', { status: 'open', output: { items: [0, 1, 2, 3] } })
  applyRecord(state, 'l[0]/x', { status: 'done' })
  applyRecord(state, 'l[0]', { status: 'done', output: 'last', lane: LAST_ITERATION })
  expect(nextReady(definition, state, new Set(['l[1]/x']))).toEqual({ kind: 'open', items: [] })
  applyRecord(state, 'l[1]/x', { status: 'done' })
  applyRecord(state, 'l[1]', { status: 'done', output: 1 })
  expect(nextReady(definition, state)).toMatchObject({ items: [{ do: 'close', path: 'l' }] })
  applyRecord(state, 'l', { status: 'done' })
  expect(state.steps['l']?.output).toEqual({ results: ['last', 1], count: 2, stopped: true })
})

test('a while loop asks before each iteration', () => {
  const { order, state } = play({ steps: { w: whileLoop(), x: map(['w', 'each']) }, edges: {} }, undefined, { w: 2 })
  expect(order).toEqual(['w', 'w iterate', 'w[0]/x', 'w[0] collect', 'w iterate', 'w[1]/x', 'w[1] collect', 'w iterate'])
  expect(state.steps['w']?.output).toEqual({ results: [0, 1], count: 2, stopped: false })
})

test('loops in loops run each inner iteration under its own path', () => {
  const steps = { l: forEach(), m: forEach(['l', 'each']), x: map(['m', 'each']) }
  const { order, state } = play({ steps, edges: {} }, undefined, { l: [1, 2], m: ['a', 'b'] })
  expect(order).toEqual([
    'l',
    'l[0]/m',
    'l[0]/m[0]/x',
    'l[0]/m[0] collect',
    'l[0]/m[1]/x',
    'l[0]/m[1] collect',
    'l[0]/m close',
    'l[0] collect',
    'l[1]/m',
    'l[1]/m[0]/x',
    'l[1]/m[0] collect',
    'l[1]/m[1]/x',
    'l[1]/m[1] collect',
    'l[1]/m close',
    'l[1] collect',
    'l close',
  ])
  expect(Object.keys(state.steps)).toEqual(['l'])
})

test('a failed step fails its iteration and so the loop, whose own policy then decides', () => {
  const edges = { e: { from: 'l', to: 'z' } }
  const flow = (more: Partial<Step>) => ({
    steps: { l: forEach(undefined, more), x: map(['l', 'each']), r: map(['l', 'error']), z: map() },
    edges,
  })
  const world = failing('l[1]/x')
  const lists = { l: [0, 1, 2] }
  const start = ['l', 'l[0]/x', 'l[0] collect', 'l[1]/x']
  expect(play(flow({}), world, lists)).toMatchObject({
    order: [...start, 'l close'],
    end: { outcome: 'error', failedPath: 'l[1]/x', error: { code: 'x' } },
  })
  expect(play(flow({ onError: 'continue' }), world, lists).order).toEqual([...start, 'l close', 'z'])
  expect(play(flow({ onError: 'lane' }), world, lists).order).toEqual([...start, 'l close', 'r', 'z'])
  const survived = play(flow({ onIterationError: 'continue' } as Partial<Step>), world, lists)
  expect(survived.order).toEqual([...start, 'l[1] collect', 'l[2]/x', 'l[2] collect', 'l close', 'z'])
  expect(Object(survived.state.steps['l']?.output).results).toEqual([0, { error: 'x' }, 2])
})

test('an error lane inside a loop runs in the iteration of the step that failed', () => {
  const steps = { l: forEach(), x: map(['l', 'each'], { onError: 'lane' }), r: map(['x', 'error']), y: map(['l', 'each']) }
  const { order } = play({ steps, edges: { e: { from: 'x', to: 'y' } } }, failing('l[0]/x'), { l: [0, 1] })
  expect(order).toEqual(['l', 'l[0]/x', 'l[0]/r', 'l[0]/y', 'l[0] collect', 'l[1]/x', 'l[1]/y', 'l[1] collect', 'l close'])
})

test('the error lane of a loop runs outside of its iterations, and a failure in it fails the run', () => {
  const steps = { l: forEach(undefined, { onError: 'lane' }), x: map(['l', 'each']), r: map(['l', 'error']), z: map() }
  const played = play({ steps, edges: { e: { from: 'l', to: 'z' } } }, failing('l[0]/x', 'r'), { l: [0] })
  expect(played.order.slice(-2)).toEqual(['l close', 'r'])
  expect(played.end).toMatchObject({ outcome: 'error', failedPath: 'r' })
})

test('a failure two loops deep is caught by the inner loop when it survives failed iterations', () => {
  const inner = forEach(['l', 'each'], { onIterationError: 'continue' } as Partial<Step>)
  const { end, state } = play({ steps: { l: forEach(), m: inner, x: map(['m', 'each']) }, edges: {} }, failing('l[0]/m[1]/x'), {
    l: [0],
    m: [0, 1],
  })
  expect(end.outcome).toBe('success')
  expect(state.steps['l']?.status).toBe('done')
})

test('a stop inside a loop or a lane ends the whole run', () => {
  const stop = (parent: Parent): Step => ({ kind: 'stop', name: 'x', outcome: 'success', ...at(parent) })
  const looped = play({ steps: { l: forEach(), s: stop(['l', 'each']), z: map() }, edges: { e: { from: 'l', to: 'z' } } }, undefined, {
    l: [0, 1],
  })
  expect(looped).toMatchObject({ order: ['l', 'l[0]/s'], end: { outcome: 'success' } })
  const steps = { p: parallel('all', 'wait'), x: wait(['p', 'a']), s: stop(['p', 'b']), z: map() }
  expect(play({ steps, edges: { e: { from: 'p', to: 'z' } } })).toMatchObject({ order: ['p', 's'], end: { outcome: 'success' } })
  const failed = play({ steps: { l: forEach(), s: { ...stop(['l', 'each']), outcome: 'error' } as Step }, edges: {} }, failing('l[0]/s'), {
    l: [0],
  })
  expect(failed.end).toMatchObject({ outcome: 'error', failedPath: 'l[0]/s' })
})

test('a stop condition inside a loop ends the whole run', () => {
  const steps = { l: forEach(), x: map(['l', 'each'], { stopWhen: 'true' }), z: map() }
  const world: World = (item) => (item.path === 'l[1]/x?stop' ? { status: 'done', output: true } : undefined)
  const { order, end } = play({ steps, edges: { e: { from: 'l', to: 'z' } } }, world, { l: [0, 1, 2] })
  expect(order).toEqual(['l', 'l[0]/x', 'l[0]/x?stop check', 'l[0] collect', 'l[1]/x', 'l[1]/x?stop check'])
  expect(end).toEqual({ kind: 'ended', outcome: 'success' })
})

const LANES = { x: wait(['p', 'a']), y: wait(['p', 'b']), w: wait(['p', 'c']) }

function joined(join: ParallelStep['join'], fail: ParallelStep['fail'], ...failed: string[]): Played {
  return play({ steps: { p: parallel(join, fail), ...LANES, z: map() }, edges: { e: { from: 'p', to: 'z' } } }, failing(...failed))
}

test('a parallel offers the first steps of all lanes together', () => {
  expect(joined('all', 'wait').together[0]).toEqual(['x', 'y', 'w'])
})

test('a parallel goes on when all lanes are over, any one, or the first n', () => {
  expect(joined('all', 'wait').order).toEqual(['p', 'x', 'y', 'w', 'p close', 'z'])
  expect(joined('any', 'wait').order).toEqual(['p', 'x', 'p close', 'z'])
  expect(joined({ first: 2 }, 'wait').order).toEqual(['p', 'x', 'y', 'p close', 'z'])
  expect(joined({ first: 9 }, 'wait').order).toEqual(['p', 'x', 'y', 'w', 'p close', 'z'])
  expect(joined({ first: 2 }, 'wait').state.steps['p']?.output).toEqual({ finished: ['A', 'B'], failed: [] })
})

test('a failed lane fails a parallel at once, at the end, or is only named, as its policy says', () => {
  expect(joined('all', 'fast', 'x')).toMatchObject({
    order: ['p', 'x', 'p close'],
    end: { outcome: 'error', failedPath: 'x', error: { code: 'x' } },
  })
  expect(joined('all', 'wait', 'x')).toMatchObject({ order: ['p', 'x', 'y', 'w', 'p close'], end: { outcome: 'error', failedPath: 'x' } })
  const named = joined('all', 'continue', 'x')
  expect(named).toMatchObject({ order: ['p', 'x', 'y', 'w', 'p close', 'z'], end: { outcome: 'success' } })
  expect(named.state.steps['p']?.output).toEqual({ finished: ['B', 'C'], failed: [{ lane: 'A', error: { code: 'x', message: 'no' } }] })
})

test('a parallel that needs some lanes only outlives the failure of others', () => {
  expect(joined('any', 'wait', 'x')).toMatchObject({ order: ['p', 'x', 'y', 'p close', 'z'], end: { outcome: 'success' } })
  expect(joined({ first: 2 }, 'wait', 'x').end.outcome).toBe('success')
  expect(joined({ first: 2 }, 'wait', 'x', 'y').end).toMatchObject({ outcome: 'error', failedPath: 'x' })
  expect(joined('any', 'continue', 'x', 'y', 'w').state.steps['p']?.output).toMatchObject({ finished: [] })
  expect(joined('any', 'fast', 'x').end.outcome).toBe('error')
})

test('a failed parallel runs its error lane, and its lanes may hold branches and loops', () => {
  const steps = {
    p: { ...parallel('all', 'fast', ['a', 'b']), onError: 'lane' } as Step,
    l: forEach(['p', 'a']),
    x: map(['l', 'each']),
    b: { kind: 'branch', name: 'x', condition: '', ...at(['p', 'b']) } as Step,
    t: map(['b', 'then']),
    r: map(['p', 'error']),
  }
  expect(play({ steps, edges: {} }, undefined, { l: [0] }).order).toEqual([
    'p',
    'l',
    'l[0]/x',
    'l[0] collect',
    'l close',
    'b',
    't',
    'p close',
  ])
  expect(play({ steps, edges: {} }, failing('t'), { l: [0] }).order.slice(-2)).toEqual(['p close', 'r'])
})

test('an empty lane is over at once, and so is a parallel without lanes', () => {
  expect(play({ steps: { p: parallel('all', 'wait'), x: map(['p', 'b']) }, edges: {} }).order).toEqual(['p', 'x', 'p close'])
  expect(play({ steps: { p: parallel('all', 'wait', []) }, edges: {} }).state.steps['p']?.output).toEqual({ finished: [], failed: [] })
})

test('the finally lane runs when the outcome is known, whatever it is', () => {
  const definition = { steps: { x: map(), f: map(['flow', 'finally']), g: map(['flow', 'finally']) }, edges: { e: { from: 'f', to: 'g' } } }
  expect(play(definition).order).toEqual(['x'])
  const state: RunState = { trigger: null, steps: { x: FAILED }, loops: {}, outcome: { status: 'failed' } }
  expect(nextReady(definition, state)).toEqual({ kind: 'open', items: [{ do: 'run', path: 'f', stepId: 'f' }] })
  applyRecord(state, 'f', { status: 'done' })
  applyRecord(state, 'g', { status: 'done' })
  expect(nextReady(definition, state)).toEqual({ kind: 'ended', outcome: 'success' })
})

test('the lane of an outcome that an action or a person gave runs, with what follows after it', () => {
  const action: Step = {
    kind: 'action',
    name: 'x',
    plugin: 'p',
    action: 'a',
    connectionId: 'c',
    input: null,
    outcomes: ['found', 'missing'],
  }
  const steps = { s: action, f: map(['s', 'found']), m: map(['s', 'missing']), z: map() }
  const world: World = (item) => (item.path === 's' ? { status: 'done', output: 1, lane: 'missing' } : undefined)
  expect(play({ steps, edges: { e: { from: 's', to: 'z' } } }, world).order).toEqual(['s', 'm', 'z'])
})

test('a skipped step takes no lane and is not asked whether the run stops', () => {
  const branch = { kind: 'branch', name: 'x', condition: '', stopWhen: 'true', skipWhen: 'true' } as Step
  const world: World = (item) => (item.path === 'b' ? { status: 'done', output: null, skippedBy: 'skipWhen' } : undefined)
  const { order } = play({ steps: { b: branch, t: map(['b', 'then']), z: map() }, edges: { e: { from: 'b', to: 'z' } } }, world)
  expect(order).toEqual(['b', 'z'])
})

test('a loop that fails takes what is still open in it along', () => {
  const definition = {
    steps: { l: forEach(undefined, { atOnce: 2, onError: 'continue' } as Partial<Step>), x: wait(['l', 'each']), z: map() },
    edges: { e: { from: 'l', to: 'z' } },
  }
  const { order, state } = play(definition, failing('l[0]/x'), { l: [0, 1] })
  expect(order).toEqual(['l', 'l[0]/x', 'l close', 'z'])
  expect([Object.keys(state.steps), state.loops]).toEqual([['l', 'z'], {}])
})

test('a long list costs no more per step when most of it is over', () => {
  const definition = { steps: { l: forEach(), x: map(['l', 'each']) }, edges: {} }
  const state: RunState = { trigger: null, steps: {}, loops: {} }
  applyRecord(state, 'l', { status: 'open', output: { items: Array.from({ length: 20_000 }, (_, i) => i) } })
  let steps = 0
  for (let i = 0; i < 20_000; i++) {
    applyRecord(state, `l[${i}]/x`, { status: 'done', output: i })
    applyRecord(state, `l[${i}]`, { status: 'done', output: i })
    if (i % 1000 === 0) steps = Math.max(steps, Object.keys(state.steps).length + (state.loops['l']?.open.length ?? 0))
  }
  expect(steps).toBe(1)
  expect(nextReady(definition, state)).toMatchObject({ items: [{ do: 'close' }] })
})
