import { addressKey } from '../http/client-address.ts'
import type { Context, Step } from '../http/http-state.ts'
import { readRawBody } from '../http/read-body.ts'
import { TokenBuckets } from '../http/token-bucket.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { readText } from '../platform/parse-json.ts'
import { formHeaders, formPage, messagePage } from './form-page.ts'
import { FORM_TEXTS } from './form-texts.ts'
import type { FormsService, HostedForm } from './forms.service.ts'

export interface FormsDoorDeps {
  forms: FormsService
  clock: Clock
  /** Public address of the installation. */
  baseUrl: string
}

const FORM = /^\/forms\/([A-Za-z0-9_-]{8,128})(\/thanks)?$/
const MAX_BYTES = 256 * 1024
/** Of one address: looking at forms, and sending them. */
const LOOKS = { quota: 120, windowSeconds: 60 }
const SENDS = { quota: 20, windowSeconds: 60 }

/** `GET /forms/<token>` shows a form, `POST` takes its answer and leads to `/thanks`, so that a reload sends nothing again. */
export function serveForms({ forms, clock, baseUrl }: FormsDoorDeps): Step {
  const headers = formHeaders(baseUrl)
  const buckets = new TokenBuckets()
  return async (ctx, next) => {
    const [, token, thanks] = FORM.exec(ctx.path) ?? []
    if (token === undefined) return next()
    const isPost = ctx.method === 'POST' && thanks === undefined
    if (!isPost && ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('allow', thanks === undefined ? 'GET, HEAD, POST' : 'GET, HEAD')
      if (ctx.method !== 'OPTIONS') throw new AppError('method_not_allowed')
      ctx.status = 204
      return
    }
    const limit = isPost ? SENDS : LOOKS
    const taken = buckets.take(`${isPost} ${addressKey(ctx.state.clientAddress)}`, limit, clock.monotonicMs())
    if (!taken.allowed) {
      throw new AppError('too_many_requests', { params: { seconds: taken.resetSeconds }, retryAfterSeconds: taken.resetSeconds })
    }
    ctx.set(headers)
    const form = await forms.find(token)
    const texts = FORM_TEXTS[ctx.state.locale]
    if (form === null) return show(ctx, 404, messagePage(texts.unknownTitle, texts.unknown, ctx.state.locale))
    if (thanks !== undefined) {
      return show(ctx, 200, messagePage(texts.thanksTitle, form.trigger.thanks ?? texts.thanks, ctx.state.locale))
    }
    if (form.isPaused) return show(ctx, 403, messagePage(texts.closedTitle, texts.closed, ctx.state.locale))
    if (isPost) await take(ctx, form, forms)
    else showForm(ctx, 200, form, forms, { kept: new URLSearchParams(), errors: new Map(), isExpired: false })
  }
}

async function take(ctx: Context, form: HostedForm, forms: FormsService): Promise<void> {
  const type = (ctx.get('content-type').split(';')[0] ?? '').trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw new AppError('unsupported_media_type')
  const sent = new URLSearchParams(readText(await readRawBody(ctx.req, { maxBytes: MAX_BYTES })))
  const submitted = await submit(ctx, form, sent, forms)
  if (submitted === null) return
  if (submitted.kind === 'stored') {
    ctx.status = 303
    ctx.set('location', `${ctx.path}/thanks`)
    ctx.body = ''
    return
  }
  const errors = submitted.kind === 'wrong' ? submitted.errors : new Map<string, string>()
  showForm(ctx, 422, form, forms, { kept: sent, errors, isExpired: submitted.kind === 'expired' })
}

/** Null: it could not be stored, and the page says so. */
async function submit(ctx: Context, form: HostedForm, sent: URLSearchParams, forms: FormsService) {
  try {
    return await forms.submit(form, sent, ctx.state.locale)
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'unavailable' && error.code !== 'queue_full')) throw error
    const texts = FORM_TEXTS[ctx.state.locale]
    ctx.state.logger.warn({ err: error }, 'form answer not stored')
    ctx.set('retry-after', String(error.retryAfterSeconds ?? 5))
    show(ctx, 503, messagePage(texts.busyTitle, texts.busy, ctx.state.locale))
    return null
  }
}

type Shown = { kept: URLSearchParams; errors: ReadonlyMap<string, string>; isExpired: boolean }

function showForm(ctx: Context, status: number, form: HostedForm, forms: FormsService, shown: Shown): void {
  const { trigger, fields } = form
  // A page that was sent with faults keeps its submission: sent right, it is still the same answer.
  const kept = shown.isExpired ? null : shown.kept.get('submission')
  const submission = kept ?? forms.newSubmission(form)
  show(ctx, status, formPage({ trigger, fields, submission, ...shown }, ctx.state.locale))
}

function show(ctx: Context, status: number, html: string): void {
  ctx.status = status
  ctx.type = 'text/html; charset=utf-8'
  ctx.set('content-language', ctx.state.locale)
  ctx.body = html
}
