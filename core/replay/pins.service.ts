import type { FlowDefinition, Json, StepKind } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { DraftsService, FlowCaller } from '../flows/drafts.service.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import type { RecordedRuns } from '../runs/recorded-runs.service.ts'
import { deletePins, findPins, savePins } from './pins.store.ts'

/** What a person holds fast while trying a draft out. */
export interface Pins {
  /** Absent: the trigger is not pinned. */
  trigger?: Json
  /** By step id. In a loop a pin counts for every iteration of a step outside, and for no other. */
  steps: Record<string, Pin>
  /** The run that was pinned as a whole. */
  fromRunId: string | null
}

export interface Pin {
  output: Json
  /** The declared outcome, or an approval's. */
  lane?: string
}

export interface PinsRequest {
  trigger?: Json
  steps?: Record<string, Pin>
  /** Everything that this run got and gave; what is given beside it wins. */
  runId?: string
}

export interface PinsDeps {
  db: Pick<Database, 'forTenant'>
  drafts: Pick<DraftsService, 'read'>
  recorded: RecordedRuns
  flows: Pick<FlowSource, 'version'>
  clock: Clock
}

/** Characters of JSON. A run larger than that is given to a test by its id instead. */
const MOST_CHARS = 4 * 1024 * 1024
/** Their records say which lane is taken; that is always decided anew. */
const CONTAINERS: ReadonlySet<StepKind> = new Set(['branch', 'switch', 'forEach', 'while', 'parallel'])

export type PinsService = ReturnType<typeof createPins>

/** Pinned outputs: personal, beside the draft they are for. */
export function createPins({ db, drafts, recorded, flows, clock }: PinsDeps) {
  async function fromRun(caller: FlowCaller, flowId: string, runId: string): Promise<Pins> {
    const run = await recorded.load(caller.tenantId, runId)
    const flow = run.flowId === flowId ? await flows.version(run.tenantId, flowId, run.version) : null
    if (flow === null) throw new AppError('not_found')
    const fold = recorded.fold(run, flow)
    for (const entry of run.entries) fold.apply(entry)
    const steps: Pins['steps'] = {}
    for (const [path, { status, output = null, lane }] of Object.entries(fold.state.steps)) {
      if (status !== 'done' || !mayPin(flow.definition, path)) continue
      steps[path] = { output, ...(lane === undefined ? {} : { lane }) }
    }
    return { trigger: run.trigger, steps, fromRunId: runId }
  }

  return {
    async read(caller: FlowCaller, flowId: string): Promise<Pins> {
      await drafts.read(caller, flowId)
      const row = await db.forTenant(caller.tenantId, (trx) => findPins(trx, flowId, caller.userId))
      return row === undefined ? { steps: {}, fromRunId: null } : JSON.parse(row.pins)
    },

    /** Replaces all pins. Throws AppError `invalid` for a step that has none to give, `not_found` for a run of another flow. */
    async save(caller: FlowCaller, flowId: string, { trigger, steps = {}, runId }: PinsRequest): Promise<Pins> {
      const { definition } = await drafts.read(caller, flowId)
      const wrong = Object.keys(steps).filter((id) => !mayPin(definition, id))
      if (wrong.length > 0) {
        throw new AppError('invalid', {
          errors: wrong.map((id) => ({ field: `/steps/${id}`, reason: 'no such step, or one that holds others' })),
        })
      }
      const whole: Pins = runId === undefined ? { steps: {}, fromRunId: null } : await fromRun(caller, flowId, runId)
      const pins: Pins = { ...whole, steps: { ...whole.steps, ...steps }, ...(trigger === undefined ? {} : { trigger }) }
      const text = JSON.stringify(pins)
      if (text.length > MOST_CHARS) throw new AppError('body_too_large', { params: { max: MOST_CHARS } })
      const row = { tenantId: caller.tenantId, flowId, userId: caller.userId, pins: text, at: toIso(clock.now()) }
      await db.forTenant(caller.tenantId, (trx) => savePins(trx, row))
      return pins
    },

    async remove(caller: FlowCaller, flowId: string): Promise<void> {
      await drafts.read(caller, flowId)
      await db.forTenant(caller.tenantId, (trx) => deletePins(trx, flowId, caller.userId))
    },
  }
}

function mayPin(definition: Pick<FlowDefinition, 'steps'>, id: string): boolean {
  const kind = stepOf(definition, id)?.kind
  return kind !== undefined && !CONTAINERS.has(kind)
}
