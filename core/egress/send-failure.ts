import type { OutboundResult } from './egress.types.ts'

export type FailureCode = Extract<OutboundResult, { ok: false }>['code']

/** Why a request has no usable answer. Whether it may have reached the provider is kept beside it, by who sent it. */
export class SendFailure extends Error {
  readonly code: FailureCode
  readonly retryAfterMs: number | undefined

  constructor(code: FailureCode, message: string, cause?: unknown, retryAfterMs?: number) {
    super(message, { cause })
    this.name = 'SendFailure'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}
