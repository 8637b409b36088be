import { type FlowDefinition, isOutsideKind, type Json, type StepKind, type StepRecord } from '../../../sdk/flow/definition.ts'
import { applyRecord } from '../../../sdk/flow/run-state.ts'
import { nextReady, type WalkItem } from '../../../sdk/flow/walk.ts'
import type { ActionFacts, ActionRequest, ActionResult, Repeatable } from '../../actions/actions.types.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { openQueue, type Queue } from '../../platform/queue.ts'
import type { PureEntry, VisitRequest, VisitResult } from '../../sandbox/sandbox.types.ts'
import { taskRowOf } from '../../tasks/task-row.ts'
import type { TestDatabase } from '../../testing/database.ts'
import { type Engine, type EngineOptions, startEngine } from '../engine.ts'
import type { FlowSource, PublishedFlow } from '../engine.types.ts'
import type { Performers } from '../outside.types.ts'
import { fieldOf } from '../prepare-wait.ts'

/**
 * A sandbox that evaluates nothing: a map gives the trigger (in a loop `item`), an outside step's input is the trigger, a for-each
 * goes over the trigger's `items`. Walks with the real rules.
 */
export function fakeVisit(flows: ReadonlyMap<string, PublishedFlow>) {
  return async (request: VisitRequest): Promise<VisitResult> => {
    const flow = flows.get(request.flow.hash)
    if (flow === undefined) throw new Error('unknown flow')
    return walkVisit(flow.definition, request)
  }
}

/** One visit of the fake sandbox, over a copy of the state. */
export function walkVisit(definition: FlowDefinition, { state, busy }: Pick<VisitRequest, 'state' | 'busy'>): VisitResult {
  const known = structuredClone(state)
  const entries: PureEntry[] = []
  const put = (path: string, record: StepRecord): void => {
    entries.push({ path, record, durationMs: 0 })
    applyRecord(known, path, structuredClone(record))
  }
  for (;;) {
    const decision = nextReady(definition, known, new Set(busy))
    if (decision.kind === 'ended') {
      const { outcome, error, failedPath } = decision
      return { entries, next: { kind: 'end', outcome, error, failedPath }, logs: [], guestMs: 0 }
    }
    const outside = decision.items.filter((item) => isOutside(definition, item))
    const [pure] = decision.items.filter((item) => !isOutside(definition, item))
    if (pure === undefined) {
      const steps = outside.map(({ path, stepId }) => ({ path, stepId, input: known.trigger }))
      return { entries, next: { kind: 'outside', steps }, logs: [], guestMs: 0 }
    }
    put(...fakeRecord(definition, pure, known.trigger))
  }
}

function isOutside(definition: FlowDefinition, item: WalkItem): boolean {
  return item.do === 'run' && isOutsideKind(definition.steps[item.stepId]?.kind ?? 'map')
}

function fakeRecord(definition: FlowDefinition, item: WalkItem, trigger: Json): [path: string, record: StepRecord] {
  switch (item.do) {
    case 'close':
      return [item.path, item.record]
    case 'collect':
      return [item.path, { status: 'done', output: item.path }]
    case 'check':
      return [item.path, { status: 'done', output: false }]
    case 'iterate':
      return item.index < 3 ? [`${item.path}[${item.index}]`, { status: 'open' }] : [item.path, { status: 'done' }]
    case 'run':
      return [item.path, fakeOutcome(definition.steps[item.stepId]?.kind, trigger)]
    default:
      return item satisfies never
  }
}

function fakeOutcome(kind: StepKind | undefined, trigger: Json): StepRecord {
  switch (kind) {
    case 'respond':
      return { status: 'done', output: { status: 200, headers: {}, body: trigger } }
    case 'forEach':
      return { status: 'open', output: { items: fieldOf(trigger, 'items') } }
    case 'while':
      return { status: 'open', output: { bound: 10 } }
    case 'parallel':
      return { status: 'open' }
    default:
      return { status: 'done', output: trigger }
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

  outcomeOf(): string | null {
    return null
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

/** HTTP steps go to the same provider; tables, links and tasks are tested with their slices. */
export function fakePerformers(provider: FakeProvider): Performers {
  const cached = new Map<string, Json>()
  return {
    http: {
      facts: () => provider.facts('http', 'request'),
      execute: ({ tenantId, input, effectKey, now }) =>
        provider.execute({ tenantId, plugin: 'http', action: 'request', connectionId: '', input, effectKey, now, seed: '' }),
    },
    store: { perform: async (_trx, { input }) => input },
    addBusinessTime: async (_tenantId, at, ms) => at + ms,
    taskOf: taskRowOf,
    linksOf: () => ({}),
    cache: {
      find: async (_tenantId, key) => cached.get(JSON.stringify(key)),
      async remember(_tenantId, entries) {
        for (const { flowId, stepId, inputHash, output } of entries) cached.set(JSON.stringify({ flowId, stepId, inputHash }), output)
      },
    },
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
  database: Pick<TestDatabase, 'url' | 'engine' | 'forTenant'>,
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
    performers: fakePerformers(provider),
    db: database,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    notify: () => {},
    works: true,
    ...more,
  })
  engine.start()
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
