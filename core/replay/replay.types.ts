import type { Json, StepKind, StepPath } from '../../sdk/flow/definition.ts'

export interface ReplayReport {
  runId: string
  flowId: string
  /** Version whose code was run; null: the draft. */
  version: number | null
  /** Everything that was computed is byte for byte what was recorded. */
  identical: boolean
  firstDivergence: Divergence | null
  /** In the order they were first met. */
  steps: ReplayedStep[]
}

/** Where the computed run leaves the recorded one. */
export interface Divergence {
  path: StepPath
  stepId: string
  name: string
  title: string | null
  /**
   * `output`, `error`, `status`, `lane`, `lanes`, `skippedBy`: of a step's record; `input`: what an outside step was given;
   * `step`: another step was decided here; `calls`: other outside steps could start; `logs`; `end`: how the run ended.
   */
  field: string
  /** JSON Pointer into the field; empty: all of it. */
  at: string
  recorded: Json
  computed: Json
}

export interface ReplayedStep {
  stepId: string
  name: string
  title: string | null
  kind: StepKind
  /** Records and inputs that were computed again and compared. */
  compared: number
  /** Answers that were taken from the journal. */
  answers: number
  diverged: boolean
}
