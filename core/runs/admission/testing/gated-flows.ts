import { setTimeout as sleep } from 'node:timers/promises'
import { KEYS_PATH, keySources } from '../../../../sdk/flow/admission-settings.ts'
import type { FlowSettings, Json } from '../../../../sdk/flow/definition.ts'
import type { ActionRequest, ActionResult } from '../../../actions/actions.types.ts'
import type { VisitRequest, VisitResult } from '../../../sandbox/sandbox.types.ts'
import type { PublishedFlow } from '../../engine.types.ts'
import { fieldOf } from '../../prepare-wait.ts'
import { FakeProvider, fakeVisit } from '../../testing/test-engine.ts'
import { actionStep, mapStep, testFlow } from '../../testing/test-flow.ts'

/** One effect between pure steps, with these settings. Keys in tests are `trigger.<field>`. */
export function gatedFlow(tenantId: string, flowId: string, settings: FlowSettings): PublishedFlow {
  return testFlow(tenantId, flowId, { sA: mapStep('a'), sB: actionStep('b', 'create') }, settings)
}

/** The fake sandbox, which also evaluates keys of the form `trigger.<field>`; a trigger without that field fails. */
export function keyedVisit(flows: ReadonlyMap<string, PublishedFlow>) {
  const visit = fakeVisit(flows)
  return async (request: VisitRequest): Promise<VisitResult> => {
    const flow = flows.get(request.flow.hash)
    if (request.only !== KEYS_PATH || flow === undefined) return visit(request)
    const values: Record<string, Json> = {}
    for (const [name, source] of keySources(flow.definition.settings)) {
      const value = fieldOf(request.state.trigger, source.slice('trigger.'.length))
      if (value === null) {
        const error = { code: 'expression', message: `${source} is missing`, at: `/settings/${name}/key` }
        return visited({ path: KEYS_PATH, record: { status: 'failed', error }, durationMs: 0 })
      }
      values[name] = value
    }
    return visited({ path: KEYS_PATH, record: { status: 'done', output: values }, durationMs: 0 })
  }
}

function visited(entry: VisitResult['entries'][number]): VisitResult {
  return { entries: [entry], next: { kind: 'end', outcome: 'success' }, logs: [], guestMs: 0 }
}

export interface Call {
  input: Json
  effectKey: string
  startedAt: number
  endedAt: number
}

/** A provider that takes its time and knows who was there at once. Several engines may share it. */
export class BusyProvider extends FakeProvider {
  readonly calls: Call[] = []
  /** The most calls at once, by the `key` of their input. */
  readonly most = new Map<string, number>()
  readonly #now = new Map<string, number>()
  readonly #callMs: number

  constructor(callMs: number) {
    super()
    this.#callMs = callMs
  }

  override async execute(request: ActionRequest): Promise<ActionResult> {
    const key = String(fieldOf(request.input, 'key'))
    const now = (this.#now.get(key) ?? 0) + 1
    this.#now.set(key, now)
    this.most.set(key, Math.max(now, this.most.get(key) ?? 0))
    const startedAt = performance.now()
    await sleep(this.#callMs)
    this.#now.set(key, (this.#now.get(key) ?? 1) - 1)
    this.calls.push({ input: request.input, effectKey: request.effectKey, startedAt, endedAt: performance.now() })
    return { ok: true, output: { n: this.calls.length }, calls: [], logs: [] }
  }

  /** What was called for this key, in the order in which the calls began. */
  of(key: string): Call[] {
    return this.calls.filter(({ input }) => fieldOf(input, 'key') === key).sort((a, b) => a.startedAt - b.startedAt)
  }
}
