import type { RunSummary } from '../runs/runs.types.ts'

/**
 * How an item stands. `pending` waits for a worker, or to be let in; `retrying` failed and is tried again at its time; `waiting`
 * waits for a time, a person, a link or a sub-flow as its flow says; `uncertain` needs a person's decision.
 */
export type QueueState = 'pending' | 'processing' | 'retrying' | 'waiting' | 'uncertain' | 'done' | 'failed' | 'cancelled'

/** What may be asked of the queue; everything that is given must hold. */
export interface QueueFilter {
  flowId?: string
  /** Flows of which a published version uses this plugin. */
  plugin?: string
  /** Flows of which a published version has a step with this action: `plugin.action`, or the action's name alone. */
  action?: string
}

/** One run as work to be done. */
export interface QueueItem {
  id: string
  flowId: string
  flowName: string
  version: number
  state: QueueState
  trigger: string
  deliveryId: string | null
  /** Key of the delivery that started it, which makes copies of it one. */
  key: string | null
  topic: string | null
  /** Tries of the step that it is at, or that it ended with; 0 when nothing outside was tried. */
  attempts: number
  /** When it is worked on next by itself; null: it is being worked on, is over, or only an arrival ends its wait. */
  nextAttemptAt: string | null
  lastError: RunSummary['error']
  retryOf: string | null
  queuedAt: string
  endedAt: string | null
  /** When a person dealt with it after it failed. */
  resolvedAt: string | null
}

export interface QueueStats {
  states: Record<QueueState, number>
  /** Ended items are counted from this day on, in UTC; open ones all. */
  since: string
  /** Seconds that the longest-waiting pending item waits; null when none does. */
  oldestPendingSeconds: number | null
  throughput: { lastHour: number; perMinute: number }
}

/** What became of the items that one call drained. */
export interface Drained {
  /** Items that were due, and that this call and no other counts. */
  due: number
  /** Of these, were worked on until they ended or wait again. */
  ran: number
  succeeded: number
  failed: number
  cancelled: number
  /** Wait again: for another try, for what their flow says, or for a decision. */
  waitAgain: number
  /** Neither over nor waiting when the time was up; they go on by themselves. */
  unfinished: number
}
