import { expect, test } from 'vitest'
import type { Json, StepKind } from '../../sdk/flow/definition.ts'
import type { RunStep } from './run-steps.ts'
import { ITERATIONS_PAGE, PREVIEW_CHARS, shownSteps } from './step-previews.ts'

function step(path: string, output: Json, more: Partial<RunStep> = {}): RunStep {
  const kind: StepKind = path === 'sLoop' ? 'forEach' : 'map'
  const none = { title: null, attempts: [], input: null, error: null, lane: null, startedAt: null, durationMs: null, waitsUntil: null }
  return { path, stepId: path, name: path, kind, status: 'done', output, childRunId: null, ...none, ...more }
}

test('of a large output the beginning is shown, with its size and where the whole is', () => {
  const [small, large] = shownSteps('run_1', [step('sA', { a: 1 }), step('sL[0]/sB', 'x'.repeat(100_000))])
  expect(small).toMatchObject({ output: { a: 1 }, outputCut: null })
  expect(large?.outputCut).toEqual({ chars: 100_002, link: '/api/runs/run_1/steps/sL%5B0%5D%2FsB/output' })
  expect(String(large?.output)).toHaveLength(PREVIEW_CHARS)
})

test('the first iterations of a loop are shown and the rest by pages, but a step in trouble always', () => {
  const inner = Array.from({ length: 1000 }, (_, index) => step(`sLoop[${index}]/sA`, index, index === 700 ? { status: 'failed' } : {}))
  const steps = [step('sLoop', null), ...inner, step('sAfter', null)]
  const first = shownSteps('run_1', steps)
  expect(first.map((each) => each.path)).toEqual([
    'sLoop',
    ...inner.slice(0, ITERATIONS_PAGE).map((each) => each.path),
    'sLoop[700]/sA',
    'sAfter',
  ])
  expect(first[0]?.iterations).toBe(1000)
  const second = shownSteps('run_1', steps, { loop: 'sLoop', from: 50 })
  expect(second.map((each) => each.output)).toEqual(Array.from({ length: ITERATIONS_PAGE }, (_, index) => index + 50))
})

test('many large outputs together stay a small answer', () => {
  const steps = Array.from({ length: 300 }, (_, index) => step(`s${index}`, 'x'.repeat(500_000)))
  expect(JSON.stringify(shownSteps('run_1', steps)).length).toBeLessThan(3 * 1024 * 1024)
})
