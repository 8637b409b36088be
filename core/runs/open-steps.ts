import type { Json, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { applyRecord, stepIdOf } from '../../sdk/flow/run-state.ts'
import type { Machine, OpenStep, Phase } from './machine.types.ts'

/** Steps whose work is outside, as the journal opens and closes them. */

/** The open step at this path, made when the entry that is read back is the first to speak of it. */
export function openStep(machine: Machine, path: StepPath, input: Json, phase: Phase, at: number): OpenStep {
  const before = machine.open.get(path)
  if (before !== undefined) {
    before.phase = phase
    return before
  }
  const step: OpenStep = {
    path,
    stepId: stepIdOf(path),
    input,
    phase,
    isOut: false,
    hasIntent: false,
    readyAt: null,
    lookedFirst: false,
    missedCache: false,
    inDoubt: false,
    looks: 0,
    lostAt: at,
  }
  machine.open.set(path, step)
  return step
}

/** Nothing was written that could be gone on with: a visit gives the step anew when its time comes. */
export function hold(machine: Machine, path: StepPath, readyAt: number): void {
  openStep(machine, path, null, 'held', readyAt).readyAt = readyAt
}

/** The step is decided. */
export function settle(machine: Machine, path: StepPath, decided: StepRecord, isFresh = false): void {
  const step = machine.open.get(path)
  const output = decided.status === 'done' ? (decided.output ?? null) : null
  if (step !== undefined) machine.settled.push({ stepId: step.stepId, input: step.input, output, isFresh })
  machine.open.delete(path)
  delete machine.earlier[path]
  // What an abandoned lane still had out: its container is over and took no notice of it.
  if (machine.plan.isWanted(machine.state, path)) applyRecord(machine.state, path, decided)
  machine.isStale = true
}
