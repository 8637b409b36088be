import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '../../sdk/flow/definition.ts'
import type { DirectDoor } from '../http/direct.ts'
import { rawAnswerOf } from '../http/flow-answer.ts'
import type { Context, Step } from '../http/http-state.ts'
import { putRaw, type RawAnswer, withCharset } from '../http/raw-answer.ts'
import { DEFAULT_BODY_BYTES, readRawBody } from '../http/read-body.ts'
import type { VisitorLimit } from '../http/visitor-limit.ts'
import { AppError } from '../platform/errors.ts'
import { challengeAnswer } from './challenge.ts'
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
  /** Absent: whoever asks is let in. */
  limit?: VisitorLimit
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
    if (flowHook?.[1] !== undefined) {
      const call = { token: flowHook[1], path: flowHook[2] ?? '', query: ctx.querystring }
      return putRaw(ctx, await answerFlowHook(call, ctx.req, ctx.res, { ...deps, maxBytes }))
    }
    const pluginHook = PLUGIN_HOOK.exec(path)
    const hook = pluginHook === null ? deps.webhooks.byPath(path) : deps.webhooks.byName(pluginHook[1] ?? '', pluginHook[2] ?? '')
    // What a driver hears has no address: nobody delivers it from outside.
    if (hook === null || hook.webhook.scope === 'driver') return next()
    deps.limit?.(ctx.req, path)
    const token = pluginHook?.[3]
    if ((hook.webhook.scope === 'connection') !== (token !== undefined)) return next()
    const isProbe = hook.webhook.answersProbes === true && PROBES.has(ctx.method)
    if (ctx.method !== 'POST' && ctx.method !== hook.webhook.challenge?.method && !isProbe) throw new AppError('method_not_allowed')
    const route = token === undefined ? null : await deps.connectionHooks.find(hook, token)
    // Nothing is read from a caller whose address leads nowhere.
    if (token !== undefined && route === null) return next()
    if (isProbe && ctx.method !== hook.webhook.challenge?.method) return putRaw(ctx, jsonAnswer(200, {}))
    const request = await readHook(ctx, maxBytes)
    const echo = await challengeAnswer(hook, request, () => deps.pluginHooks.tokensOf(hook, route))
    if (echo !== null)
      return putRaw(ctx, {
        status: 200,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
        body: echo,
      })
    if (ctx.method !== 'POST') throw new AppError('bad_request')
    const { status, body } = await deps.pluginHooks.receive(hook, request, route)
    if (body !== null) return putRaw(ctx, jsonAnswer(status, body))
    ctx.status = status
    ctx.body = ''
  }
}

/**
 * `POST /hooks/<token>` without Koa around it: nearly all traffic. Every other way to ask (a path after the token, other methods,
 * connectors) goes through the middleware above, with the same code behind it.
 */
export function flowHookDoor(deps: HooksDeps): DirectDoor {
  const maxBytes = deps.maxBodyBytes ?? DEFAULT_BODY_BYTES
  return {
    take(request, response) {
      if (request.method !== 'POST' || request.url === undefined || request.url.length > MAX_DIRECT_URL) return null
      const found = POSTED.exec(request.url)
      const token = found?.[1]
      if (token === undefined) return null
      return answerFlowHook({ token, path: '', query: found?.[2] ?? '' }, request, response, { ...deps, maxBytes })
    },
  }
}

/** Plain enough to be read without a parser of addresses. */
const POSTED = /^\/hooks\/([A-Za-z0-9_-]{8,128})(?:\?([\x21\x22\x24-\x7e]*))?$/
const MAX_DIRECT_URL = 2_048

interface FlowHookCall {
  token: string
  /** After the token. */
  path: string
  query: string
}

async function answerFlowHook(
  { token, path, query }: FlowHookCall,
  request: IncomingMessage,
  response: ServerResponse,
  deps: HooksDeps & { maxBytes: number },
): Promise<RawAnswer> {
  const { method = '' } = request
  deps.limit?.(request, token)
  // Nothing is read from a caller whose address leads nowhere.
  const hook = await deps.flowHooks.find(token, path)
  if (!hook.methods.includes(method)) return answerWithoutRun(method, response, hook.methods)
  const body = await readRawBody(request, deps)
  const received = await deps.flowHooks.receive(hook, { method, query, headers: request.headers, body })
  if (received.kind === 'answer') return rawAnswerOf(received.answer)
  return { status: 202, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify({ runId: received.runId }) }
}

const JSON_TYPE = withCharset('application/json')

/** How a provider looks whether somebody is there. */
const PROBES: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function jsonAnswer(status: number, body: Json): RawAnswer {
  return { status, headers: { 'content-type': JSON_TYPE, 'x-content-type-options': 'nosniff' }, body: JSON.stringify(body) }
}

/** Asking about an address starts nothing: OPTIONS says what it takes, HEAD that it is there, and any other method is refused. */
function answerWithoutRun(method: string, response: ServerResponse, methods: readonly string[]): RawAnswer {
  response.setHeader('allow', allowOf(methods))
  const isAsking = method === 'OPTIONS' || (method === 'HEAD' && methods.includes('GET'))
  if (!isAsking) throw new AppError('method_not_allowed')
  return { status: 204, headers: {}, body: '' }
}

async function readHook(ctx: Context, maxBytes: number): Promise<HookRequest> {
  const body = await readRawBody(ctx.req, { maxBytes })
  return { method: ctx.method, query: ctx.querystring, headers: ctx.req.headers, body }
}
