import type { Context, Step } from '../http/http-state.ts'
import { DEFAULT_BODY_BYTES, readRawBody } from '../http/read-body.ts'
import { AppError } from '../platform/errors.ts'
import type { FlowAnswer } from '../runs/engine.types.ts'
import type { ConnectionHooks } from './connection-hooks.service.ts'
import type { FlowHooks, HookRequest } from './flow-hook.service.ts'
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

const FLOW_HOOK = /^\/hooks\/([A-Za-z0-9_-]{8,128})$/
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
    if (flowHook?.[1] !== undefined) return receiveFlowHook(ctx, flowHook[1], deps, maxBytes)
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

async function receiveFlowHook(ctx: Context, token: string, deps: HooksDeps, maxBytes: number): Promise<void> {
  // Nothing is read from a caller whose address leads nowhere.
  const flow = await deps.flowHooks.find(token)
  const received = await deps.flowHooks.receive(flow, await readHook(ctx, maxBytes))
  if (received.kind === 'answer') return writeAnswer(ctx, received.answer)
  ctx.status = 202
  ctx.type = 'application/json'
  ctx.body = JSON.stringify({ runId: received.runId })
}

async function readHook(ctx: Context, maxBytes: number): Promise<HookRequest> {
  const body = await readRawBody(ctx.req, { maxBytes })
  return { method: ctx.method, query: ctx.querystring, headers: ctx.req.headers, body }
}

/** Headers that are not the flow's to set: of the connection, or able to act on our own origin. */
const REFUSED_HEADERS =
  /^(set-cookie|connection|keep-alive|transfer-encoding|content-length|content-encoding|trailer|upgrade|date|server|content-security-policy|x-content-type-options|strict-transport-security|clear-site-data|service-worker-allowed)$/

/** Whatever the flow answers is data of strangers on our origin: sandboxed, never sniffed (C31). Bad header values are left out (C13). */
function writeAnswer(ctx: Context, answer: FlowAnswer): void {
  ctx.status = answer.status
  for (const [name, value] of Object.entries(answer.headers)) {
    const isName = /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/i.test(name)
    if (isName && !REFUSED_HEADERS.test(name.toLowerCase()) && isHeaderText(value)) ctx.set(name, value)
  }
  if (typeof answer.body === 'string') {
    if (ctx.response.get('content-type') === '') ctx.type = 'text/plain; charset=utf-8'
    ctx.body = answer.body
  } else {
    if (ctx.response.get('content-type') === '') ctx.type = 'application/json'
    ctx.body = JSON.stringify(answer.body)
  }
  ctx.set('content-security-policy', 'sandbox')
  ctx.set('x-content-type-options', 'nosniff')
}

/** Printable Latin-1 and tabs, as HTTP allows (RFC 9110 5.5). */
function isHeaderText(value: string): boolean {
  if (value.length > 4096) return false
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code !== 9 && (code < 32 || code === 127 || code > 255)) return false
  }
  return true
}
