import type { AggregateStep } from '../../../sdk/flow/definition.ts'
import type { Plan } from '../../../sdk/flow/plan.ts'
import type { FlowScope } from './flow-scope.ts'

/** A flow version, as its script carries it; `core/sandbox/compile/` writes it. */
export interface FlowParts {
  plan: Plan
  shapes: Record<string, StepShape>
  expressions(scope: FlowScope, ...names: Names): FlowFunctions
  /** Code steps, called with the values of CODE_NAMES. */
  codes(...names: Names): Record<string, (...values: readonly unknown[]) => unknown>
  /** What its code steps import, by the library's name. */
  libraries: Record<string, unknown>
}

/** The objects of `functions.ts`, in the order of HELPER_NAMES. */
export type Names = ReadonlyArray<Readonly<Record<string, unknown>>>

/** What the parameters of a code step are called, in this order. */
export const CODE_NAMES = ['trigger', 'steps', 'vars', 'now', 'item', 'index', 'previous', 'run'] as const

/** What of a step, beside its plan, decides what its value becomes. */
export interface StepShape {
  name: string
  /** The loops in whose iterations it runs, outermost first. */
  loops?: readonly string[]
  /** Of a stop step. */
  outcome?: 'success' | 'error'
  /** Of a switch: the lanes of its cases, and whether every case that holds is taken. */
  cases?: { lanes: readonly string[]; takesAll: boolean }
  /** Of a while loop. */
  maxIterations?: number
  /** Of an aggregate, in the order of its values. */
  figures?: ReadonlyArray<Pick<AggregateStep['figures'][number], 'name' | 'figure'>>
  /** Of a code step: the parameters that its text mentions. The others are not made. */
  mentions?: readonly string[]
}

type Evaluate = () => unknown

/** Every function sets `$.at` to the field it evaluates. Null-prototype objects, keyed by step id. */
export interface FlowFunctions {
  /** The value of a step, or its input when its work is outside; of a for-each, its items. */
  values: Record<string, Evaluate>
  /** Of a switch, the condition of each case. */
  cases: Record<string, readonly Evaluate[]>
  lists: Record<string, ListFunctions>
  /** Expressions beside a step's value, of those that have any. */
  beside: Record<string, BesideFunctions>
}

export interface BesideFunctions {
  skipWhen?: Evaluate
  stopWhen?: Evaluate
  /** Of loops. */
  collect?: Evaluate
  stopAfter?: Evaluate
  /** Of a while loop. */
  condition?: Evaluate
}

/** Of filter, split and aggregate. All but `items` and `size` look at the scope's list item. */
export interface ListFunctions {
  items: Evaluate
  size?: Evaluate
  holds?: Evaluate
  groupBy?: Evaluate
  /** Of each figure; null where the item itself is the value. */
  values?: ReadonlyArray<Evaluate | null>
}
