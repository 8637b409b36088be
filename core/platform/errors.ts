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

/** Whatever was thrown, as an Error. Plain objects, as some libraries report, keep their message, or else all that they say. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(wordsOf(thrown), { cause: thrown })
}

const MAX_WORDS = 500

function wordsOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  if ('message' in thrown && typeof thrown.message === 'string' && thrown.message !== '') return thrown.message
  try {
    return JSON.stringify(thrown).slice(0, MAX_WORDS)
  } catch {
    return 'an object that cannot be shown' // It refers to itself, or fails when it is read.
  }
}
