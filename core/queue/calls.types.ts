import type { CallRecord } from '../egress/egress.types.ts'
import type { OutsidePurpose } from './outside-calls.store.ts'
import type { QueueFilter } from './queue.types.ts'

/** One outbound call. Of a call whose answer nobody recorded, only that it was about to be made is known. */
export interface Call extends Omit<CallRecord, 'method' | 'url' | 'durationMs' | 'waitedMs'> {
  id: string
  /** `step` and `lookup`: of a run. */
  purpose: 'step' | 'lookup' | OutsidePurpose
  /** `unknown`: the process ended before there was an answer. `open`: on its way. */
  outcome: 'ok' | 'failed' | 'unknown' | 'open'
  runId: string | null
  flowId: string | null
  /** Where in the run. */
  path: string | null
  stepName: string | null
  attempt: number | null
  /** `http` for requests that people write themselves. */
  plugin: string | null
  action: string | null
  method: string | null
  url: string | null
  durationMs: number | null
  waitedMs: number | null
}

export interface CallQuery extends Omit<QueueFilter, 'action'> {
  runId?: string
  action?: string
  /** An outcome, a status such as 404, or a class of them such as 4xx. */
  status?: string
  cursor?: string
  limit?: number
}
