import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlowDefinition, RunState, Step, StepRecord } from './definition.ts'
import { graphOf } from './graph.ts'
import { applyRecord } from './run-state.ts'
import { nextReady } from './walk.ts'

type Steps = FlowDefinition['steps']

function map(parent?: Step['parent'], more: Partial<Step> = {}): Step {
  return { kind: 'map', name: 'x', value: null, ...(parent === undefined ? {} : { parent }), ...more } as Step
}

function branch(parent?: Step['parent']): Step {
  return { kind: 'branch', name: 'x', condition: 'true', ...(parent === undefined ? {} : { parent }) }
}

function flow(steps: Steps, edges: Array<[string, string]> = []) {
  return { steps, edges: Object.fromEntries(edges.map(([from, to], i) => [`e${i}`, { from, to }])) }
}

/** Runs a flow to its end with `decide` as the outside world; the paths in the order they ran. */
function runAll(definition: ReturnType<typeof flow>, decide: (id: string, step: Step) => StepRecord) {
  const state: RunState = { trigger: null, steps: {}, loops: {} }
  const order: string[] = []
  for (let turn = 0; turn <= Object.keys(definition.steps).length; turn++) {
    const next = nextReady(definition, state)
    if (next.kind === 'ended') return { order, records: state.steps, end: next }
    const [item] = next.items
    const step = item === undefined ? undefined : definition.steps[item.stepId]
    if (item === undefined || step === undefined) throw new Error('the walk named an unknown step')
    order.push(item.path)
    applyRecord(state, item.path, decide(item.stepId, step))
  }
  throw new Error('the run did not end')
}

const done = (_id: string, step: Step): StepRecord => ({
  status: 'done',
  output: null,
  ...(step.kind === 'branch' ? { lane: 'then' } : {}),
})

test('steps run in the order of their edges, and independent ones by id', () => {
  const definition = flow({ c: map(), a: map(), b: map(), d: map() }, [
    ['d', 'a'],
    ['a', 'b'],
  ])
  expect(runAll(definition, done).order).toEqual(['c', 'd', 'a', 'b'])
})

test('a branch runs the lane it took, and what follows the branch waits for that lane', () => {
  const definition = flow(
    {
      b: branch(),
      t1: map({ container: 'b', lane: 'then' }),
      t2: map({ container: 'b', lane: 'then' }),
      e: map({ container: 'b', lane: 'else' }),
      after: map(),
    },
    [
      ['b', 'after'],
      ['t2', 't1'],
    ],
  )
  expect(runAll(definition, done).order).toEqual(['b', 't2', 't1', 'after'])
  const other = runAll(definition, (id, step) => ({ ...done(id, step), ...(id === 'b' ? { lane: 'else' } : {}) }))
  expect(other.order).toEqual(['b', 'e', 'after'])
})

test('a failed step ends the run, goes on, or runs its error lane, as its policy says', () => {
  const failing = (id: string, step: Step): StepRecord =>
    id === 'a' ? { status: 'failed', error: { code: 'x', message: 'x' } } : done(id, step)
  const edges: Array<[string, string]> = [['a', 'z']]
  expect(runAll(flow({ a: map(), z: map() }, edges), failing)).toMatchObject({
    order: ['a'],
    end: { outcome: 'error', failedPath: 'a', error: { code: 'x' } },
  })
  expect(runAll(flow({ a: map(undefined, { onError: 'continue' }), z: map() }, edges), failing)).toMatchObject({
    order: ['a', 'z'],
    end: { outcome: 'success' },
  })
  const withLane = flow({ a: map(undefined, { onError: 'lane' }), r: map({ container: 'a', lane: 'error' }), z: map() }, edges)
  expect(runAll(withLane, failing)).toMatchObject({ order: ['a', 'r', 'z'], end: { outcome: 'success' } })
  expect(runAll(withLane, done).order).toEqual(['a', 'z'])
})

test('a step that is switched off is passed over and what follows it runs', () => {
  expect(
    runAll(
      flow({ a: map(), b: map(undefined, { disabled: true }), c: map() }, [
        ['a', 'b'],
        ['b', 'c'],
      ]),
      done,
    ).order,
  ).toEqual(['a', 'c'])
})

