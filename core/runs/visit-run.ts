import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import { toError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import { within } from '../platform/within.ts'
import { MAX_PLAIN_CHARS } from '../sandbox/plain/plain-visit.ts'
import type { RunFacts, Sandbox, VisitResult } from '../sandbox/sandbox.types.ts'
import { type CommitDeps, commitRun } from './commit-run.ts'
import type { HeldRun } from './held-run.ts'
import { handle } from './machine.ts'
import type { Performers } from './outside.types.ts'

export interface VisitDeps extends CommitDeps {
  sandbox: Pick<Sandbox, 'visit'>
  clock: Clock
  performers: Pick<Performers, 'linksOf' | 'taskOf' | 'cache'>
}

/** A visit that takes longer than this does not hold back what is pending: the acceptance, or an effect's result. */
const VISIT_GRACE_MS = 50

/** Asks the sandbox what follows from here, at this time, and tells the machine. */
export async function visit(held: HeldRun, at: number, deps: VisitDeps): Promise<void> {
  const { machine, flow, run } = held
  const seed = newSeed()
  const visiting = deps.sandbox.visit({
    tenantId: run.tenantId,
    flow: flow.compiled,
    state: machine.state,
    busy: [...machine.open.keys()],
    now: at,
    seed,
    run: factsOf(held, deps),
    ...(held.knownChars <= MAX_PLAIN_CHARS ? { definition: flow.definition } : {}),
  })
  const result =
    visiting instanceof Promise ? ((await within(visiting, VISIT_GRACE_MS)) ?? (await commitMeanwhile(held, visiting, deps))) : visiting
  // What a plain visit left over may have grown beyond what is small.
  if (result.next.kind === 'more') held.knownChars = Number.POSITIVE_INFINITY
  handle(machine, { kind: 'visited', at, seed, result })
}

function factsOf({ run, flow, machine }: HeldRun, { performers }: VisitDeps): RunFacts {
  return runFactsOf(flow.definition, { tenantId: run.tenantId, id: run.id, startedAt: machine.startedAt }, performers)
}

/** `run` in the expressions of this flow; the same whenever it is asked for. */
export function runFactsOf(
  definition: Pick<FlowDefinition, 'steps'>,
  { tenantId, id, startedAt }: { tenantId: string; id: string; startedAt: number },
  { linksOf }: Pick<Performers, 'linksOf'>,
): RunFacts {
  const waits = Object.entries(definition.steps).filter(([, step]) => step.kind === 'wait' || step.kind === 'approval')
  const stepIds = waits.map(([stepId]) => stepId)
  return { id, startedAt, links: stepIds.length === 0 ? {} : linksOf(tenantId, id, stepIds) }
}

async function commitMeanwhile(held: HeldRun, visiting: Promise<VisitResult>, deps: VisitDeps): Promise<VisitResult> {
  // Looked at below; until then a rejection must not count as unhandled.
  visiting.catch(toError)
  if (held.acceptance !== null || held.machine.pending.length > 0) await commitRun(held, deps)
  return visiting
}
