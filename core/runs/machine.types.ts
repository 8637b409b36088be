import type { Json, OutsideKind, RunState, StepError, StepPath } from '../../sdk/flow/definition.ts'
import type { WalkDecision } from '../../sdk/flow/walk.ts'
import type { ActionFacts, ActionResult } from '../actions/actions.types.ts'
import type { VisitResult } from '../sandbox/sandbox.types.ts'
import type { ArrivalOutcome, Arrived, ChildRun, EarlierEffect, EndEntry, JournalEntry } from './journal.types.ts'
import type { Tries } from './tries.ts'

/** What the machine asks about the flow version. Pure and constant for a run. */
export interface RunPlan {
  walk(state: RunState, busy: ReadonlySet<StepPath>): WalkDecision
  /** How a step's work is done outside; null when the version has no such step. */
  kindOf(stepId: string): OutsideKind | null
  /** Facts of an action or HTTP step; null when its connector is not installed. */
  facts(stepId: string): ActionFacts | null
  /** Tries in all and waits between them: the step's own or the action's. */
  retry(stepId: string): RetryRule
  /** Natural key of this input; null unless lookupFirst. */
  naturalKey(stepId: string, input: Json): string | null
  /** Lane of the outcome that this output is, of those that the step has; null: none, the flow just goes on. */
  outcomeOf(stepId: string, output: Json): string | null
  /** The step's outputs may come from its cache. */
  isCached(stepId: string): boolean
  isRespond(stepId: string): boolean
  /** Whether anything around the step still waits for it: its loops and parallels are open. */
  isWanted(state: RunState, path: StepPath): boolean
  hasFinally: boolean
  /** Milliseconds a run may take in all; null: no limit. */
  timeLimitMs: number | null
}

export interface RetryRule {
  attempts: number
  backoffMs: number
  maxBackoffMs: number
  /** Kinds of failure that are tried again; absent: what passes by itself. */
  on?: readonly string[]
}

/** A step whose work outside is ahead, under way, undecided or waited for. */
export interface OpenStep {
  path: StepPath
  stepId: string
  input: Json
  phase: Phase
  /** A command for it was handed out and has not been answered. Not known to another process. */
  isOut: boolean
  /** A call was intended, now or before. */
  hasIntent: boolean
  /** Nothing happens to it before this time; null: at once, or only from outside. */
  readyAt: number | null
  /** `lookupFirst` reads before its very first call; true once that found nothing. */
  lookedFirst: boolean
  /** The step's cache was asked and had nothing. */
  missedCache: boolean
  /** The last call failed on the provider's side, which says that nothing was done. A look before the next call makes sure. */
  inDoubt: boolean
  /** Looks since the outcome became unknown, and when it did. */
  looks: number
  lostAt: number
}

/**
 * `upcoming`: evaluated, nothing written. `claimed`: its natural key is ours. `intended`: intent written by us, call not made.
 * `lost`: an intent without an answer. `looking`: to be read back before anything else. `retrying`: certainly no effect yet, to be
 * called again. `held`: nothing written that could be gone on with; evaluated anew when its time comes. `uncertain`: a
 * person decides. `waiting`: over by time or by an arrival.
 */
export type Phase = 'upcoming' | 'claimed' | 'intended' | 'lost' | 'looking' | 'retrying' | 'held' | 'uncertain' | 'waiting'

