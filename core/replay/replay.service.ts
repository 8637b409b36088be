import type { DraftsService, FlowCaller } from '../flows/drafts.service.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import type { FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import type { RecordedRuns } from '../runs/recorded-runs.service.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { compiledOrRefused } from './compiled-draft.ts'
import { publishCheck } from './publish-check.ts'
import type { PublishCheck } from './publish-check.types.ts'
import type { ReplayReport } from './replay.types.ts'
import { replayRun } from './replay-run.ts'

export interface ReplayServiceDeps {
  recorded: RecordedRuns
  flows: Pick<FlowSource, 'version'>
  drafts: Pick<DraftsService, 'read'>
  sandbox: Pick<Sandbox, 'visit' | 'compileFlow'>
  clock: Clock
}

/** Whose code a run is replayed on; neither: its own version's. */
export interface ReplayCode {
  version?: number
  draft?: boolean
}

/** A check that has begun: it stops when `signal` says so, and then tells of what it had by then. */
export interface RunningCheck {
  total: number
  result(signal: AbortSignal, onProgress: (done: number) => void): Promise<PublishCheck>
}

export type ReplayService = ReturnType<typeof createReplay>

/** Runs told again: exactly as they were, or as a draft would have it. Never calls anything outside. */
export function createReplay(deps: ReplayServiceDeps) {
  const { recorded, flows, drafts, sandbox } = deps

  async function draftOf(caller: FlowCaller, flowId: string): Promise<PublishedFlow> {
    const { definition } = await drafts.read(caller, flowId)
    return { tenantId: caller.tenantId, flowId, version: 0, definition, compiled: await compiledOrRefused(sandbox, definition) }
  }

  return {
    /** Throws AppError `not_found` for a run or version that is not there, `flow_invalid` for a draft that does not compile. */
    async replay(caller: FlowCaller, runId: string, code: ReplayCode = {}): Promise<ReplayReport> {
      const run = await recorded.load(caller.tenantId, runId)
      const version = code.version ?? run.version
      const flow = code.draft === true ? await draftOf(caller, run.flowId) : await flows.version(caller.tenantId, run.flowId, version)
      if (flow === null) throw new AppError('not_found')
      return replayRun(run, flow, deps)
    },

    /** The newest `limit` ended runs of the flow on the caller's draft. */
    async publishCheck(caller: FlowCaller, flowId: string, limit: number): Promise<RunningCheck> {
      const draft = await draftOf(caller, flowId)
      const runIds = await recorded.newest(caller.tenantId, flowId, limit)
      return {
        total: runIds.length,
        result: (signal, onProgress) => publishCheck({ runIds, limit, draft, signal, onProgress }, deps),
      }
    },
  }
}
