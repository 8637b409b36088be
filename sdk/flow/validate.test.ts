import { expect, test } from 'vitest'
import type { FlowDefinition, Step } from './definition.ts'
import { type FlowFacts, problemsOf } from './validate.ts'

const one: Step = { kind: 'map', name: 'one', value: 1 }
const two: Step = { kind: 'map', name: 'two', value: '{{ steps.one }}' }

function codes(definition: Partial<FlowDefinition>, facts?: FlowFacts): string[] {
  const whole: FlowDefinition = { trigger: { kind: 'manual' }, steps: {}, edges: {}, settings: {}, layout: {}, ...definition }
  return problemsOf(whole, facts).map(
    (problem) => `${problem.stepId}${problem.field} ${problem.code}${problem.severity === 'warning' ? ' (warning)' : ''}`,
  )
}

test('a flow without faults has no problems', () => {
  expect(codes({ steps: { s1: one, s2: two }, edges: { e1: { from: 's1', to: 's2' } } })).toEqual([])
})

test('connections must join steps of one lane and form no circle', () => {
  const inner: Step = { kind: 'map', name: 'inner', value: 1, parent: { container: 's3', lane: 'then' } }
  const branch: Step = { kind: 'branch', name: 'b', condition: 'true' }
  const steps = { s1: one, s2: { ...one, name: 'x' }, s3: branch, s4: inner }
  expect(codes({ steps, edges: { e1: { from: 's1', to: 's2' }, e2: { from: 's2', to: 's1' } } })).toEqual(['s1 cycle', 's2 cycle'])
  expect(
    codes({
      steps,
      edges: {
        e1: { from: 's1', to: 's4' },
        e2: { from: 's1', to: 's1' },
        e3: { from: 's9', to: 's1' },
        e4: { from: 's1', to: 'toString' },
      },
    }),
  ).toEqual(['s4/edges/e1 edge_crosses_lanes', 's1/edges/e2 edge_self', 's1/edges/e3 edge_unknown_step', 'flow/edges/e4 edge_unknown_step'])
})

test('a step sits in a lane that exists, and not inside itself', () => {
  const at = (container: string, lane: string): Step => ({
    kind: 'branch',
    name: container + lane,
    condition: 'true',
    parent: { container, lane },
  })
  expect(
    codes({
      steps: { s1: at('s9', 'then'), s2: { kind: 'branch', name: 'b', condition: 'true' }, s3: at('s2', 'error'), s4: at('s4', 'then') },
    }),
  ).toEqual(['s1/parent parent_unknown', 's3/parent/lane lane_unknown', 's4/parent parent_cycle'])
})

test('names are identifiers and unique', () => {
  expect(codes({ steps: { s1: one, s2: one, s3: { ...one, name: 'a b' }, s4: { ...one, name: '' } } })).toEqual([
    's2/name name_taken',
    's3/name name_invalid',
    's4/name name_invalid',
  ])
})

test('a response needs a caller that waits', () => {
  const respond: Step = { kind: 'respond', name: 'r', status: 200, body: null }
  expect(codes({ steps: { s1: respond } })).toEqual(['s1 respond_without_webhook'])
  expect(codes({ steps: { s1: respond }, trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' } })).toEqual([
    's1 respond_without_webhook',
  ])
  expect(codes({ steps: { s1: respond }, trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'flow' } })).toEqual([])
})

test('a step may use what runs before it, and is told when that may not have run', () => {
  const edges = { e1: { from: 's1', to: 's2' } }
  expect(codes({ steps: { s1: { ...one, value: '{{ steps.two }}' }, s2: { ...one, name: 'two' } }, edges })).toEqual([
    's1/value step_not_before',
  ])
  const inLane: Step = { ...one, parent: { container: 's1', lane: 'then' } }
  const steps = (value: string): FlowDefinition['steps'] => ({
    s1: { kind: 'branch', name: 'b', condition: 'trigger.x' },
    s2: { ...two, value },
    s3: inLane,
  })
  expect(codes({ steps: steps('{{ steps.one.x }}'), edges })).toEqual(['s2/value step_may_not_run (warning)'])
  expect(codes({ steps: steps('{{ steps.one?.x }}'), edges })).toEqual([])
})

test('every faulty field is named', () => {
  const steps: FlowDefinition['steps'] = {
    s1: { ...one, value: { a: ['{{ 1 + }}', 'x {{ nobody }}', '{{ open'] } },
    s2: { kind: 'branch', name: 'b', condition: '{{ a }} {{ b }}' },
    s3: { kind: 'branch', name: 'c', condition: ' ' },
    s4: { kind: 'code', name: 'd', code: 'return steps.nobody' },
    s5: { kind: 'code', name: 'e', code: ' ' },
  }
  expect(codes({ steps })).toEqual([
    's1/value/a/0 expression_syntax',
    's1/value/a/1 unknown_name',
    's1/value/a/2 expression_not_closed',
    's2/condition condition_not_one',
    's3/condition condition_empty',
    's4/code step_unknown',
    's5/code code_empty',
  ])
})

test('what the server knows of connectors and connections is checked when it is given', () => {
  const action: Step = { kind: 'action', name: 'a', plugin: 'p', action: 'x', connectionId: 'c1', input: {} }
  const definition: Partial<FlowDefinition> = {
    steps: { s1: action, s2: { ...action, name: 'b', connectionId: '' } },
    trigger: { kind: 'connector', plugin: 'q', trigger: 't', connectionId: 'c2' },
  }
  expect(codes(definition)).toEqual([])
  expect(codes(definition, { hasPlugin: (plugin) => plugin === 'p', hasAction: () => false, hasConnection: () => false })).toEqual([
    'trigger/plugin plugin_unknown',
    'trigger/connectionId connection_unknown',
    's1/action action_unknown',
    's1/connectionId connection_unknown',
    's2/action action_unknown',
    's2/connectionId connection_missing',
  ])
})

test('a message says what and where in both languages', () => {
  const [problem] = problemsOf({
    trigger: { kind: 'manual' },
    steps: { s1: { ...one, value: '{{ steps.pedido }}' } },
    edges: {},
    settings: {},
    layout: {},
  })
  expect(problem?.message).toEqual({ en: 'There is no step "pedido".', 'pt-BR': 'Não existe a etapa "pedido".' })
})

test('a flow of 300 steps that all use each other is judged while its author types', () => {
  const ids = Array.from({ length: 300 }, (_, at) => `s${String(at).padStart(3, '0')}`)
  const steps = Object.fromEntries(
    ids.map((id, at): [string, Step] => [id, { kind: 'map', name: id, value: at === 0 ? 1 : `{{ steps.${ids[at - 1]} + steps.s000 }}` }]),
  )
  const edges = Object.fromEntries(ids.slice(1).map((id, at) => [`e${id}`, { from: ids[at] ?? '', to: id }]))
  const took = [1, 2, 3].map(() => {
    const started = performance.now()
    expect(codes({ steps, edges })).toEqual([])
    return performance.now() - started
  })
  // Some 20 ms; when each step asked for the whole graph anew it took two seconds, in the process that serves everybody.
  expect(Math.min(...took)).toBeLessThan(400)
})
