import type { IncomingHttpHeaders } from 'node:http'
import type { Json } from '../../sdk/flow/definition.ts'
import { webhookEvent } from '../events/webhook-event.ts'
import type { Context, Step } from '../http/http-state.ts'
import { readRawBody } from '../http/read-body.ts'
import { AppError } from '../platform/errors.ts'
import { confirmPage, PAGE_HEADERS, type PageState, resultPage } from './wait-page.ts'
import type { LinkCall, LinkTarget, WaitsService } from './waits.service.ts'

const LINK = /^\/wait\/([A-Za-z0-9_-]{20,1000})$/
const MAX_BODY_BYTES = 256 * 1024

/** Headers that a flow may see: no credential, none of the hop. */
export type KeptHeaders = (headers: IncomingHttpHeaders) => Record<string, string>

/**
 * `/wait/<token>`. Looking (GET, HEAD) never changes anything: mail scanners and messengers open every link they see. Whoever
 * posts ends the wait. Browsers get pages, everybody else JSON: `200 {ok: true}`, 410 when the run is over or the link was used,
 * 409 when an approval step has not asked yet.
 */
export function receiveWaits(waits: WaitsService, keptHeaders: KeptHeaders): Step {
  return async (ctx, next) => {
    const token = LINK.exec(ctx.path)?.[1]
    if (token === undefined) return next()
    ctx.set('cache-control', 'no-store')
    ctx.set('referrer-policy', 'no-referrer')
    if (ctx.method === 'OPTIONS') throw new AppError('method_not_allowed')
    const isLooking = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (!wantsPage(ctx)) {
      answerJson(
        ctx,
        isLooking ? { state: (await waits.look(token)).state } : await useLink(ctx, waits, token, keptHeaders).then(() => ({ ok: true })),
      )
      return
    }
    try {
      if (isLooking) showLook(ctx, await waits.look(token))
      else showPage(ctx, 200, (await useLink(ctx, waits, token, keptHeaders)).claim.purpose === 'cancel' ? 'cancelled' : 'done')
    } catch (error) {
      const state = error instanceof AppError ? STATES[error.code] : undefined
      if (!(error instanceof AppError) || state === undefined) throw error
      showPage(ctx, error.status, state)
    }
  }
}

const STATES: Readonly<Record<string, Exclude<PageState, 'open'>>> = {
  not_found: 'unknown',
  link_used: 'used',
  task_answered: 'used',
  task_over: 'used',
  run_over: 'over',
  wait_not_reached: 'unasked',
}

const STATUS = { unasked: 200, used: 410, over: 410 } as const

async function useLink(ctx: Context, waits: WaitsService, token: string, keptHeaders: KeptHeaders): Promise<LinkTarget> {
  // Nothing is read from a caller whose link leads nowhere.
  const target = await waits.look(token)
  await waits.use(target, await readCall(ctx, keptHeaders), ctx.state.locale)
  return target
}

async function readCall(ctx: Context, keptHeaders: KeptHeaders): Promise<LinkCall> {
  const body = await readRawBody(ctx.req, { maxBytes: MAX_BODY_BYTES })
  const headers = keptHeaders(ctx.req.headers)
  const output = webhookEvent({ method: ctx.method, query: ctx.querystring, headers, body })
  return { output, outcome: textOf(member(output, 'body'), 'outcome') ?? textOf(member(output, 'query'), 'outcome') }
}

function member(value: Json, name: string): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null
}

function textOf(value: Json, name: string): string | null {
  const text = member(value, name)
  return typeof text === 'string' ? text : null
}

function wantsPage(ctx: Context): boolean {
  return (ctx.get('accept') ?? '').includes('text/html')
}

function answerJson(ctx: Context, body: Json): void {
  ctx.status = 200
  ctx.type = 'application/json'
  ctx.body = JSON.stringify(body)
}

function showLook(ctx: Context, target: LinkTarget): void {
  if (target.state === 'open') writePage(ctx, 200, confirmPage(target, ctx.state.locale))
  else showPage(ctx, STATUS[target.state], target.state)
}

function showPage(ctx: Context, status: number, state: Exclude<PageState, 'open'>): void {
  writePage(ctx, status, resultPage(state, ctx.state.locale))
}

function writePage(ctx: Context, status: number, html: string): void {
  ctx.status = status
  ctx.body = html
  for (const [name, value] of Object.entries(PAGE_HEADERS)) ctx.set(name, value)
}
