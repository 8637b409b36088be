import type { FlowDefinition, Step } from '../../../sdk/flow/definition.ts'
import { type Plan, planOf } from '../../../sdk/flow/plan.ts'
import type { RunPlan } from '../machine.types.ts'
import { createPlans } from '../run-plan.ts'
import { randomOf } from './random.ts'

/** A flow that histories run. Made once; what depends on a history (how the provider behaves) is put over its plan. */
export interface SimulatedFlow {
  definition: FlowDefinition
  walkPlan: Plan
  runPlan: RunPlan
}

const FLOWS = 240

type Parent = { container: string; lane: string }

/** Adds steps to a flow, each after the one before it in its lane. */
class FlowMaker {
  readonly steps: Record<string, Step> = {}
  readonly edges: FlowDefinition['edges'] = {}
  readonly random: () => number
  readonly #last: Record<string, string> = {}
  #count = 0

  constructor(random: () => number) {
    this.random = random
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.random() * choices.length)] ?? choices[0]
  }

  add(step: Step, parent?: Parent): string {
    const id = `s${this.#count++}`
    this.steps[id] = { ...step, name: id, ...(parent === undefined ? {} : { parent }) }
    const lane = parent === undefined ? '' : `${parent.container}/${parent.lane}`
    const before = this.#last[lane]
    if (before !== undefined) this.edges[`e${id}`] = { from: before, to: id }
    this.#last[lane] = id
    return id
  }

  map(parent?: Parent): void {
    this.add({ kind: 'map', name: '', value: {} }, parent)
  }

  effect(parent?: Parent, onError?: Step['onError']): string {
    const cache = this.random() < 0.1 ? { cache: { ttlSeconds: 60 } } : {}
    const policy = onError === undefined ? {} : { onError }
    return this.add({ kind: 'action', name: '', plugin: 'p', action: 'a', connectionId: 'c', input: {}, ...cache, ...policy }, parent)
  }

  wait(parent?: Parent): void {
    const timeout = this.random() < 0.5 ? { timeout: { amount: 1, unit: 'minutes' as const } } : {}
    this.add({ kind: 'wait', name: '', ...timeout }, parent)
  }

  approval(parent?: Parent): void {
    const deadline = this.random() < 0.5 ? { deadline: { amount: 1, unit: 'minutes' as const } } : {}
    const outcomes = [{ lane: 'yes', title: 'Yes' }]
    const id = this.add({ kind: 'approval', name: '', question: '', assignee: { role: 'owner' }, outcomes, ...deadline }, parent)
    this.effect({ container: id, lane: 'yes' })
  }
}

const PARTS: ReadonlyArray<(flow: FlowMaker) => void> = [
  (flow) => flow.effect(),
  (flow) => {
    flow.effect()
    flow.effect(undefined, flow.pick(['continue', 'fail']))
  },
  (flow) => {
    const id = flow.effect(undefined, 'lane')
    flow.effect({ container: id, lane: 'error' })
  },
  (flow) => {
    const id = parallel(flow)
    flow.effect({ container: id, lane: 'a' })
    flow.effect({ container: id, lane: 'b' })
    flow.map({ container: id, lane: 'b' })
  },
  (flow) => {
    const id = parallel(flow)
    flow.wait({ container: id, lane: 'a' })
    flow.effect({ container: id, lane: 'b' })
    flow.effect({ container: id, lane: 'b' })
  },
  (flow) => flow.effect(eachOf(flow)),
  (flow) => flow.approval(eachOf(flow)),
  (flow) => flow.add({ kind: 'delay', name: '', delay: { by: 'duration', amount: 1, unit: 'minutes' } }),
  (flow) => flow.wait(),
  (flow) => flow.approval(),
  (flow) => flow.add({ kind: 'store', name: '', operation: 'put', table: 't' }),
  (flow) => flow.add({ kind: 'subflow', name: '', flowId: 'f', input: {}, wait: true }),
]

function parallel(flow: FlowMaker): string {
  const lanes = ['a', 'b'].map((lane) => ({ lane, title: lane }))
  const join = flow.pick<'all' | 'any' | { first: number }>(['all', 'any', { first: 1 }])
  const onError = flow.random() < 0.3 ? { onError: 'continue' as const } : {}
  return flow.add({ kind: 'parallel', name: '', lanes, join, fail: flow.pick(['fast', 'wait', 'continue']), ...onError })
}

function eachOf(flow: FlowMaker): Parent {
  const onIterationError = flow.pick<'fail' | 'continue'>(['fail', 'continue'])
  return { container: flow.add({ kind: 'forEach', name: '', items: [], atOnce: 2, onIterationError }), lane: 'each' }
}

const FINALLY: Parent = { container: 'flow', lane: 'finally' }

function makeFlow(random: () => number, index: number): SimulatedFlow {
  const flow = new FlowMaker(random)
  flow.map()
  // Every part comes first in some flow.
  PARTS[index % PARTS.length]?.(flow)
  for (let more = Math.floor(random() * 4); more > 0; more--) PARTS[Math.floor(random() * PARTS.length)]?.(flow)
  flow.map()
  const last = random()
  if (last < 0.25) flow.effect(FINALLY)
  else if (last < 0.4) flow.wait(FINALLY)
  if (last < 0.5) flow.map(FINALLY)
  const settings = random() < 0.25 ? { timeLimitMs: 90_000 } : {}
  const definition: FlowDefinition = { trigger: { kind: 'manual' }, steps: flow.steps, edges: flow.edges, settings, layout: {} }
  const published = { tenantId: 't', flowId: 'f', version: 1, definition, compiled: { script: '', hash: '' } }
  const facts = () => {
    throw new Error('the plan of a history says this')
  }
  const runPlan = createPlans({ actions: { facts, naturalKey: facts, outcomeOf: facts }, http: { facts } })(published)
  return { definition, walkPlan: planOf(definition), runPlan }
}

/**
 * Flows of every shape the engine knows to have several steps out, waits and containers, put together at random from the parts
 * below, always the same ones: a seed of the simulation picks one of them.
 */
export const SIMULATED_FLOWS: readonly SimulatedFlow[] = Array.from({ length: FLOWS }, (_, index) => makeFlow(randomOf(index + 1), index))
