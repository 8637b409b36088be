import type { RunStatus } from './runs.types.ts'

export type BulkAction = 'retry' | 'cancel' | 'resolve'

export interface BulkRequest {
  action: BulkAction
  /** Either these runs, or those that fit the filter. */
  runIds?: readonly string[]
  filter?: { flowId?: string; status?: RunStatus; fingerprint?: string; since?: string }
  /** For retry. */
  version?: 'same' | 'latest'
  from?: 'start' | 'failed'
}

export interface BulkView {
  id: string
  action: BulkAction
  total: number
  done: number
  refused: number
  /** More runs fitted; the newest are in. */
  isCut: boolean
  status: 'running' | 'done' | 'cancelled'
  askedAt: string
  endedAt: string | null
}

export interface BulkItem {
  runId: string
  status: 'waiting' | 'done' | 'refused'
  /** The retry that was started. */
  resultRunId: string | null
  reason: string | null
}
