import type { Json, RunOutcome, StepError, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import type { ActionFailure } from '../actions/actions.types.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import type { PureEntry, VisitResult } from '../sandbox/sandbox.types.ts'

/**
 * What a run decided and observed, in order. Folding the entries gives the run's state; nothing else does.
 * `at` is milliseconds since the epoch.
 */
export type JournalEntry =
  | StartEntry
  | VisitEntry
  | IntentEntry
  | ResultEntry
  | FailureEntry
  | LookupEntry
  | HeldEntry
  | UncertainEntry
  | DecisionEntry
  | WaitEntry
  | WaitOverEntry
  | DroppedEntry
  | TimeUpEntry
  | ConcludedEntry
  | TakenOverEntry
  | CancelEntry
  | EndEntry

/** First entry of a retry: what it takes over from the runs before it. */
export interface StartEntry {
  kind: 'start'
  at: number
  /** Steps that are not run again. */
  steps: Record<StepPath, StepRecord>
  /** Effects of the earlier runs. They are not repeated: a done one gives its output, an unknown one must be settled first. */
  effects: Record<StepPath, EarlierEffect>
  /** The trigger data was edited by a person. */
  edited: boolean
}

export type EarlierEffect =
  | { status: 'done'; output: Json }
  | { status: 'unknown'; input: Json }
  /** A sub-flow whose run did not give this step its output: it may have done things all the same. */
  | { status: 'begun'; child: ChildRun }

/** Pure steps that one sandbox visit evaluated. `at` is the guest's now and `seed` its randomness. */
export interface VisitEntry {
  kind: 'visit'
  at: number
  seed: string
  guestMs: number
  entries: PureEntry[]
  logs?: VisitResult['logs']
  /** Outside steps whose inputs it evaluated. What else was open then was being worked on: a replay needs to know. */
  asked?: StepPath[]
  /** It stopped half-way, and the next visit went on. */
  more?: true
}

/** A call is about to be made. Written before it; without a later answer its outcome is unknown. */
export interface IntentEntry {
  kind: 'intent'
  at: number
  path: StepPath
  stepId: string
  attempt: number
  /** Absent on later attempts: the same. */
  input?: Json
}

export interface ResultEntry {
  kind: 'result'
  at: number
  path: StepPath
  stepId: string
  attempt: number
  durationMs: number
  /**
   * `call`: the provider did it now; `store`: our own table did, in the same transaction. Otherwise nothing was created now: it was
   * found there, remembered here, answered by the step's cache, or done by an earlier run.
   */
  from: 'call' | 'store' | 'lookup' | 'memory' | 'cache' | 'earlierRun'
  output: Json
  /** The outcome that the action declared. */
  lane?: string
  calls: CallRecord[]
  logs: string[]
}

export interface FailureEntry {
  kind: 'failure'
  at: number
  path: StepPath
  stepId: string
  attempt: number
  durationMs: number
  failure: ActionFailure
  calls: CallRecord[]
  logs: string[]
  next: AfterFailure
}

export type AfterFailure =
  | { do: 'giveUp' }
  | { do: 'retry'; readyAt: number }
  /** The call may have had its effect: look before anything else. */
  | { do: 'lookUp'; readyAt: number }
  | { do: 'askPerson' }

/** A read-back at the provider that found nothing, or failed. */
export interface LookupEntry {
  kind: 'lookup'
  at: number
  path: StepPath
  attempt: number
  durationMs: number
  failure: ActionFailure | null
  calls: CallRecord[]
  logs: string[]
  /** `create`: it is certainly not there, so the call is made. */
  next: AfterFailure | { do: 'create' }
}

/** Another run is creating the same thing; this one waits for it. */
export interface HeldEntry {
  kind: 'held'
  at: number
  path: StepPath
  readyAt: number
}

/** The call's outcome is unknown and only a person can say. */
export interface UncertainEntry {
  kind: 'uncertain'
  at: number
  path: StepPath
}

export type Decision = { decision: 'treatAsDone'; output: Json } | { decision: 'runAgain' } | { decision: 'check' }

export interface DecisionEntry {
  kind: 'decision'
  at: number
  path: StepPath
  by: string
  made: Decision
  /** Id of the arrival it came as. */
  arrival?: string
  /** The outcome that the output is, when the step is treated as done. */
  lane?: string
}

/** A delay, a person, a call from outside or another run is waited for. Committed together with the task or the run it needs. */
export interface WaitEntry {
  kind: 'wait'
  at: number
  path: StepPath
  stepId: string
  input: Json
  /** When the wait ends by itself; null: only by an arrival. */
  until: number | null
  /** The run that a sub-flow step started with this commit. */
  child?: ChildRun
}

export interface ChildRun {
  runId: string
  flowId: string
  version: number
}

export interface WaitOverEntry {
  kind: 'waitOver'
  at: number
  path: StepPath
  /** Id of the arrival; null: its time was up. */
  arrival: string | null
  outcome: ArrivalOutcome
  /** A sub-flow that failed is started again then. */
  retryAt?: number
}

/** What came for a step that waits. */
export type ArrivalOutcome =
  | { status: 'done'; output: Json; lane?: string }
  | { status: 'failed'; error: StepError }
  /** The cancel link was used: the run ends as cancelled. */
  | { status: 'cancelRun'; by: string }

/** What comes for a run from outside its process: the end of a wait, or a person's word on an uncertain step. */
export type Arrived = ArrivalOutcome | { status: 'decided'; by: string; made: Decision }

/** Nobody needs the step any more: its parallel or loop is over, or the run is about to end. Nothing was called for it. */
export interface DroppedEntry {
  kind: 'dropped'
  at: number
  path: StepPath
}

/** The run has taken longer than it may: it ends as soon as nothing is out. Clocks of processes differ; what one saw holds for all. */
export interface TimeUpEntry {
  kind: 'timeUp'
  at: number
}

/** The main lanes are over; the `finally` lane follows. */
export interface ConcludedEntry {
  kind: 'concluded'
  at: number
  outcome: RunOutcome
}

/** The owner's lease expired and `by` goes on. Takes the next seq, so the old owner's next append is refused. */
export interface TakenOverEntry {
  kind: 'takenOver'
  at: number
  by: string
}

export interface CancelEntry {
  kind: 'cancel'
  at: number
  by: string
  /** Which request it was: it may be read again. */
  asked?: string
}

export interface EndEntry {
  kind: 'end'
  at: number
  status: 'succeeded' | 'failed' | 'cancelled'
  error?: StepError
  failedPath?: StepPath
}
