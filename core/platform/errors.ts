import { ERROR_CODES, type ErrorCode } from './error-codes.ts'

export interface FieldError {
  /** JSON Pointer into the request body or `query/limit`, `params/id`, `headers/authorization`. */
  field: string
  reason: string
}

export interface AppErrorOptions {
  /** Values for the `{name}` places of the message. Never a secret. */
  params?: Record<string, string | number>
  errors?: FieldError[]
  /** Seconds; becomes the Retry-After header. */
  retryAfterSeconds?: number
  cause?: unknown
}

/** The only error a route answers with on purpose. One renderer (`http/problem.ts`) turns it into RFC 9457 problem+json. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly params: Record<string, string | number>
  readonly errors: FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(code, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.status = ERROR_CODES[code].status
    this.params = options.params ?? {}
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
