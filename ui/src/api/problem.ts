/** One fault of one field, as problem+json lists them. `field` is a JSON Pointer or a dotted path into the body. */
export interface FieldError {
  field: string
  reason: string
}

/** RFC 9457 answer of the API. `instance` is the reference that support can find in the logs. */
export interface Problem {
  status: number
  code: string
  title: string
  detail?: string
  instance?: string
  errors?: FieldError[]
}

/** What every failed call throws. `offline` means that no answer came at all. */
export class ApiError extends Error {
  readonly problem: Problem
  readonly offline: boolean

  constructor(problem: Problem, offline = false) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.problem = problem
    this.offline = offline
  }

  get status(): number {
    return this.problem.status
  }

  get code(): string {
    return this.problem.code
  }

  get fieldErrors(): FieldError[] {
    return this.problem.errors ?? []
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Reads a problem document of any origin; a proxy's HTML page becomes a problem without detail. */
export function readProblem(status: number, body: unknown): Problem {
  if (!isRecord(body)) return { status, code: 'unknown', title: `HTTP ${status}` }
  const errors = Array.isArray(body.errors)
    ? body.errors.filter(isRecord).map((entry) => ({ field: text(entry.field) ?? '', reason: text(entry.reason) ?? '' }))
    : undefined
  return {
    status,
    code: text(body.code) ?? 'unknown',
    title: text(body.title) ?? `HTTP ${status}`,
    detail: text(body.detail),
    instance: text(body.instance),
    errors,
  }
}
