import type { Json, StepPath } from '../../sdk/flow/definition.ts'
import type { DifferenceKind } from './compare-stories.ts'

/** What publishing the draft would have changed for the last runs. */
export interface PublishCheck {
  /** Runs that were asked for; fewer were checked when there are no more, or time was up. */
  limit: number
  checked: number
  /** Runs that would have gone the same way. */
  same: number
  /** Runs that could not be compared: their version is gone. */
  skipped: number
  /** False: time was up before all were checked. */
  isComplete: boolean
  durationMs: number
  steps: CheckedStep[]
  /** Runs with a difference, newest first. */
  runs: CheckedRun[]
}

export interface CheckedStep {
  stepId: string
  name: string
  title: string | null
  /** Runs in which the step differs. */
  runs: number
  differences: CheckedDifference[]
}

export interface CheckedDifference {
  kind: DifferenceKind
  /** How often, in all runs and iterations. */
  count: number
  examples: DifferenceExample[]
}

export interface DifferenceExample {
  runId: string
  path: StepPath
  at: string
  recorded: Json
  draft: Json
}

export interface CheckedRun {
  runId: string
  startedAt: string
  version: number
  differences: number
  recordedEnd: string
  /** `blocked`: it would call something whose answer nobody knows. */
  draftEnd: string
}
