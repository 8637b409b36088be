import { answerOfFlow } from '../http/flow-answer.ts'
import type { Context, Step } from '../http/http-state.ts'
import { DEFAULT_BODY_BYTES, readRawBody } from '../http/read-body.ts'
import { AppError } from '../platform/errors.ts'
import type { FlowAnswer } from '../runs/engine.types.ts'
import type { ConnectionHooks } from './connection-hooks.service.ts'
import type { FlowHooks, HookRequest } from './flow-hook.service.ts'
import { allowOf } from './hook-path.ts'
import type { PluginWebhookSource } from './intake.types.ts'
import type { PluginHooks } from './plugin-hook.service.ts'

export interface HooksDeps {
  flowHooks: FlowHooks
  pluginHooks: PluginHooks
  webhooks: PluginWebhookSource
  connectionHooks: Pick<ConnectionHooks, 'find'>
  /** Cap of a webhook body in bytes; 1 MiB unless the operator says otherwise. */
  maxBodyBytes?: number
}

const FLOW_HOOK = /^\/hooks\/([A-Za-z0-9_-]{8,128})(?:\/([^/]+(?:\/[^/]+)*))?$/
const PLUGIN_HOOK = /^\/hooks\/p\/([a-z0-9-]{1,40})\/([a-z0-9-]{1,64})(?:\/([A-Za-z0-9_-]{16,64}))?$/

/**
 * Webhooks of flows (`/hooks/<token>`) and of connectors: `/hooks/p/<connector>/<webhook>` and the paths they claim, or
 * `/hooks/p/<connector>/<webhook>/<token>` where each connection has its own.
 */
export function receiveHooks(deps: HooksDeps): Step {
  const maxBytes = deps.maxBodyBytes ?? DEFAULT_BODY_BYTES
  return async (ctx, next) => {
    const { path } = ctx
    const flowHook = FLOW_HOOK.exec(path)
    if (flowHook?.[1] !== undefined) return receiveFlowHook(ctx, flowHook[1], flowHook[2] ?? '', deps, maxBytes)
    const pluginHook = PLUGIN_HOOK.exec(path)
    const hook = pluginHook === null ? deps.webhooks.byPath(path) : deps.webhooks.byName(pluginHook[1] ?? '', pluginHook[2] ?? '')
    if (hook === null) return next()
    const token = pluginHook?.[3]
    if ((hook.webhook.scope === 'connection') !== (token !== undefined)) return next()
    if (ctx.method !== 'POST') throw new AppError('method_not_allowed')
    const route = token === undefined ? null : await deps.connectionHooks.find(hook, token)
    // Nothing is read from a caller whose address leads nowhere.
    if (token !== undefined && route === null) return next()
    const { status } = await deps.pluginHooks.receive(hook, await readHook(ctx, maxBytes), route)
    ctx.status = status
    ctx.body = ''
  }
}

async function receiveFlowHook(ctx: Context, token: string, path: string, deps: HooksDeps, maxBytes: number): Promise<void> {
  // Nothing is read from a caller whose address leads nowhere.
  const hook = await deps.flowHooks.find(token, path)
  if (!hook.methods.includes(ctx.method)) return answerWithoutRun(ctx, hook.methods)
  const received = await deps.flowHooks.receive(hook, await readHook(ctx, maxBytes))
  if (received.kind === 'answer') return writeAnswer(ctx, received.answer)
  ctx.status = 202
  ctx.type = 'application/json'
  ctx.body = JSON.stringify({ runId: received.runId })
}

/** Asking about an address starts nothing: OPTIONS says what it takes, HEAD that it is there, and any other method is refused. */
function answerWithoutRun(ctx: Context, methods: readonly string[]): void {
  ctx.set('allow', allowOf(methods))
  const isAsking = ctx.method === 'OPTIONS' || (ctx.method === 'HEAD' && methods.includes('GET'))
  if (!isAsking) throw new AppError('method_not_allowed')
  ctx.body = null
  ctx.status = 204
}

async function readHook(ctx: Context, maxBytes: number): Promise<HookRequest> {
  const body = await readRawBody(ctx.req, { maxBytes })
  return { method: ctx.method, query: ctx.querystring, headers: ctx.req.headers, body }
}

function writeAnswer(ctx: Context, flowAnswer: FlowAnswer): void {
  const { status, headers, type, body } = answerOfFlow(flowAnswer)
  ctx.status = status ?? 200
  ctx.set(headers ?? {})
  ctx.type = type
  ctx.body = body
}
