import type { ActionStep, FlowDefinition, Json, RunState, Step, StepPath } from '../../sdk/flow/definition.ts'
import { isOutsideKind } from '../../sdk/flow/definition.ts'
import { ancestorsOf, stepOf } from '../../sdk/flow/graph.ts'
import { planOf } from '../../sdk/flow/plan.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { nextInPlan } from '../../sdk/flow/walk.ts'
import type { ActionFacts, Actions } from '../actions/actions.types.ts'
import type { HttpStepPerformer } from '../http-step/http-step.types.ts'
import type { PublishedFlow } from './engine.types.ts'
import type { RetryRule, RunPlan } from './machine.types.ts'

const NO_RETRY: RetryRule = { attempts: 1, backoffMs: 1_000, maxBackoffMs: 60_000 }

export interface PlanDeps {
  actions: Pick<Actions, 'facts' | 'naturalKey' | 'outcomeOf'>
  http: Pick<HttpStepPerformer, 'facts'>
}

/** Plans by flow version. The same version object comes back from the cache, so its plan is made once. */
export function createPlans(deps: PlanDeps): (flow: PublishedFlow) => RunPlan {
  const plans = new WeakMap<PublishedFlow, RunPlan>()
  return (flow) => {
    const known = plans.get(flow)
    if (known !== undefined) return known
    const plan = makePlan(flow, deps)
    plans.set(flow, plan)
    return plan
  }
}

function makePlan({ definition }: PublishedFlow, deps: PlanDeps): RunPlan {
  const walkPlan = planOf(definition)
  const containers = openContainers(definition)
  const facts = (stepId: string) => factsOf(stepOf(definition, stepId), deps)
  return {
    walk: (state, busy) => nextInPlan(walkPlan, state, busy),
    kindOf(stepId) {
      const kind = stepOf(definition, stepId)?.kind
      return kind !== undefined && isOutsideKind(kind) ? kind : null
    },
    facts,
    retry(stepId) {
      const step = stepOf(definition, stepId)
      const rule = facts(stepId)?.defaultRetry ?? NO_RETRY
      return step?.retry === undefined ? rule : { maxBackoffMs: rule.maxBackoffMs, ...step.retry }
    },
    naturalKey(stepId, input) {
      const step = stepOf(definition, stepId)
      return step?.kind === 'action' ? deps.actions.naturalKey(step.plugin, step.action, input) : null
    },
    outcomeOf(stepId, output) {
      const step = stepOf(definition, stepId)
      if (step?.kind !== 'action' || step.outcomes === undefined) return null
      const outcome = outcomeOf(step, output, deps)
      return outcome !== null && step.outcomes.includes(outcome) ? outcome : null
    },
    isCached: (stepId) => stepOf(definition, stepId)?.cache !== undefined,
    isRespond: (stepId) => stepOf(definition, stepId)?.kind === 'respond',
    isWanted: (state, path) => (containers.get(stepIdOf(path)) ?? []).every((each) => isOpenAround(state, path, each)),
    hasFinally: walkPlan.finally.length > 0,
    timeLimitMs: definition.settings.timeLimitMs ?? null,
  }
}

function isLoop(definition: FlowDefinition, id: string): boolean {
  const kind = stepOf(definition, id)?.kind
  return kind === 'forEach' || kind === 'while'
}

interface Around {
  stepId: string
  isLoop: boolean
  /** Loops around the container itself. */
  depth: number
}

/** For every step, the loops and parallels it is in: those may be over while the step is still out. */
function openContainers(definition: FlowDefinition): Map<string, Around[]> {
  const found = new Map<string, Around[]>()
  for (const id of Object.keys(definition.steps)) {
    const around = ancestorsOf(definition, id)
    const list = around.flatMap((container, index): Around[] => {
      const kind = stepOf(definition, container)?.kind
      if (kind !== 'parallel' && !isLoop(definition, container)) return []
      return [
        {
          stepId: container,
          isLoop: isLoop(definition, container),
          depth: around.slice(index + 1).filter((id) => isLoop(definition, id)).length,
        },
      ]
    })
    if (list.length > 0) found.set(id, list)
  }
  return found
}

function isOpenAround(state: RunState, path: StepPath, { stepId, isLoop, depth }: Around): boolean {
  const segments = path.split('/')
  const container = [...segments.slice(0, depth), stepId].join('/')
  if (!Object.hasOwn(state.steps, container) || state.steps[container]?.status !== 'open') return false
  if (!isLoop) return true
  const loop = Object.hasOwn(state.loops, container) ? state.loops[container] : undefined
  const index = Number(segments[depth]?.slice(stepId.length + 1, -1))
  return loop !== undefined && !(index in loop.results)
}

function outcomeOf({ plugin, action }: ActionStep, output: Json, { actions }: PlanDeps): string | null {
  try {
    return actions.outcomeOf(plugin, action, output)
  } catch {
    return null // The connector was removed meanwhile: what it gave is kept, and the flow goes on.
  }
}

function factsOf(step: Step | undefined, deps: PlanDeps): ActionFacts | null {
  if (step?.kind === 'http') return deps.http.facts(step)
  if (step?.kind !== 'action') return null
  try {
    return deps.actions.facts(step.plugin, step.action)
  } catch {
    return null // The connector was removed since the version was published: the step fails and says so.
  }
}
