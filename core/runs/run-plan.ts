import type { Step } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { nextInPlan, planOf } from '../../sdk/flow/walk.ts'
import type { ActionFacts, Actions } from '../actions/actions.types.ts'
import type { PublishedFlow } from './engine.types.ts'
import type { RetryRule, RunPlan } from './machine.types.ts'

const NO_RETRY: RetryRule = { attempts: 1, backoffMs: 1_000, maxBackoffMs: 60_000 }

/** Plans by flow version. The same version object comes back from the cache, so its plan is made once. */
export function createPlans(actions: Pick<Actions, 'facts' | 'naturalKey'>): (flow: PublishedFlow) => RunPlan {
  const plans = new WeakMap<PublishedFlow, RunPlan>()
  return (flow) => {
    const known = plans.get(flow)
    if (known !== undefined) return known
    const plan = makePlan(flow, actions)
    plans.set(flow, plan)
    return plan
  }
}

function makePlan(flow: PublishedFlow, actions: Pick<Actions, 'facts' | 'naturalKey'>): RunPlan {
  const { definition } = flow
  const walkPlan = planOf(definition)
  return {
    walk: (steps) => nextInPlan(walkPlan, steps),
    facts: (stepId) => factsOf(stepOf(definition, stepId), actions),
    retry(stepId) {
      const step = stepOf(definition, stepId)
      const rule = factsOf(step, actions)?.defaultRetry ?? NO_RETRY
      return step?.retry === undefined ? rule : { maxBackoffMs: rule.maxBackoffMs, ...step.retry }
    },
    naturalKey(stepId, input) {
      const step = stepOf(definition, stepId)
      return step?.kind === 'action' ? actions.naturalKey(step.plugin, step.action, input) : null
    },
    isRespond: (stepId) => stepOf(definition, stepId)?.kind === 'respond',
    timeLimitMs: definition.settings.timeLimitMs ?? null,
  }
}

function factsOf(step: Step | undefined, actions: Pick<Actions, 'facts'>): ActionFacts | null {
  if (step?.kind !== 'action') return null
  try {
    return actions.facts(step.plugin, step.action)
  } catch {
    return null // The connector was removed since the version was published: the step fails and says so.
  }
}
