import type { RunState, StepError, StepKind, StepPath } from '../../../sdk/flow/definition.ts'
import { isOutsideKind } from '../../../sdk/flow/definition-steps.ts'
import type { Plan } from '../../../sdk/flow/plan.ts'
import type { WalkItem } from '../../../sdk/flow/walk.ts'
import { describeThrown, GuestFault } from './faults.ts'
import { type BesideFunctions, CODE_NAMES, type FlowFunctions, type FlowParts, type StepShape } from './flow-parts.ts'
import type { FlowScope, RunNames } from './flow-scope.ts'
import { toJsonText } from './json-out.ts'
import { evaluated, type FinishedRecord, iterationRecord, plainRecord, writtenRecord } from './step-outcomes.ts'

interface LoadedFlow {
  plan: Plan
  shapes: Record<string, StepShape>
  functions: FlowFunctions
  codes: ReturnType<FlowParts['codes']>
  scope: FlowScope
}

/** What an item of the walk comes to: a record of `path`, or the JSON text of an outside step's input. */
export type Evaluated = { path: StepPath; finished: FinishedRecord } | { path: StepPath; input: string }

/** Evaluates items of the walk, one at a time. Lives as long as its context; a visit gives it its state. */
export class Evaluator {
  private readonly flow: LoadedFlow
  private readonly scope: FlowScope
  private state: RunState = { trigger: null, steps: {}, loops: {} }

  constructor(flow: LoadedFlow) {
    this.flow = flow
    this.scope = flow.scope
  }

  begin(state: RunState, run: RunNames | undefined, nowMs: number): void {
    this.state = state
    this.scope.begin(state, run, nowMs)
  }

  /** Never throws. `isAlone`: a step that is tried by itself is never skipped. */
  evaluate(item: WalkItem, fault: StepError | undefined, isAlone: boolean): Evaluated {
    try {
      this.scope.enter(scopePathOf(item))
      if (fault !== undefined) return this.failedAt(item, fault)
      return this.evaluateItem(item, isAlone)
    } catch (thrown) {
      return this.failedAt(item, this.errorOf(thrown, item.stepId))
    }
  }

  /** A loop's own text that cannot be evaluated fails the loop, or the one iteration if the loop survives that. */
  private failedAt(item: WalkItem, error: StepError): Evaluated {
    if (item.do !== 'collect') return { path: item.path, finished: failed(error) }
    if (this.flow.plan.steps[item.stepId]?.survivesIterations === true)
      return { path: item.path, finished: this.collect(item.stepId, error) }
    return { path: item.path.slice(0, item.path.lastIndexOf('[')), finished: failed(error) }
  }

  private evaluateItem(item: WalkItem, isAlone: boolean): Evaluated {
    const { path, stepId } = item
    switch (item.do) {
      case 'run':
        return this.runStep(path, stepId, isAlone)
      case 'check':
        return { path, finished: plainRecord({ status: 'done', output: Boolean(this.beside(stepId, 'stopWhen')) }) }
      case 'iterate':
        return this.iterate(path, stepId, item.index)
      case 'collect':
        return { path, finished: this.collect(stepId, item.error) }
      case 'close':
        return { path, finished: plainRecord(item.record) }
      default:
        return item satisfies never
    }
  }

  private runStep(path: StepPath, stepId: string, isAlone: boolean): Evaluated {
    const kind = this.kindOf(stepId)
    if (!isAlone && this.beside(stepId, 'skipWhen')) {
      return { path, finished: plainRecord({ status: 'done', output: null, skippedBy: 'skipWhen' }) }
    }
    this.scope.at = ''
    if (isOutsideKind(kind)) return { path, input: toJsonText(this.flow.functions.values[stepId]?.()) }
    if (kind === 'code') return { path, finished: writtenRecord('done', this.runCode(stepId)) }
    return { path, finished: evaluated(stepId, kind, this.shapeOf(stepId), this.flow.functions, this.scope) }
  }

  private runCode(stepId: string): unknown {
    const mentions = this.shapeOf(stepId).mentions ?? CODE_NAMES
    const value = this.flow.codes[stepId]?.(...CODE_NAMES.map((name) => (mentions.includes(name) ? this.scope.codeName(name) : undefined)))
    if (value instanceof Promise) throw new GuestFault('code', 'the code returned a promise: code steps cannot wait')
    return value
  }

  /** While: an iteration starts, or the loop is over. */
  private iterate(path: StepPath, stepId: string, index: number): Evaluated {
    if (!this.beside(stepId, 'condition')) return { path, finished: plainRecord({ status: 'done' }) }
    const bound = this.state.loops[path]?.count ?? 0
    if (index < bound) return { path: `${path}[${index}]`, finished: plainRecord({ status: 'open' }) }
    throw new GuestFault('too_many_iterations', `the condition still holds after ${bound} iterations`)
  }

  private collect(stepId: string, error: StepError | undefined): FinishedRecord {
    if (error !== undefined) return plainRecord({ status: 'done', output: { error: { code: error.code, message: error.message } } })
    const result = this.beside(stepId, 'collect')
    return iterationRecord(result, Boolean(this.beside(stepId, 'stopAfter')))
  }

  /** An expression that stands beside a step's value; undefined when it has none. */
  private beside(stepId: string, field: keyof BesideFunctions): unknown {
    return this.flow.functions.beside[stepId]?.[field]?.()
  }

  private kindOf(stepId: string): StepKind {
    return this.flow.plan.steps[stepId]?.kind ?? 'map'
  }

  private shapeOf(stepId: string): StepShape {
    return this.flow.shapes[stepId] ?? { name: stepId }
  }

  private errorOf(thrown: unknown, stepId: string): StepError {
    const described = describeThrown(thrown, this.kindOf(stepId) === 'code' && this.scope.at === '' ? 'code' : 'expression')
    return this.scope.at === '' ? described : { ...described, at: this.scope.at }
  }
}

/** Where an item's texts are evaluated: a loop asks and collects inside the iteration. */
function scopePathOf(item: WalkItem): string {
  if (item.do === 'iterate') return `${item.path}[${item.index}]/`
  return item.do === 'collect' ? `${item.path}/` : item.path
}

function failed(error: StepError): FinishedRecord {
  return plainRecord({ status: 'failed', error })
}
