import type { FlowDefinition } from '@tomada/sdk/flow'
import { expect, test } from 'vitest'
import type { RunStep } from '#lib/api/runs.ts'
import { retryPlan } from './retry-plan.ts'

const definition: Pick<FlowDefinition, 'steps' | 'edges'> = {
  steps: {
    a: { kind: 'map', name: 'a', value: 1 },
    b: { kind: 'http', name: 'b', method: 'POST', url: 'https://erp.test/pedidos' },
    c: { kind: 'map', name: 'c', value: 1 },
  },
  edges: { e1: { from: 'a', to: 'b' }, e2: { from: 'b', to: 'c' } },
}

function ran(stepId: string, status: RunStep['status'], calls: Array<[method: string, url: string]> = []): RunStep {
  return {
    path: stepId,
    stepId,
    name: stepId,
    title: null,
    kind: 'map',
    status,
    attempts: [
      {
        attempt: 1,
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 1,
        status: 'done',
        error: null,
        calls: calls.map(([method, url]) => ({ startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1, method, url, status: 200 })),
        logs: [],
      },
    ],
    error: null,
    lane: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    waitsUntil: null,
    childRunId: null,
    inputCut: null,
    outputCut: null,
    iterations: null,
  }
}

test('a retry says which steps run again, which results are taken over, and what was changed at a provider', () => {
  const steps = [
    ran('a', 'done', [['GET', 'https://erp.test/clientes']]),
    ran('b', 'done', [
      ['POST', 'https://erp.test/pedidos'],
      ['POST', 'https://erp.test/pedidos?again'],
    ]),
    ran('c', 'failed'),
  ]
  const from = retryPlan(definition, steps, 'b')
  expect(from.kept.map((step) => step.name)).toEqual(['a'])
  expect(from.again.map(({ step, effects }) => [step.name, effects])).toEqual([
    ['b', [{ method: 'POST', host: 'erp.test' }]],
    ['c', []],
  ])
  const whole = retryPlan(definition, steps, null)
  expect(whole.kept).toEqual([])
  expect(whole.again).toHaveLength(3)
})