export interface Machine {
  readonly runId: string
  readonly startedAt: number
  readonly plan: RunPlan
  readonly state: RunState
  /** Entries that are not committed. */
  pending: JournalEntry[]
  /** Something of the run is in the database. */
  isStored: boolean
  /** In the order they began. */
  readonly open: Map<StepPath, OpenStep>
  /** Something was decided since the last visit. */
  isStale: boolean
  /** The last visit stopped half-way: what it gave is committed before the next. */
  hasMore: boolean
  /** How the run will end once what is out has answered. */
  isEnding: boolean
  /** By step. */
  tries: Record<StepPath, Tries>
  /** What earlier runs of this chain did at the provider. */
  earlier: Record<StepPath, EarlierEffect>
  /** The newest run that each sub-flow step started, in this run or an earlier one of the chain. */
  children: Record<StepPath, ChildRun>
  /** Arrivals that were taken in; they may be delivered again. */
  readonly arrived: Set<string>
  /** Arrivals for waits that have not begun. */
  early: Record<StepPath, { id: string; outcome: ArrivalOutcome }>
  /** Its time limit has passed. */
  isTimeUp: boolean
  cancelledBy: string | null
  /** The last request to cancel that was taken in. */
  lastCancel: string | null
  /** Cancelled again, while the `finally` lane ran. */
  isFinallyCancelled: boolean
  end: EndEntry | null
  /** Of the newest failed call, for the list of runs. */
  lastError: StepError | null
  deathsInARow: number
  /** How often a step found its key held by another run, by step. */
  holds: Record<StepPath, number>
  /** Output of the first respond step that ran. */
  answer: Json | undefined
  /** Effects that the pending entries settle: natural keys to remember (or let go, without an output) and outputs to cache. */
  settled: SettledEffect[]
}

export interface SettledEffect {
  stepId: string
  input: Json
  /** Null: failed. */
  output: Json | null
  /** The provider did it in this run. */
  isFresh: boolean
}

/** Why a run that goes on does nothing now. `readyAt` is Infinity when only an arrival ends the wait. */
export type Parked = { status: 'waiting'; readyAt: number } | { status: 'uncertain' }

export type Command =
  | { do: 'visit' }
  | { do: 'commit' }
  /** Everything that could be done is out: wait for an answer, or for `readyAt`. */
  | { do: 'idle'; readyAt: number }
  | { do: 'stop' }
  | StepCommand

/** Work outside for one step. Several may be out at once. */
export type StepCommand =
  /** Ask the step's cache. */
  | { do: 'findCached'; step: OpenStep }
  /** Take the natural key, or learn that another run has it. */
  | { do: 'claim'; step: OpenStep; naturalKey: string }
  | { do: 'lookUp'; step: OpenStep; attempt: number }
  | { do: 'call'; step: OpenStep; attempt: number }
  /** Do it in our own tables, in one transaction with what is pending. */
  | { do: 'store'; step: OpenStep }
  /** Find out how long to wait, or which run to start. */
  | { do: 'prepare'; step: OpenStep }

export type MachineEvent = { at: number } & (
  | { kind: 'visited'; seed: string; result: VisitResult }
  | { kind: 'committed' }
  | { kind: 'cacheAsked'; path: StepPath; output: Json | undefined }
  | { kind: 'claimed'; path: StepPath; outcome: ClaimOutcome }
  | { kind: 'called'; path: StepPath; durationMs: number; result: ActionResult }
  | { kind: 'lookedUp'; path: StepPath; durationMs: number; result: ActionResult }
  /** The result entry is committed already, with what was stored. */
  | { kind: 'stored'; path: StepPath; entry: JournalEntry }
  | { kind: 'prepared'; path: StepPath; wait: PreparedWait }
  | { kind: 'arrived'; arrivals: ReadonlyArray<{ id: string; path: StepPath; outcome: Arrived }> }
  /** Time passed while other work is out. */
  | { kind: 'tick' }
  /** Leased again. `isDue`: because the time it waited for has come, by the database's clock. */
  | { kind: 'resumed'; isDue: boolean }
  /** `asked`: which request of a person it is; a second one is another. */
  | { kind: 'cancelRequested'; by: string; asked: string }
  /** The engine itself cannot go on, for example because the journal is too large; or the run was never let in. */
  | { kind: 'broken'; error: StepError; status?: 'failed' | 'cancelled' }
)

/** `over`: nothing is waited for, and this is the output. */
export type PreparedWait = { until: number | null; child?: ChildRun; over?: Json } | { failure: StepError }

export type ClaimOutcome = { status: 'mine' } | { status: 'held'; readyAt: number } | { status: 'done'; output: Json }
