import type { ApprovalStep, Json, WaitStep } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import type { deliverArrival } from '../runs/inbox.store.ts'
import type { loadJournals } from '../runs/journals.store.ts'
import type { TasksService } from '../tasks/tasks.service.ts'
import type { Task } from '../tasks/tasks.types.ts'
import { findOpenRun, hasArrived, isWaitOver } from './open-waits.store.ts'
import { type OwnLinkCalls, ownLinkCalls } from './own-link-calls.ts'
import type { WaitClaim, WaitTokens } from './wait-token.ts'

type Locale = 'pt-BR' | 'en'

export interface WaitsDeps {
  db: Pick<Database, 'forTenant'>
  tokens: WaitTokens
  /** Public origin, without a trailing slash. */
  publicUrl: string
  flows: Pick<FlowSource, 'version'>
  deliver: typeof deliverArrival
  journals: typeof loadJournals
  tasks: Pick<TasksService, 'ofStep' | 'decideByLink'>
  wake(): void
}

export interface StepLinks {
  resume: string
  cancel: string
}

/** What a link leads to. `over`: the run has ended. `used`: the link was, or the run went on without it. */
export type LinkTarget =
  | { state: 'over' | 'used' | 'unasked'; claim: WaitClaim }
  | { state: 'open'; claim: WaitClaim; title: string; task: Task | null }

/** A call of a link, credentials left out: the output of the wait step. */
export interface LinkCall {
  output: Json
  /** Which outcome an approval step's link was called with. */
  outcome: string | null
}

export interface WaitsService {
  /** Links of steps outside loops, by step id. The same each time. */
  linksOf(tenantId: string, runId: string, stepIds: readonly string[]): Record<string, StepLinks>
  /** Throws AppError `not_found` for a token that we did not sign, or whose step is gone. */
  look(token: string): Promise<LinkTarget>
  /**
   * Ends the wait, once. Before the flow has come to a wait step, the call is kept and counts when it does; an approval step has
   * to have asked. Throws AppError `run_over`, `link_used`, `wait_not_reached`, and what a bad answer to a task gets.
   */
  use(target: LinkTarget, call: LinkCall, locale: Locale): Promise<void>
  /** For flows that call a link. */
  ownLinks: OwnLinkCalls
}

/** The links alone, for who reads runs and ends no wait. */
export function waitLinks(tokens: WaitTokens, publicUrl: string): Pick<WaitsService, 'linksOf'> {
  return {
    linksOf(tenantId, runId, stepIds) {
      const link = (path: string, purpose: WaitClaim['purpose']) => `${publicUrl}/wait/${tokens.sign({ tenantId, runId, path, purpose })}`
      return Object.fromEntries(stepIds.map((id) => [id, { resume: link(id, 'resume'), cancel: link(id, 'cancel') }]))
    },
  }
}

export function createWaits(deps: WaitsDeps): WaitsService {
  const { db, tokens } = deps

  async function stepBehind({ tenantId, path }: WaitClaim, flow: { flowId: string; version: number }): Promise<WaitStep | ApprovalStep> {
    const version = await deps.flows.version(tenantId, flow.flowId, flow.version)
    const step = version === null ? undefined : stepOf(version.definition, path)
    if (step?.kind !== 'wait' && step?.kind !== 'approval') throw new AppError('not_found')
    return step
  }

  /** Resuming and cancelling share the id: whichever comes first ends the wait, the other is too late. */
  async function deliver({ tenantId, runId, path, purpose }: WaitClaim, output: Json): Promise<void> {
    const outcome = purpose === 'resume' ? { status: 'done' as const, output } : { status: 'cancelRun' as const, by: 'link' }
    const delivered = await db.forTenant(tenantId, (trx) => deps.deliver(trx, { tenantId, runId, path, id: arrivalId(path), outcome }))
    if (delivered !== 'delivered') throw new AppError(delivered === 'over' ? 'run_over' : 'link_used')
    deps.wake()
  }

  const waits: Omit<WaitsService, 'ownLinks'> = {
    ...waitLinks(tokens, deps.publicUrl),

    async look(token) {
      const claim = tokens.verify(token)
      if (claim === null) throw new AppError('not_found')
      const { tenantId, runId, path } = claim
      const { run, isUsed } = await db.forTenant(tenantId, async (trx) => ({
        run: await findOpenRun(trx, runId),
        isUsed: (await hasArrived(trx, runId, arrivalId(path))) || (await isWaitOver(trx, { tenantId, runId }, path, deps.journals)),
      }))
      if (run === undefined) return { state: 'over', claim }
      if (isUsed) return { state: 'used', claim }
      const step = await stepBehind(claim, run)
      const title = step.title ?? step.name
      if (step.kind === 'wait') return { state: 'open', claim, title, task: null }
      const task = await deps.tasks.ofStep(tenantId, runId, path)
      if (task === null) return { state: 'unasked', claim }
      return task.status === 'open' ? { state: 'open', claim, title, task } : { state: 'used', claim }
    },

    async use(target, { output, outcome }, locale) {
      if (target.state !== 'open') throw new AppError(REFUSALS[target.state])
      const { claim, task } = target
      if (task === null || claim.purpose === 'cancel') return deliver(claim, output)
      return deps.tasks.decideByLink(claim.tenantId, task, { outcome: outcome ?? '' }, locale)
    },
  }
  return { ...waits, ownLinks: ownLinkCalls(waits, deps.publicUrl) }
}

const REFUSALS = { over: 'run_over', used: 'link_used', unasked: 'wait_not_reached' } as const

function arrivalId(path: string): string {
  return `link:${path}`
}
