import type { Json, StepError, StepKind, StepPath } from '../../sdk/flow/definition.ts'
import type { CallRecord } from '../egress/egress.types.ts'

export interface DraftTestRequest {
  /** First step that is run; what comes before it is taken from pins, the run, or samples. Absent: the start. */
  from?: string
  /** Last step that is run. Absent: the end. The same as `from`: that one step. */
  to?: string
  /** Trigger data. */
  trigger?: Json
  /** A past run whose event it is tried with, and whose answers stand in for those of the world. */
  runId?: string
  /** Default true: nothing is called. False: reads are made for real. */
  dryRun?: boolean
  /** With `dryRun: false`: effects are made for real, too. */
  confirmEffects?: boolean
}

/** Where a value came from. `live`: the provider, just now. */
export type ValueSource = 'computed' | 'pin' | 'run' | 'sample' | 'live'

export interface TestedStep {
  path: StepPath
  stepId: string
  name: string
  title: string | null
  kind: StepKind
  status: 'open' | 'done' | 'skipped' | 'failed'
  from: ValueSource
  /** Of steps that reach outside. */
  input: Json
  output: Json
  error: StepError | null
  lane: string | null
  durationMs: number
  calls: CallRecord[]
  logs: string[]
}

export interface DraftTest {
  status: 'succeeded' | 'failed' | 'stopped'
  error: StepError | null
  /** In the order they were decided. Cut after 500. */
  steps: TestedStep[]
  isCut: boolean
  durationMs: number
}
