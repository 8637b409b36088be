import type { FlowDefinition, Json, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { ancestorsOf, descendantsOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { apply, newMachine } from './fold.ts'
import type { EarlierEffect, JournalEntry } from './journal.types.ts'
import type { Machine, RunPlan } from './machine.types.ts'

/** A run's journal folded to its end, without anything that could be done next. */
export function foldJournal(runId: string, entries: readonly JournalEntry[], plan: RunPlan, trigger: Json = null): Machine {
  const machine = newMachine(runId, 0, trigger, plan)
  for (const entry of entries) apply(machine, entry)
  return machine
}

/**
 * The effect ledger of a chain of retries: what its runs did at providers, or may have done, by step path. Effect keys are root
 * run + path, so that is all there is to know. Reads are no effects: a retry reads again.
 */
export function effectsOfChain(
  journals: ReadonlyArray<{ runId: string; entries: readonly JournalEntry[] }>,
  plan: RunPlan,
): Record<StepPath, EarlierEffect> {
  const effects: Record<StepPath, EarlierEffect> = {}
  for (const { runId, entries } of journals) {
    for (const entry of entries) {
      if (entry.kind === 'start') Object.assign(effects, entry.effects)
      if (entry.kind === 'result' && isEffect(plan, entry.path)) effects[entry.path] = { status: 'done', output: entry.output }
      if (entry.kind === 'decision' && entry.made.decision === 'treatAsDone')
        effects[entry.path] = { status: 'done', output: entry.made.output }
    }
    for (const { path, phase, input } of foldJournal(runId, entries, plan).open.values()) {
      const isUnknown = phase === 'lost' || phase === 'looking' || phase === 'uncertain'
      if (isUnknown && isEffect(plan, path)) effects[path] = { status: 'unknown', input }
    }
  }
  return effects
}

function isEffect(plan: RunPlan, path: StepPath): boolean {
  return plan.facts(stepIdOf(path))?.effect !== 'read'
}

/** Records that a retry from this step keeps: all but the step, what is in it, and what comes after it or after what it is in. */
export function keptSteps(
  definition: Pick<FlowDefinition, 'steps' | 'edges'>,
  steps: Readonly<Record<StepPath, StepRecord>>,
  fromStepId: string,
): Record<StepPath, StepRecord> {
  const dropped = new Set<string>([fromStepId])
  const queue = [fromStepId, ...ancestorsOf(definition, fromStepId)]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const isContainer = at !== fromStepId && !dropped.has(at)
    // A container around the step keeps its own decision; only what follows it is run again.
    if (!isContainer) for (const inner of descendantsOf(definition, at)) dropped.add(inner)
    for (const edge of Object.values(definition.edges)) {
      if (edge.from !== at || dropped.has(edge.to)) continue
      dropped.add(edge.to)
      queue.push(edge.to)
    }
  }
  return Object.fromEntries(Object.entries(steps).filter(([path]) => !dropped.has(stepIdOf(path))))
}
