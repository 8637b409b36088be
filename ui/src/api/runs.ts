import type { FlowDefinition, Json, StepKind } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import type { RunStatus } from './generated/types.gen.ts'
import { flowDefinition, type InJson, inJson, type Narrowed, stepKind } from './narrow.ts'

export type { RunStatus }
export const RUN_STATUSES: readonly RunStatus[] = ['queued', 'running', 'waiting', 'uncertain', 'succeeded', 'failed', 'cancelled']

export type RunDetail = Narrowed<open.Run, { definition?: FlowDefinition }>
export type RunSummary = Omit<RunDetail, 'input' | 'definition' | 'held'>
/** Why a queued run has not started. */
export type HeldReason = open.HeldReason
/** One outbound request, masked and cut: no secret is in it. */
export type CallRecord = open.StepAttempt['calls'][number]
export type StepAttempt = InJson<open.StepAttempt>
export type RunStep = Narrowed<open.RunStep, { kind: StepKind }>
export type StepStatus = RunStep['status']
export type Decision = open.DecideStep['decision']

export interface RunFilter {
  flowId?: string
  status?: RunStatus
  /** Of a group of failures. */
  fingerprint?: string
  cursor?: string
  limit?: number
}

export const listRuns = async (filter: RunFilter): Promise<{ items: RunSummary[]; nextCursor: string | null }> =>
  inJson(await api.listRuns({ query: filter }))
export const readRun = async (runId: string): Promise<RunDetail> => {
  const { definition, ...run } = inJson(await api.getRun({ path: { runId } }))
  return definition === undefined ? run : { ...run, definition: flowDefinition(definition) }
}
/** All of what a run was started with, where the run itself shows the beginning only. */
export const readRunInput = async (runId: string): Promise<Json> => inJson(await api.readRunInput({ path: { runId } })).value ?? null
/** The first iterations of every loop and what is in trouble; with `page`, a page of one loop's iterations. */
export const listRunSteps = async (runId: string, page?: { loop: string; from: number }): Promise<{ items: RunStep[] }> => {
  const { items } = inJson(await api.listRunSteps({ path: { runId }, query: page ?? {} }))
  return { items: items.map((step) => ({ ...step, kind: stepKind(step.kind) })) }
}
export const retryRun = (runId: string, body: { fromStepId?: string; input?: Json; version?: 'same' | 'latest' }) =>
  api.retryRun({ path: { runId }, body })
export type ReplayReport = InJson<open.ReplayReport>
export const replayRun = async (runId: string): Promise<ReplayReport> => inJson(await api.replayRun({ path: { runId }, body: {} }))
export const cancelRun = (runId: string) => api.cancelRun({ path: { runId } })
export const resolveRun = (runId: string) => api.resolveRun({ path: { runId } })
export const decideStep = (runId: string, path: string, body: { decision: Decision; output?: Json }) =>
  api.decideRunStep({ path: { runId, path }, body })
