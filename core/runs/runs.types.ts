import type { Json, StepError } from '../../sdk/flow/definition.ts'

/** `queued` has no owner yet; `waiting` sleeps until a time (retry, back-off); `uncertain` waits for a person. */
export type OpenRunStatus = 'queued' | 'running' | 'waiting' | 'uncertain'
export type EndedRunStatus = 'succeeded' | 'failed' | 'cancelled'
export type RunStatus = OpenRunStatus | EndedRunStatus

export interface RunSummary {
  id: string
  flowId: string
  flowName: string
  version: number
  status: RunStatus
  /** `webhook`, `connector`, `manual`, `retry`. */
  trigger: string
  deliveryId: string | null
  /** First run of the chain of retries this one belongs to; its own id when it is the first. */
  rootRunId: string
  retryOf: string | null
  /** A retry with trigger data that a person changed. */
  edited: boolean
  startedAt: string
  endedAt: string | null
  durationMs: number | null
  error: (StepError & { stepId: string | null; stepName: string | null }) | null
  resolvedAt: string | null
}

/** What starts a run. Everything the intake and "run now" hand over. */
export interface StartEvent {
  tenantId: string
  flowId: string
  version: number
  trigger: 'webhook' | 'connector' | 'manual'
  /** What expressions see as `trigger`. */
  data: Json
}
