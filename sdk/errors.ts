/**
 * What a handler throws when it knows what the failure means. Anything else that it throws is retried by policy.
 * The own property `tomadaError` is what crosses the sandbox's boundary; classes do not.
 */
export interface ThrownFault {
  kind: 'permanent' | 'retryAfter' | 'reauthorise' | 'invalidInput' | 'notFound' | 'conflict'
  message: string
  /** JSON Pointer into the input, for `invalidInput`. */
  at?: string
  retryAfterMs?: number
}

class HandlerError extends Error {
  readonly tomadaError: ThrownFault

  constructor(fault: ThrownFault) {
    super(fault.message)
    this.tomadaError = fault
  }
}

/** Trying again gives the same failure: the run takes its error branch. */
export class PermanentError extends HandlerError {
  override readonly name = 'PermanentError'
  constructor(message: string) {
    super({ kind: 'permanent', message })
  }
}

/** Not now: try again after `retryAfterMs`, or by policy when it is not given. Nothing was done at the provider. */
export class RetryAfterError extends HandlerError {
  override readonly name = 'RetryAfterError'
  constructor(message: string, retryAfterMs?: number) {
    super({ kind: 'retryAfter', message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
  }
}

/** The provider no longer accepts the connection's credential, and said so in a way that `errors[]` cannot describe. */
export class ReauthorizationNeededError extends HandlerError {
  override readonly name = 'ReauthorizationNeededError'
  constructor(message: string) {
    super({ kind: 'reauthorise', message })
  }
}

/** What was asked for by its id is not there. Of a resource's `detail`: the record was deleted. */
export class NotFoundError extends HandlerError {
  override readonly name = 'NotFoundError'
  constructor(message: string) {
    super({ kind: 'notFound', message })
  }
}

/** It is there already, or somebody else changed it meanwhile. */
export class ConflictError extends HandlerError {
  override readonly name = 'ConflictError'
  constructor(message: string) {
    super({ kind: 'conflict', message })
  }
}

/** The input is wrong in a way that its schema cannot say. `at` is a JSON Pointer into the input, for example `/total`. */
export class InvalidInputError extends HandlerError {
  override readonly name = 'InvalidInputError'
  constructor(at: string, message: string) {
    super({ kind: 'invalidInput', message, at })
  }
}
