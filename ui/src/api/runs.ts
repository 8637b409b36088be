import type { FlowDefinition, Json, StepError, StepKind } from '@tomada/sdk/flow'
import { call, path } from './client.ts'

export type RunStatus = 'queued' | 'running' | 'waiting' | 'uncertain' | 'succeeded' | 'failed' | 'cancelled'
export const RUN_STATUSES: readonly RunStatus[] = ['queued', 'running', 'waiting', 'uncertain', 'succeeded', 'failed', 'cancelled']

export interface RunSummary {
  id: string
  flowId: string
  flowName: string
  version: number
  status: RunStatus
  trigger: string
  deliveryId: string | null
  rootRunId: string
  retryOf: string | null
  startedAt: string
  endedAt: string | null
  durationMs: number | null
  error: (StepError & { stepId: string | null; stepName: string | null }) | null
  resolvedAt: string | null
}

export interface RunDetail extends RunSummary {
  input?: Json
  definition?: FlowDefinition
}

/** One outbound request, masked and cut: no secret is in it. */
export interface CallRecord {
  startedAt: string
  durationMs: number
  waitedMs?: number
  method: string
  url: string
  requestHeaders?: Record<string, string>
  requestBody?: string | null
  status: number | null
  answerHeaders?: Record<string, string>
  answerBody?: string | null
  error?: string | null
}

export type StepStatus = 'running' | 'waiting' | 'uncertain' | 'done' | 'skipped' | 'failed'

export interface StepAttempt {
  attempt: number
  startedAt: string
  durationMs: number | null
  status: 'running' | 'done' | 'failed' | 'lookup'
  error: StepError | null
  calls: CallRecord[]
  logs: string[]
}

export interface RunStep {
  path: string
  stepId: string
  name: string
  title: string | null
  kind: StepKind
  status: StepStatus
  attempts: StepAttempt[]
  input?: Json
  output?: Json
  error: StepError | null
  lane: string | null
  startedAt: string | null
  durationMs: number | null
}

export type Decision = 'treatAsDone' | 'runAgain' | 'check'

export interface RunFilter {
  flowId?: string
  status?: string
  cursor?: string
  limit?: number
}

export const listRuns = (filter: RunFilter) =>
  call<{ items: RunSummary[]; nextCursor: string | null }>('/api/runs', { query: { ...filter } })
export const readRun = (id: string) => call<RunDetail>(path('/api/runs/:id', { id }))
export const listRunSteps = (id: string) => call<{ items: RunStep[] }>(path('/api/runs/:id/steps', { id }))
export const retryRun = (id: string, body: { fromStepId?: string; input?: Json }) =>
  call<{ runId: string }>(path('/api/runs/:id/retry', { id }), { method: 'POST', body })
export const cancelRun = (id: string) => call<void>(path('/api/runs/:id/cancel', { id }), { method: 'POST' })
export const resolveRun = (id: string) => call<void>(path('/api/runs/:id/resolve', { id }), { method: 'POST' })
export const decideStep = (id: string, step: string, body: { decision: Decision; output?: Json }) =>
  call<void>(path('/api/runs/:id/steps/:step/decide', { id, step }), { method: 'POST', body })
