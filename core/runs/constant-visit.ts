import { type FlowDefinition, isOutsideKind, type Json, type Step, type StepRecord } from '../../sdk/flow/definition.ts'
import { type Plan, planOf } from '../../sdk/flow/plan.ts'
import { textsOf } from '../../sdk/flow/step-texts.ts'
import { nextInPlan } from '../../sdk/flow/walk.ts'
import type { PureEntry, VisitResult } from '../sandbox/sandbox.types.ts'
import type { Machine } from './machine.types.ts'

/**
 * A flow in which nothing is computed (no expression, no code, no container) needs no sandbox: its values stand in the definition.
 * Null: it has something to evaluate.
 */
export function constantVisit(definition: FlowDefinition, machine: Machine): VisitResult | null {
  const constant = constantOf(definition)
  if (constant === null) return null
  const { state } = machine
  const steps = { ...state.steps }
  const entries: PureEntry[] = []
  for (;;) {
    const decision = nextInPlan(constant.plan, { ...state, steps }, new Set(machine.open.keys()))
    if (decision.kind === 'ended') {
      const { kind, ...end } = decision
      return { entries, next: { kind: 'end', ...end }, logs: [], guestMs: 0 }
    }
    const [item] = decision.items
    const value = item === undefined ? undefined : constant.values[item.stepId]
    if (item === undefined || value === undefined) return { entries, next: { kind: 'outside', steps: [] }, logs: [], guestMs: 0 }
    const record: StepRecord = { status: 'done', output: value }
    steps[item.path] = record
    entries.push({ path: item.path, record, durationMs: 0 })
  }
}

interface Constant {
  plan: Plan
  values: Record<string, Json>
}

const known = new WeakMap<FlowDefinition, Constant | null>()

function constantOf(definition: FlowDefinition): Constant | null {
  const before = known.get(definition)
  if (before !== undefined) return before
  const values = Object.entries(definition.steps).map(([id, step]): [string, Json | undefined] => [id, constantValue(step)])
  const isConstant = values.every(([, value]) => value !== undefined)
  const made = isConstant ? { plan: planOf(definition), values: Object.fromEntries(values) as Record<string, Json> } : null
  known.set(definition, made)
  return made
}

/** What the sandbox would give for the step; undefined when that takes a sandbox. */
function constantValue(step: Step): Json | undefined {
  if (isOutsideKind(step.kind) || textsOf(step).length > 0) return undefined
  if (step.kind === 'map') return step.value
  if (step.kind === 'respond' && isStatus(step.status) && Object.values(step.headers ?? {}).every(isPlainText)) {
    return { status: step.status, headers: step.headers ?? {}, body: step.body }
  }
  return step.kind === 'stop' && step.outcome === 'success' ? (step.message ?? null) : undefined
}

function isStatus(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599
}

/** A header that needs no check (C13). */
function isPlainText(value: Json): boolean {
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)
}
