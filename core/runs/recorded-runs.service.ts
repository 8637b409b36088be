import type { FlowDefinition, Json, RunState, StepPath } from '../../sdk/flow/definition.ts'
import { stepsFrom } from '../../sdk/flow/retry-steps.ts'
import type { WalkDecision } from '../../sdk/flow/walk.ts'
import type { Database, Db } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { RunFacts } from '../sandbox/sandbox.types.ts'
import type { PublishedFlow, TriggerData } from './engine.types.ts'
import { apply, newMachine } from './fold.ts'
import type { JournalEntry } from './journal.types.ts'
import { journalOfRow } from './journals.store.ts'
import type { OpenStep } from './machine.types.ts'
import { openStep } from './open-steps.ts'
import type { Performers } from './outside.types.ts'
import { createPlans } from './run-plan.ts'
import { findRun, findTenantOfRun, newestEnded } from './runs.store.ts'
import type { RunStatus } from './runs.types.ts'
import { runFactsOf } from './visit-run.ts'

/** Whoever shows something of a run hides what its steps hide. */
export { redactedPart, redactorOf } from './redact-step.ts'

/** A run as its journal tells it. Nothing of it can be changed. */
export interface RecordedRun {
  tenantId: string
  id: string
  flowId: string
  version: number
  status: RunStatus
  startedAt: number
  trigger: Json
  entries: readonly JournalEntry[]
}

/** What a run knows after some of its entries: the fold that the engine itself uses, without anything that acts. */
export interface RunFold {
  readonly state: RunState
  readonly open: ReadonlyMap<StepPath, OpenStep>
  apply(entry: JournalEntry): void
  /** An outside step whose input was evaluated. */
  ask(path: StepPath, input: Json): void
  /** It will be evaluated anew. */
  drop(path: StepPath): void
  walk(): WalkDecision
  readonly hasFinally: boolean
}

export interface RecordedRunsDeps {
  db: Pick<Database, 'forTenant'>
  triggers: TriggerData
  links: Pick<Performers, 'linksOf'>
}

export type RecordedRuns = ReturnType<typeof createRecordedRuns>

/** Reads of runs for those who evaluate them once more. Throws AppError `not_found`, also for runs of other workspaces. */
export function createRecordedRuns({ db, triggers, links }: RecordedRunsDeps) {
  // A fold asks nothing about connectors: it takes what happened.
  const planOf = createPlans({ actions: { facts: absent, naturalKey: () => null, outcomeOf: () => null }, http: { facts: absent } })

  return {
    async load(tenantId: string, runId: string): Promise<RecordedRun> {
      const { row, entries } = await db.forTenant(tenantId, async (trx) => {
        const found = isId('run', runId) ? await findRun(trx, tenantId, runId) : undefined
        if (found === undefined) throw new AppError('not_found')
        return { row: found, entries: await journalOfRow(trx, { tenantId, runId }, found.journal) }
      })
      const { flowId, version, status, triggerData, deliveryId } = row
      const stored: Json = triggerData === null ? null : JSON.parse(triggerData)
      const trigger = triggerData === null && deliveryId !== null ? await triggerOf(tenantId, deliveryId) : stored
      return { tenantId, id: runId, flowId, version, status, startedAt: row.startedAt.getTime(), trigger, entries }
    },

    /** Ids of the newest ended runs of a flow, newest first. */
    newest: (tenantId: string, flowId: string, limit: number): Promise<string[]> =>
      db.forTenant(tenantId, (trx) => newestEnded(trx, tenantId, flowId, limit)),

    fold(run: Pick<RecordedRun, 'id' | 'startedAt' | 'trigger'>, flow: PublishedFlow): RunFold {
      const machine = newMachine(run.id, run.startedAt, structuredClone(run.trigger), planOf(flow))
      return {
        state: machine.state,
        open: machine.open,
        // Records become part of the state and are changed there; the recorded ones must not be.
        apply: (entry) => apply(machine, structuredClone(entry)),
        ask: (path, input) => {
          openStep(machine, path, input, 'upcoming', 0).input = input
        },
        drop: (path) => void machine.open.delete(path),
        walk: () => machine.plan.walk(machine.state, new Set(machine.open.keys())),
        hasFinally: machine.plan.hasFinally,
      }
    },

    /** The step, what is in it, and everything that comes after it: what is run when a run starts there. */
    stepsFrom: (definition: Pick<FlowDefinition, 'steps' | 'edges'>, stepId: string): ReadonlySet<string> => stepsFrom(definition, stepId),

    factsOf: (run: RecordedRun, definition: Pick<FlowDefinition, 'steps'>): RunFacts => runFactsOf(definition, run, links),
  }

  async function triggerOf(tenantId: string, deliveryId: string): Promise<Json> {
    return (await triggers.load([{ tenantId, deliveryId }])).get(deliveryId) ?? null
  }
}

/** Whose run it is, for whoever has the machine and only an id. Engine role. Throws AppError `not_found`. */
export async function tenantOfRun(engine: Db, runId: string): Promise<string> {
  const tenantId = isId('run', runId) ? await findTenantOfRun(engine, runId) : null
  if (tenantId === null) throw new AppError('not_found')
  return tenantId
}

function absent(): never {
  throw new Error('a fold asks nothing about connectors')
}
