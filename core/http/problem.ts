import type { IncomingMessage } from 'node:http'
import { isDatabaseAway } from '../platform/database-away.ts'
import { ERROR_CODES, type ErrorCode } from '../platform/error-codes.ts'
import { AppError, type FieldError, toError } from '../platform/errors.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Context, HttpState, Step } from './http-state.ts'
import { putRaw, type RawAnswer } from './raw-answer.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** RFC 9457. `instance` is the reference that support asks for; `code` is stable, `title` and `detail` are for people. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: ErrorCode
  errors: FieldError[]
}

/** The only maker of error bodies. An error that is not ours becomes `internal` and tells nothing of itself (C38). */
export function problemOf(error: AppError, locale: Locale, requestId: string): Problem {
  const text = fill(ERROR_CODES[error.code][locale], error.params)
  return {
    type: `/problems/${error.code}`,
    title: text,
    status: error.status,
    detail: error.errors.length === 0 ? text : error.errors.map(({ field, reason }) => `${field} ${reason}`.trim()).join('; '),
    instance: `/requests/${requestId}`,
    code: error.code,
    errors: error.errors,
  }
}

/** Catches what later steps throw and writes the answer. */
export function renderProblems(): Step {
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.body !== undefined) return
      if (ctx.status === 404) throw new AppError('not_found')
      // The router has set Allow; it answers 501 to a method that HTTP does not know.
      if (ctx.status === 405 || ctx.status === 501) throw new AppError('method_not_allowed')
    } catch (thrown) {
      writeProblem(ctx, thrown)
    }
  }
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const error = toError(thrown)
  if (isDatabaseAway(error)) return new AppError('unavailable', { cause: error, retryAfterSeconds: 5 })
  return new AppError('internal', { cause: error })
}

function writeProblem(ctx: Context, thrown: unknown): void {
  const answer = problemAnswer(thrown, ctx.state, ctx.req)
  if (!ctx.headerSent && ctx.writable) putRaw(ctx, answer)
}

/** The answer to a request that failed. Known errors as they are; everything else is logged with its cause. */
export function problemAnswer(thrown: unknown, state: HttpState, request: Pick<IncomingMessage, 'complete'>): RawAnswer {
  const error = asAppError(thrown)
  if (error.status >= 500) state.logger.error({ err: error.cause ?? error, code: error.code }, 'request failed')
  const headers: Record<string, string> = {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    'content-language': state.locale,
    'x-content-type-options': 'nosniff',
  }
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfterSeconds)))
  if (error.status === 401) headers['www-authenticate'] = 'Bearer'
  // The rest of a body that was refused half way is still under way: this connection cannot carry another request.
  if (!request.complete) headers['connection'] = 'close'
  const problem = problemOf(error, state.locale, state.requestId)
  const shaped = state.route?.problem?.(problem, error.status)
  if (shaped === undefined) return { status: error.status, headers, body: JSON.stringify(problem) }
  return {
    status: shaped.status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(shaped.body),
  }
}

function fill(text: string, params: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(params[name] ?? '…'))
}
