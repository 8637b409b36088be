import { expect, test } from 'vitest'
import type { ActionStep, FlowDefinition } from '../../sdk/flow/definition.ts'
import type { RunStep } from '../runs/run-steps.ts'
import { callsOfRun } from './calls-of-run.ts'

const action: ActionStep = { kind: 'action', name: 'a', plugin: 'ledger', action: 'create', connectionId: 'con_1', input: {} }
const definition: Pick<FlowDefinition, 'steps'> = { steps: { sA: action, sB: { kind: 'map', name: 'b', value: 1 } } }

function step(status: RunStep['status'], attemptStatus: 'running' | 'failed'): RunStep {
  const attempt = {
    attempt: 2,
    startedAt: '2026-11-23T10:00:00.000Z',
    durationMs: null,
    status: attemptStatus,
    error: null,
    calls: [],
    logs: [],
  }
  const rest = { input: null, output: null, error: null, lane: null, startedAt: null, durationMs: null, waitsUntil: null, childRunId: null }
  return { path: 'sA', stepId: 'sA', name: 'a', title: 'Criar', kind: 'action', status, attempts: [attempt], ...rest }
}

const outcomes = (isEnded: boolean, steps: RunStep[]) =>
  callsOfRun({ id: 'run_1', flowId: 'flw_1', isEnded }, definition, steps).map(({ call }) => [
    call.outcome,
    call.status,
    call.stepName,
    call.attempt,
  ])

test('OLE-30 an intent without an answer is a call whose outcome is unknown once its process is gone, and one on its way before', () => {
  expect(outcomes(false, [step('running', 'running')])).toEqual([['open', null, 'Criar', 2]])
  expect(outcomes(false, [step('uncertain', 'running')])).toEqual([['unknown', null, 'Criar', 2]])
  expect(outcomes(true, [step('uncertain', 'running')])).toEqual([['unknown', null, 'Criar', 2]])
  expect(outcomes(true, [step('failed', 'failed')])).toEqual([])
  expect(outcomes(false, [{ ...step('running', 'running'), path: 'sB', stepId: 'sB' }])).toEqual([])
})
