import { createHash } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { FlowDefinition, Json, RunState, Step } from '../../../sdk/flow/definition.ts'
import { systemClock } from '../../platform/clock.ts'
import { openSandbox } from '../pool.ts'
import type { CompiledFlow, GuestHost, HandlerRequest, HandlerResult, Sandbox, VisitRequest, VisitResult } from '../sandbox.types.ts'
import type { SandboxLimits } from '../sandbox-options.ts'

export const TENANT = '00000000-0000-4000-8000-00000000000a'
export const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b'
export const NOW = Date.UTC(2026, 10, 21, 14, 30)

/** Process ids of the children that were ever ready, as the log names them: a test kills only what it finds here. */
const readyPids = new Set<number>()
const log = {
  info: (fields: { pid?: number }) => {
    if (fields.pid !== undefined) readyPids.add(fields.pid)
  },
  warn: () => undefined,
  error: () => undefined,
}

/** Children alive now. */
export function childPids(): number[] {
  return [...readyPids].filter((pid) => {
    try {
      return process.kill(pid, 0)
    } catch {
      // ESRCH: it has ended.
      return false
    }
  })
}

/** One sandbox for a test file. Call at the top level. */
export function useSandbox(limits: Partial<SandboxLimits> = {}): () => Sandbox {
  let current: Sandbox | undefined
  beforeAll(async () => {
    current = await openSandbox({ clock: systemClock, logger: log, limits })
  })
  afterAll(() => current?.close())
  return () => {
    if (current === undefined) throw new Error('useSandbox() is ready inside tests only')
    return current
  }
}

/** Steps in a row, joined by edges in the order given. */
export function flowOf(steps: Record<string, Step>, trigger: FlowDefinition['trigger'] = { kind: 'manual' }): FlowDefinition {
  const ids = Object.keys(steps).filter((id) => steps[id]?.parent === undefined)
  const edges = Object.fromEntries(ids.slice(1).map((to, i) => [`e${i}`, { from: ids[i] ?? '', to }]))
  return { trigger, steps, edges, settings: {}, layout: {} }
}

export function code(text: string, more: Partial<Step> = {}): Step {
  return { name: 'code', kind: 'code', code: text, ...more } as Step
}

export function map(value: Json, name = 'map'): Step {
  return { kind: 'map', name, value }
}

export async function compile(sandbox: Sandbox, definition: FlowDefinition): Promise<CompiledFlow> {
  const { compiled, problems } = await sandbox.compileFlow(definition)
  if (compiled === null) throw new Error(problems.map((problem) => `${problem.stepId}${problem.field} ${problem.message.en}`).join('\n'))
  return compiled
}

export async function run(sandbox: Sandbox, definition: FlowDefinition, trigger: Json = null, tenantId = TENANT): Promise<VisitResult> {
  return visitOf(sandbox, await compile(sandbox, definition), trigger, tenantId)
}

/** One visit from the start of a flow that is compiled already. */
export async function visitOf(sandbox: Sandbox, flow: CompiledFlow, trigger: Json = null, tenantId = TENANT): Promise<VisitResult> {
  return sandbox.visit(requestOf(flow, { trigger }, { tenantId, seed: 'ab' }))
}

/** A request for a visit of a run that knows nothing but what is given. */
export function requestOf(flow: CompiledFlow, known: Partial<RunState>, more: Partial<VisitRequest> = {}): VisitRequest {
  const state = { trigger: null, steps: {}, loops: {}, ...known }
  return { tenantId: TENANT, flow, state, busy: [], run: { id: 'run_1', startedAt: NOW, links: {} }, now: NOW, seed: '', ...more }
}

/** What a code step gives, or `code: message` of its error. */
export async function runCode(sandbox: Sandbox, text: string, trigger: Json = null, tenantId = TENANT): Promise<Json> {
  const result = await run(sandbox, flowOf({ s1: code(text) }), trigger, tenantId)
  const { record } = result.entries[0] ?? { record: null }
  if (record === null) return `no entry: ${JSON.stringify(result.next)}`
  return record.status === 'done' ? (record.output ?? null) : `${record.error?.code}: ${record.error?.message}`
}

export const noHost: GuestHost = {
  http: async () => ({ ok: false, error: { code: 'egress_refused', message: 'no calls here', sent: 'no' } }),
  log: () => undefined,
}

/** Calls `main` of a plugin script; `body` is the body of `async (input, ctx) => {…}`. */
export function runHandler(sandbox: Sandbox, body: string, more: Partial<HandlerRequest> = {}): Promise<HandlerResult> {
  return runPlugin(sandbox, `globalThis.__plugin = { main: async (input, ctx) => {${body}\n} }`, more)
}

export function runPlugin(sandbox: Sandbox, script: string, more: Partial<HandlerRequest> = {}): Promise<HandlerResult> {
  return sandbox.runHandler({
    tenantId: TENANT,
    plugin: { name: 'probe', version: '1.0.0', trust: 'bundled' },
    bundle: { script, hash: createHash('sha256').update(script).digest('hex') },
    entry: 'main',
    input: null,
    context: {},
    now: NOW,
    seed: 'ab',
    host: noHost,
    ...more,
  })
}
