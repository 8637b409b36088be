import type { Json, RunState, StepError, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import type { WalkDecision } from '../../sdk/flow/walk.ts'
import type { ActionFacts, ActionResult } from '../actions/actions.types.ts'
import type { VisitResult } from '../sandbox/sandbox.types.ts'
import type { EarlierEffect, EndEntry, JournalEntry } from './journal.types.ts'

/** What the machine asks about the flow version. Pure and constant for a run. */
export interface RunPlan {
  walk(steps: Record<StepPath, StepRecord>): WalkDecision
  /** Facts of an action step; null when its connector is not installed. */
  facts(stepId: string): ActionFacts | null
  /** Tries in all and waits between them: the step's own or the action's. */
  retry(stepId: string): RetryRule
  /** Natural key of this input; null unless lookupFirst. */
  naturalKey(stepId: string, input: Json): string | null
  isRespond(stepId: string): boolean
  /** Milliseconds a run may take in all; null: no limit. */
  timeLimitMs: number | null
}

export interface RetryRule {
  attempts: number
  backoffMs: number
  maxBackoffMs: number
}

/** The step whose call is ahead, under way or undecided. */
export interface OpenEffect {
  path: StepPath
  stepId: string
  input: Json
  phase: EffectPhase
  /** `lookupFirst` reads before its very first call; true once that found nothing. */
  lookedFirst: boolean
  /** The last call failed on the provider's side, which says that nothing was done. A look before the next call makes sure. */
  inDoubt: boolean
  /** Looks since the outcome became unknown, and when it did. */
  looks: number
  lostAt: number
}

/**
 * `upcoming`: evaluated, nothing written. `claimed`: its natural key is ours. `intended`: intent written by us, call not made.
 * `lost`: an intent without an answer. `looking`: to be read back before anything else. `retrying`: certainly no effect yet, to be
 * called again. `uncertain`: a person decides.
 */
export type EffectPhase = 'upcoming' | 'claimed' | 'intended' | 'lost' | 'looking' | 'retrying' | 'uncertain'

export interface Machine {
  readonly runId: string
  readonly startedAt: number
  readonly plan: RunPlan
  readonly state: RunState
  /** Entries that are not committed. */
  pending: JournalEntry[]
  /** Something of the run is in the database. */
  isStored: boolean
  effect: OpenEffect | null
  /** Calls made and failures that count against the policy, by step. */
  tries: Record<StepPath, { attempt: number; failures: number }>
  earlier: Record<StepPath, EarlierEffect>
  end: EndEntry | null
  /** The run lets go of its process until then, or until a person decides. */
  parked: { status: 'waiting'; readyAt: number } | { status: 'uncertain' } | null
  /** The newest failure, for lists. */
  lastError: StepError | null
  /** Takeovers since the last progress (G15). */
  deathsInARow: number
  /** Output of a respond step, once there is one. */
  answer: Json | undefined
  /** What the next commit tells those who want the same thing created. */
  settled: { stepId: string; input: Json; output: Json | null } | null
}

export type Command =
  | { do: 'visit' }
  /** Write what is pending, with what `end` and `parked` say; then ask again. */
  | { do: 'commit' }
  | { do: 'claim'; effect: OpenEffect; naturalKey: string }
  | { do: 'call'; effect: OpenEffect; attempt: number }
  | { do: 'lookUp'; effect: OpenEffect; attempt: number }
  /** Nothing more to do here: ended, or let go. */
  | { do: 'stop' }

/** `at` is milliseconds since the epoch. */
export type MachineEvent = { at: number } & (
  | { kind: 'visited'; seed: string; result: VisitResult }
  | { kind: 'committed' }
  | { kind: 'claimed'; outcome: ClaimOutcome }
  | { kind: 'called'; durationMs: number; result: ActionResult }
  | { kind: 'lookedUp'; durationMs: number; result: ActionResult }
  /** Leased again, after a wait, a decision or a takeover. */
  | { kind: 'resumed' }
  | { kind: 'cancelRequested'; by: string }
  /** The engine itself cannot go on, for example because the journal is too large. */
  | { kind: 'broken'; error: StepError }
)

export type ClaimOutcome = { status: 'mine' } | { status: 'held'; readyAt: number } | { status: 'done'; output: Json }
