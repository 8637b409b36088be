import type { Json } from '../../sdk/flow/definition.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { Registry } from '../registry/registry.types.ts'
import { type CapabilityConnections, createExecutor, type Executed, type ExecutorDeps } from './execution.ts'
import { runHandler } from './run-entry.ts'

/** A route that a manifest binds to `handler:<file>`, called for one connection. */
export interface RouteCall {
  tenantId: string
  connectionId: string
  plugin: string
  /** The file of the bind. */
  entry: string
  /** Method and path as the manifest has them. */
  route: string
  input: { method: string; params: Record<string, string>; query: Record<string, Json>; body: Json }
  signal?: AbortSignal
}

export interface RouteCallsDeps extends ExecutorDeps {
  registry: Pick<Registry, 'egressRules' | 'plugin'>
  connections: CapabilityConnections
}

const TIMEOUT_MS = 25_000

/** Runs a connector's route handlers in the sandbox. What they give is `{status, body}`; a value without `body` is the body itself. */
export function openRouteCalls(deps: RouteCallsDeps): (call: RouteCall) => Promise<Executed<{ status: number; body: Json }>> {
  const executor = createExecutor(deps)
  return async (call) => {
    const plugin = deps.registry.plugin(call.plugin)
    const connection = await deps.connections.findForAction(call.tenantId, call.connectionId)
    if (plugin === null || connection?.plugin !== call.plugin) return missing()
    const { tenantId, connectionId, entry, route, input, signal } = call
    return executor(
      {
        tenantId,
        connectionId,
        plugin,
        connection,
        capability: route,
        isRead: input.method === 'GET',
        priority: 'live',
        timeoutMs: TIMEOUT_MS,
        now: deps.clock.now(),
        seed: '00',
        ...(signal === undefined ? {} : { signal }),
      },
      async (execution) => {
        const result = await runHandler(execution, { entry, input, context: { route } })
        return result.ok ? { ok: true, output: answerOf(result.output) } : result
      },
    )
  }
}

function answerOf(output: Json): { status: number; body: Json } {
  const body = atPointer(output, '/body')
  const status = atPointer(output, '/status')
  if (body === undefined) return { status: 200, body: output }
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status < 600
  return { status: isStatus ? status : 200, body }
}

function missing(): Executed<never> {
  const message = 'The connection is not there any more'
  return {
    ok: false,
    failure: { code: 'connection_missing', message, class: 'permanent', effect: 'no' },
    calls: [],
    logs: [],
    effect: 'no',
  }
}
