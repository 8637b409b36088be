import type { Json, Step, StepPath } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { AppError } from '../platform/errors.ts'
import type { PublishedFlow } from './engine.types.ts'
import { apply, newMachine } from './fold.ts'
import type { EarlierEffect, JournalEntry } from './journal.types.ts'
import type { Machine, RunPlan } from './machine.types.ts'

/** A run's journal folded to its end, without anything that could be done next. */
export function foldJournal(runId: string, entries: readonly JournalEntry[], plan: RunPlan, trigger: Json = null): Machine {
  const machine = newMachine(runId, 0, trigger, plan)
  for (const entry of entries) apply(machine, entry)
  return machine
}

/** A run of a chain of retries, with the code it ran on. */
export interface ChainLink {
  runId: string
  entries: readonly JournalEntry[]
  flow: PublishedFlow
  plan: RunPlan
}

/**
 * The effect ledger of a chain of retries: what its runs did at providers, or may have done, by step path. Effect keys are root
 * run + path, so that is all there is to know. Reads are no effects: a retry reads again.
 *
 * On another version only what the step there would do itself counts as done: a step that was given another action has done
 * nothing yet. Throws AppError `conflict` when an earlier run may have done something that the step could not find out about.
 */
export function effectsOfChain(chain: readonly ChainLink[], target: PublishedFlow): Record<StepPath, EarlierEffect> {
  const effects: Record<StepPath, EarlierEffect> = {}
  for (const { runId, entries, flow, plan } of chain) {
    const isSame = (path: StepPath) => doesTheSame(stepOf(flow.definition, stepIdOf(path)), stepOf(target.definition, stepIdOf(path)))
    const done = (path: StepPath, output: Json): void => {
      if (isSame(path)) effects[path] = { status: 'done', output }
    }
    for (const entry of entries) {
      if (entry.kind === 'start') takeOver(effects, entry.effects, isSame)
      if (entry.kind === 'wait' && entry.child !== undefined && isSame(entry.path))
        effects[entry.path] = { status: 'begun', child: entry.child }
      if (entry.kind === 'waitOver' && effects[entry.path]?.status === 'begun' && entry.outcome.status === 'done')
        done(entry.path, entry.outcome.output)
      if (entry.kind === 'result' && isEffect(plan, entry.path)) done(entry.path, entry.output)
      if (entry.kind === 'decision' && entry.made.decision === 'treatAsDone') done(entry.path, entry.made.output)
    }
    for (const { path, phase, input } of foldJournal(runId, entries, plan).open.values()) {
      const isUnknown = phase === 'lost' || phase === 'looking' || phase === 'uncertain'
      if (!isUnknown || !isEffect(plan, path)) continue
      if (isSame(path)) effects[path] = { status: 'unknown', input }
      else if (stepOf(target.definition, stepIdOf(path)) !== undefined) throw stillUnknown(path)
    }
  }
  return effects
}

function takeOver(
  effects: Record<StepPath, EarlierEffect>,
  earlier: Readonly<Record<StepPath, EarlierEffect>>,
  isSame: (path: StepPath) => boolean,
): void {
  for (const [path, effect] of Object.entries(earlier)) if (isSame(path)) effects[path] = effect
}

function isEffect(plan: RunPlan, path: StepPath): boolean {
  return plan.facts(stepIdOf(path))?.effect !== 'read'
}

/** Whether two versions of a step reach for the same thing outside. Its input may differ: an effect that is done stays done. */
function doesTheSame(was: Step | undefined, is: Step | undefined): boolean {
  if (was?.kind !== is?.kind) return false
  if (was?.kind === 'subflow' && is?.kind === 'subflow') return was.flowId === is.flowId
  return was?.kind !== 'action' || is?.kind !== 'action' || (was.plugin === is.plugin && was.action === is.action)
}

function stillUnknown(path: StepPath): AppError {
  const what = `it is not known what step ${stepIdOf(path)} did, and the newest version does something else there`
  return new AppError('conflict', { params: { what } })
}
