import type { StepError } from '../../sdk/flow/definition.ts'
import { problemText } from '../../sdk/flow/validate-messages.ts'
import { ChildPool } from './child-pool.ts'
import { joinFlow } from './compile/join-flow.ts'
import { buildGuestScripts, type GuestScripts } from './guest-scripts.ts'
import { HandlerJob } from './handler-job.ts'
import type { GuestFaultReport } from './job.ts'
import { plainVisit } from './plain/plain-visit.ts'
import { BadResult, readVisit } from './read-results.ts'
import type { CompiledFlow, HandlerRequest, HandlerResult, Sandbox, VisitRequest, VisitResult } from './sandbox.types.ts'
import { DEFAULT_LIMITS, type SandboxLimits, type SandboxOptions } from './sandbox-options.ts'
import { CompileJob, VisitJob, type VisitOutcome } from './visit-job.ts'

/** Steps of one visit that may take the sandbox down before the run is ended. */
const MAX_FAULTS = 3

/**
 * Starts the sandbox children and answers when they are ready. The core talks to guest code through this and nothing else.
 * Throws when not one child can be started.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const scripts = await buildGuestScripts()
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const pool = new ChildPool({ ...options, scripts, limits, size: Math.max(2, options.children ?? 2) })
  await pool.ready()
  return {
    compileFlow: (definition) => compileFlow(pool, scripts, limits, definition),
    visit: (request) => plainVisit(request) ?? visitInChild(pool, limits, request),
    runHandler: (request) => runHandler(pool, limits, request),
    health: () => pool.health(),
    close: () => pool.close(),
  }
}

async function compileFlow(
  pool: ChildPool,
  scripts: GuestScripts,
  limits: SandboxLimits,
  definition: Parameters<Sandbox['compileFlow']>[0],
): ReturnType<Sandbox['compileFlow']> {
  const { compiled, problems } = await joinFlow(definition, scripts.flowPrelude)
  if (compiled === null) return { compiled, problems }
  const fault = await compileInChild(pool, limits, compiled)
  if (fault === null) return { compiled, problems }
  const message = problemText('script_refused', { reason: fault.message.slice(0, 300) })
  return { compiled: null, problems: [...problems, { stepId: 'flow', field: '', severity: 'error', code: 'script_refused', message }] }
}

function compileInChild(pool: ChildPool, limits: SandboxLimits, flow: CompiledFlow): Promise<GuestFaultReport | null> {
  return new Promise((settle) => {
    pool.dispatch(
      new CompileJob({ seq: pool.nextSeq(), flow, limitMs: limits.cpuMs, wallMs: limits.wallMs, memoryMb: limits.isolateMb, settle }),
    )
  })
}

/**
 * A step that takes the sandbox down fails by name: the visit is made again with that failure in the step's place, so that its
 * `onError` policy holds and everything before it is recomputed to the same values.
 */
async function visitInChild(pool: ChildPool, limits: SandboxLimits, request: VisitRequest): Promise<VisitResult> {
  const faults: Record<string, StepError> = {}
  for (;;) {
    const outcome = await visitOnce(pool, limits, request, faults)
    if (outcome.kind === 'text') return readOrEnd(outcome.text, outcome.guestMs)
    const { code, message, path } = outcome.fault
    const error = { code: code === 'script' ? 'internal' : code, message }
    if (path === null || Object.hasOwn(faults, path) || Object.keys(faults).length >= MAX_FAULTS) return endedBy(error, path)
    faults[path] = error
  }
}

function visitOnce(
  pool: ChildPool,
  limits: SandboxLimits,
  request: VisitRequest,
  faults: Record<string, StepError>,
): Promise<VisitOutcome> {
  return new Promise((settle) => {
    pool.dispatch(
      new VisitJob({
        seq: pool.nextSeq(),
        request,
        faults,
        limitMs: limits.cpuMs,
        wallMs: limits.wallMs,
        memoryMb: limits.isolateMb,
        ...(limits.outputBytes === undefined ? {} : { maxOutputBytes: limits.outputBytes }),
        settle,
      }),
    )
  })
}

function readOrEnd(text: string, guestMs: number): VisitResult {
  try {
    return readVisit(text, guestMs)
  } catch (error) {
    if (!(error instanceof BadResult)) throw error
    return endedBy({ code: 'output_too_large', message: 'the result of this step cannot be read' }, null)
  }
}

function endedBy(error: StepError, at: string | null): VisitResult {
  // Where a loop asked or collected, the loop failed.
  const failedPath = at === null ? null : at.replace(/\?.*$/, '').replace(/\[\d+\]$/, '')
  const entries = failedPath === null ? [] : [{ path: failedPath, record: { status: 'failed' as const, error }, durationMs: 0 }]
  return { entries, next: { kind: 'end', outcome: 'error', error, ...(failedPath === null ? {} : { failedPath }) }, logs: [], guestMs: 0 }
}

function runHandler(pool: ChildPool, limits: SandboxLimits, request: HandlerRequest): Promise<HandlerResult> {
  return new Promise((resolve) => {
    const limitMs = Math.min(request.limits?.cpuMs ?? limits.cpuMs, limits.cpuMs)
    const memoryMb = Math.max(16, Math.min(request.limits?.memoryMb ?? limits.isolateMb, limits.isolateMb))
    const { signal } = request
    const wallMs = request.limits?.wallMs
    const settle = (result: HandlerResult): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      pool.forget(job)
      resolve(result)
    }
    const job = new HandlerJob({ seq: pool.nextSeq(), request, limitMs, memoryMb, settle })
    const onAbort = (): void => job.cancel('cancelled', 'the step was cancelled')
    const timer =
      wallMs === undefined ? undefined : setTimeout(() => job.cancel('timeout', 'the time limit of the step was reached'), wallMs)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted === true) onAbort()
    else pool.dispatch(job)
  })
}
