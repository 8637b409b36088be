import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { SecretBox } from '../platform/secrets.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import type { RunsService } from '../runs/runs.service.ts'
import { createApiActions } from './api-actions.service.ts'
import { DueLoop } from './due-loop.ts'
import { ownerOfSlug } from './exposed-actions.store.ts'
import { fireSchedule } from './fire-schedule.ts'
import { createForms } from './forms.service.ts'
import { forgetFlow, type ListeningFlow, listen, stopListening } from './listen.ts'
import { pollFlow } from './poll-flow.ts'
import { createPollings } from './pollings.service.ts'
import { createSchedules } from './schedules.service.ts'
import { triggerProblems } from './trigger-problems.ts'

export interface TriggersDeps {
  db: Database
  engine: Pick<Engine, 'accept' | 'answerOf'>
  flows: FlowSource
  actions: Pick<Actions, 'facts' | 'execute'>
  runs: Pick<RunsService, 'wholeInput'>
  secrets: SecretBox
  clock: Clock
  logger: Logger
}

/** The ways in that are not deliveries of connectors: by the clock, by asking, by a page, by a call. */
export function createTriggers(deps: TriggersDeps) {
  const loop = new DueLoop({
    ...deps,
    fire: (row, holder, signal) => (row.kind === 'schedule' ? fireSchedule(row, holder, deps) : pollFlow(row, holder, signal, deps)),
  })
  return {
    schedules: createSchedules(deps),
    pollings: createPollings(deps),
    forms: createForms(deps),
    apiActions: createApiActions(deps),
    /** In a process that works: `start()`, and `stop()` before the engine drains. */
    loop,
  }
}

export type TriggersService = ReturnType<typeof createTriggers>

export interface TriggerRegistrationDeps {
  clock: Clock
  /** Of an installed action; null when there is none. */
  effectOf(plugin: string, action: string): string | null
}

/** What publishing a flow means for its trigger, in the transaction of the publication. */
export function createTriggerRegistration({ clock, effectOf }: TriggerRegistrationDeps) {
  return {
    /** What keeps this definition of a flow from being published. */
    async problems(trx: Trx, flowId: string, definition: FlowDefinition) {
      const { trigger } = definition
      const owner = trigger.kind === 'api' ? await ownerOfSlug(trx, trigger.slug) : null
      return triggerProblems(definition, { nowMs: clock.now(), effectOf, slugOwner: owner === flowId ? null : owner })
    },
    /** Published, or resumed. */
    listen: (trx: Trx, flow: ListeningFlow) => listen(trx, flow, clock.now()),
    /** Paused. */
    stop: (trx: Trx, flowId: string) => stopListening(trx, flowId),
    /** Deleted. */
    forget: (trx: Trx, flowId: string) => forgetFlow(trx, flowId),
  }
}
