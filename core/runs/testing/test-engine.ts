import type { Json } from '../../../sdk/flow/definition.ts'
import { nextReady } from '../../../sdk/flow/walk.ts'
import type { ActionFacts, ActionRequest, ActionResult, Repeatable } from '../../actions/actions.types.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { openQueue, type Queue } from '../../platform/queue.ts'
import type { PureEntry, VisitRequest, VisitResult } from '../../sandbox/sandbox.types.ts'
import type { TestDatabase } from '../../testing/database.ts'
import { type Engine, type EngineOptions, startEngine } from '../engine.ts'
import type { FlowSource, PublishedFlow } from '../engine.types.ts'

/** A sandbox that evaluates nothing: a map gives the trigger, an action's input is the trigger. Walks with the real rules. */
export function fakeVisit(flows: ReadonlyMap<string, PublishedFlow>) {
  return async (request: VisitRequest): Promise<VisitResult> => {
    const flow = flows.get(request.flow.hash)
    if (flow === undefined) throw new Error('unknown flow')
    const steps = { ...request.state.steps }
    const entries: PureEntry[] = []
    for (;;) {
      const decision = nextReady(flow.definition, steps)
      if (decision.kind === 'ended') {
        const { outcome, error, failedPath } = decision
        return { entries, next: { kind: 'end', outcome, error, failedPath }, logs: [], guestMs: 0 }
      }
      const step = flow.definition.steps[decision.stepId]
      if (step?.kind === 'action') {
        return {
          entries,
          next: { kind: 'effect', path: decision.path, stepId: decision.stepId, input: request.state.trigger },
          logs: [],
          guestMs: 0,
        }
      }
      const output: Json = step?.kind === 'respond' ? { status: 200, headers: {}, body: request.state.trigger } : request.state.trigger
      const entry: PureEntry = { path: decision.path, record: { status: 'done', output }, durationMs: 0 }
      entries.push(entry)
      steps[decision.path] = entry.record
    }
  }
}

/** A provider with an outside ledger: what it was really asked to create, in order. */
export class FakeProvider {
  readonly created: Array<{ action: string; effectKey: string; input: Json }> = []
  readonly lookups: string[] = []
  /** Answers of the next calls, before the normal ones. */
  readonly script: Array<(request: ActionRequest) => Promise<ActionResult> | ActionResult> = []
  repeatable: Repeatable = { mode: 'never' }
  effect: ActionFacts['effect'] = 'create'
  attempts = 3
  backoffMs = 50

  facts(plugin: string, action: string): ActionFacts {
    const defaultRetry = { attempts: this.attempts, backoffMs: this.backoffMs, maxBackoffMs: 60_000 }
    return { plugin, action, version: '1.0.0', effect: this.effect, repeatable: this.repeatable, timeoutMs: 1_000, defaultRetry }
  }

  naturalKey(_plugin: string, _action: string, input: Json): string | null {
    return this.repeatable.mode === 'lookupFirst' ? JSON.stringify(input) : null
  }

  async execute(request: ActionRequest): Promise<ActionResult> {
    const next = this.script.shift()
    if (next !== undefined) return next(request)
    return this.create(request)
  }

  async lookup(request: ActionRequest): Promise<ActionResult> {
    this.lookups.push(request.effectKey)
    const index = this.created.findIndex((each) => JSON.stringify(each.input) === JSON.stringify(request.input))
    return { ok: true, output: index < 0 ? null : { id: index }, calls: [], logs: [] }
  }

  create(request: ActionRequest): ActionResult {
    this.created.push({ action: request.action, effectKey: request.effectKey, input: request.input })
    return { ok: true, output: { id: this.created.length - 1 }, calls: [], logs: [] }
  }
}

export function failure(status: number, more: Partial<Extract<ActionResult, { ok: false }>['failure']> = {}): ActionResult {
  const failed = { code: 'provider', message: `answered ${status}`, class: 'retry' as const, effect: 'no' as const, ...more }
  return { ok: false, failure: failed, calls: [], logs: [] }
}

export function flowSourceOf(flows: ReadonlyMap<string, PublishedFlow>): FlowSource {
  return {
    publishedByToken: async () => null,
    publishedForTrigger: async () => [],
    published: async (_tenantId, flowId) => flows.get(flowId) ?? null,
    version: async (_tenantId, flowId) => flows.get(flowId) ?? null,
    names: async (_tenantId, ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
  }
}

export interface TestEngine {
  engine: Engine
  queue: Queue
  provider: FakeProvider
  stop(): Promise<void>
}

/** A real engine on the real database and queue, with a fake sandbox and a fake provider at its edges. */
export async function testEngine(
  database: TestDatabase,
  flows: ReadonlyMap<string, PublishedFlow>,
  more: Partial<EngineOptions> & { provider?: FakeProvider } = {},
): Promise<TestEngine> {
  const logger = createLogger({ level: 'warn' })
  const provider = more.provider ?? new FakeProvider()
  const queue = await openQueue({ url: database.url, works: true, onError: () => {}, pollSeconds: 0.5 })
  const engine = await startEngine({
    url: database.url,
    engine: database.engine,
    clock: systemClock,
    logger,
    queue,
    sandbox: { visit: fakeVisit(flows) },
    actions: provider,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    notify: () => {},
    works: true,
    ...more,
  })
  return {
    engine,
    queue,
    provider,
    async stop() {
      await engine.drain()
      await queue.close()
    },
  }
}
