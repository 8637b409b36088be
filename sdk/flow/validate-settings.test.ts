import { expect, test } from 'vitest'
import type { FlowSettings } from './definition.ts'
import { problemsOf } from './validate.ts'

function problemsWith(settings: FlowSettings): string[] {
  const step = { kind: 'map' as const, name: 'a', value: 1 }
  const definition = { trigger: { kind: 'manual' as const }, steps: { s1: step }, edges: {}, settings, layout: {} }
  return problemsOf(definition).map(({ stepId, field, code }) => `${stepId} ${field} ${code}`)
}

test('a key that is missing, is no expression or names a step is a problem of its setting', () => {
  expect(problemsWith({ fifo: { key: ' ' } })).toEqual(['flow /settings/fifo/key key_empty'])
  expect(problemsWith({ fifo: { key: 'trigger.' } })).toEqual(['flow /settings/fifo/key expression_syntax'])
  expect(problemsWith({ debounce: { key: '{{ trigger.a }}-{{ trigger.b }}', waitMs: 500 } })).toEqual([
    'flow /settings/debounce/key key_not_one',
  ])
  expect(problemsWith({ concurrency: { key: 'steps.a', limit: 1, whenFull: 'queue' } })).toEqual([
    'flow /settings/concurrency/key step_unknown',
  ])
})

test('settings without a key, or with an expression over the trigger, are fine', () => {
  expect(problemsWith({ concurrency: { limit: 1, whenFull: 'queue' }, fifo: { key: '{{ trigger.customer?.id ?? "none" }}' } })).toEqual([])
})
