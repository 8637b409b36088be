import type { ChildAgain } from './child-again.ts'
import type { FlowAnswer, PublishedFlow } from './engine.types.ts'
import type { Machine } from './machine.types.ts'
import type { NewDelivery, RunIdentity, RunWrite, WriteOutcome } from './run-write.types.ts'

/** A run that this process works on. */
export interface HeldRun {
  readonly run: RunIdentity
  readonly flow: PublishedFlow
  readonly machine: Machine
  /** Seq of the next journal row. */
  nextSeq: number
  /** Characters journalled so far. */
  journalSize: number
  /** What the first commit stores besides the run. Null once it is stored. */
  acceptance: Acceptance | null
  /** Characters of the trigger data and of what came from outside since; Infinity when nobody counted them. */
  knownChars: number
  /** Arrivals that were loaded. */
  inboxSeen: number
  /** How sub-flows begin that the next commits start again, by the id of their run. */
  readonly startedAgain: Map<string, ChildAgain>
  /** A person wants it to end. */
  cancel: CancelRequest | null
  /** The last commit let go of it: what it waits for stands in its row. */
  isParked: boolean
  /** Another process has it now: nothing may be written or sent any more. */
  isLost: boolean
  /** Wakes the run's loop while it waits for answers: an arrival or a cancel. */
  poke: (() => void) | null
  /** Told once the answer of a respond step is stored; null when the run stops here without one. */
  onAnswer: ((answer: FlowAnswer | null) => void) | null
}

/** A run that nothing is stored of yet, unless `more` says otherwise. */
export function heldRun(run: RunIdentity, flow: PublishedFlow, machine: Machine, more: Partial<HeldRun> = {}): HeldRun {
  return {
    run,
    flow,
    machine,
    nextSeq: 0,
    journalSize: 0,
    acceptance: null,
    knownChars: run.triggerData?.length ?? Number.POSITIVE_INFINITY,
    inboxSeen: 0,
    startedAgain: new Map(),
    cancel: null,
    isParked: false,
    isLost: false,
    poke: null,
    onAnswer: null,
    ...more,
  }
}

/** A person's wish that the run ends. `asked`: which of several it is. */
export interface CancelRequest {
  by: string
  asked: string
}

export interface Acceptance {
  delivery: NewDelivery | null
  dedupe: RunWrite['dedupe']
  hints?: NonNullable<RunWrite['hints']>
  /** Told when the first commit returned, or failed. */
  onStored(outcome: WriteOutcome, answer: FlowAnswer | null): void
  onFailed(error: unknown): void
}

/** Same on every attempt and in every retry of the chain. */
export function effectKey(held: HeldRun, path: string): string {
  return `${held.run.rootRunId}:${path}`
}