test('a stop ends the run although other steps could still run', () => {
  const stop: Step = { kind: 'stop', name: 'x', outcome: 'success' }
  expect(runAll(flow({ a: stop, z: map() }), done)).toMatchObject({ order: ['a'], end: { outcome: 'success' } })
  const failed = runAll(flow({ a: { ...stop, outcome: 'error' }, z: map() }), () => ({
    status: 'failed',
    error: { code: 'stopped', message: 'no' },
  }))
  expect(failed.end).toMatchObject({ outcome: 'error', failedPath: 'a', error: { code: 'stopped' } })
})

test('steps in a circle or under an unknown parent never run, and the run still ends', () => {
  const definition = flow({ a: map(), b: map(), c: map({ container: 'nobody', lane: 'then' }) }, [
    ['a', 'b'],
    ['b', 'a'],
    ['a', 'nobody'],
  ])
  expect(runAll(definition, done).order).toEqual([])
  expect(graphOf(definition).cyclic).toEqual(['a', 'b'])
})

const anyFlow = fc
  .array(
    fc.record({
      branch: fc.boolean(),
      parent: fc.nat(),
      lane: fc.constantFrom('then', 'else', 'error'),
      onError: fc.constantFrom(undefined, 'continue', 'lane', 'fail'),
      off: fc.nat(9),
      edges: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((rows) => {
    const steps: Steps = {}
    const edges: Array<[string, string]> = []
    rows.forEach((row, i) => {
      const container = row.parent % (i + 2)
      const parent = container < i ? { container: `s${container}`, lane: row.lane } : undefined
      steps[`s${i}`] = {
        ...(row.branch ? branch(parent) : map(parent)),
        ...(row.onError === undefined ? {} : { onError: row.onError as 'continue' }),
        ...(row.off === 0 ? { disabled: true } : {}),
      }
      for (const from of row.edges) if (i > 0) edges.push([`s${from % i}`, `s${i}`])
    })
    return flow(steps, edges)
  })

const anyWorld = fc.func(fc.constantFrom('then', 'else', 'fail'))

function worldOf(answer: (id: string) => string) {
  return (id: string, step: Step): StepRecord => {
    const word = answer(id)
    if (word === 'fail') return { status: 'failed', error: { code: 'x', message: 'x' } }
    return { status: 'done', output: null, ...(step.kind === 'branch' ? { lane: word } : {}) }
  }
}

test('no step ever runs before a step that leads to it, none runs twice, and every run ends', () => {
  fc.assert(
    fc.property(anyFlow, anyWorld, (definition, answer) => {
      const { order } = runAll(definition, worldOf(answer))
      expect(new Set(order).size).toBe(order.length)
      const { predecessors } = graphOf(definition)
      order.forEach((id, at) => {
        for (const before of predecessors.get(id) ?? []) {
          const was = order.indexOf(before)
          expect(was < at && (was >= 0 || definition.steps[before]?.disabled === true)).toBe(true)
        }
        const container = definition.steps[id]?.parent?.container
        if (container !== undefined) expect(order.slice(0, at)).toContain(container)
      })
    }),
  )
})

test('the order is the same whatever order the stored keys come back in', () => {
  fc.assert(
    fc.property(anyFlow, anyWorld, fc.infiniteStream(fc.nat()), (definition, answer, luck) => {
      const shuffled = <T>(record: Record<string, T>): Record<string, T> =>
        Object.fromEntries(
          Object.entries(record)
            .map((entry) => ({ entry, key: luck.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ entry }) => entry),
        )
      const other = { steps: shuffled(definition.steps), edges: shuffled(definition.edges) }
      expect(runAll(other, worldOf(answer)).order).toEqual(runAll(definition, worldOf(answer)).order)
    }),
  )
})

test('a stop step that is skipped does not end the run', () => {
  const stop = { kind: 'stop', name: 'x', outcome: 'error', skipWhen: 'true' } as Step
  const definition = flow({ b: stop, z: map() }, [['b', 'z']])
  const skipped: StepRecord = { status: 'done', output: null, skippedBy: 'skipWhen' }
  expect(runAll(definition, (id, step) => (id === 'b' ? skipped : done(id, step))).order).toEqual(['b', 'z'])
})
