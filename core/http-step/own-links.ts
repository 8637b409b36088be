import type { Json } from '../../sdk/flow/definition.ts'
import type { ActionResult } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import { ERROR_CODES } from '../platform/error-codes.ts'
import { AppError } from '../platform/errors.ts'
import type { BuiltRequest } from './build-request.ts'

/** Links of this installation that end a wait of a run. A flow that calls one does not have to reach itself from outside. */
export interface OwnLinks {
  /** What such an address is signed with; null for any other address. */
  tokenOf(url: string): string | null
  /** As a caller from outside. Throws AppError, for example `link_used`. */
  use(token: string, call: { method: string; body: Json }): Promise<void>
}

/** Answers as the address does: 200, or the status of what refused it. */
export async function useOwnLink(
  links: OwnLinks,
  clock: Clock,
  token: string,
  { method, body }: Pick<BuiltRequest, 'method' | 'body'>,
): Promise<ActionResult> {
  const [started, startedAt] = [clock.monotonicMs(), clock.now()]
  const ended = (status: number) => ({
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(clock.monotonicMs() - started),
    waitedMs: 0,
    method,
    // The token ends the wait for whoever has it: it stands in no record.
    url: '/wait/***',
    requestHeaders: {},
    requestBody: null,
    status,
    answerHeaders: {},
    answerBody: null,
    error: null,
  })
  try {
    await links.use(token, { method, body: body?.json ?? body?.text ?? null })
    return { ok: true, output: { status: 200, headers: {}, body: { ok: true } }, calls: [ended(200)], logs: [] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const failure = { code: error.code, message: ERROR_CODES[error.code].en, class: 'permanent' as const, effect: 'no' as const }
    return { ok: false, failure, calls: [ended(error.status)], logs: [] }
  }
}
