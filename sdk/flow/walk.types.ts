import type { RunState, StepError, StepPath, StepRecord } from './definition.ts'
import type { Plan } from './plan.ts'

/** Something that may be done now. Items of one decision do not depend on each other. */
export type WalkItem =
  /** Evaluate the step, or the input of one whose work is outside. */
  | { do: 'run'; path: StepPath; stepId: string }
  /** Evaluate `stopWhen`; the answer is recorded at `path`, which ends with `?stop`. */
  | { do: 'check'; path: StepPath; stepId: string }
  /** While loop: evaluate the condition before iteration `index`. */
  | { do: 'iterate'; path: StepPath; stepId: string; index: number }
  /** An iteration is over: evaluate its result, unless it failed and the loop survives that. `path` is the iteration's. */
  | { do: 'collect'; path: StepPath; stepId: string; error?: StepError }
  /** A loop or parallel is over: record this. */
  | { do: 'close'; path: StepPath; stepId: string; record: StepRecord }

export type WalkDecision =
  /** No items: everything that could run is busy. */
  { kind: 'open'; items: WalkItem[] } | { kind: 'ended'; outcome: 'success' | 'error'; error?: StepError; failedPath?: StepPath }

/** How far a lane is. `failed` looks for a container that catches it; `stopped` ends the run whatever else could run. */
export type LaneStanding =
  | { is: 'over' }
  | { is: 'open'; items: WalkItem[] }
  | { is: 'failed'; error: StepError | undefined; path: StepPath }
  | { is: 'stopped'; outcome: 'success' | 'error'; error?: StepError; path: StepPath }

export interface Walker {
  plan: Plan
  state: RunState
  /** Steps that are being worked on outside. */
  busy: ReadonlySet<StepPath>
  /** How far a lane is, whose steps' paths begin with `prefix`. */
  walkLane(lane: readonly string[], prefix: string): LaneStanding
}
