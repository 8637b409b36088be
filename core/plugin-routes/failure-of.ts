import type { ActionFailure } from '../actions/actions.types.ts'
import { AppError } from '../platform/errors.ts'

/** What a provider refused, as the caller of a route is told. */
export function failureOf(failure: ActionFailure): AppError {
  const { message, at, retryAfterMs } = failure
  switch (failure.class) {
    case 'notFound':
      return new AppError('not_found')
    case 'conflict':
      return new AppError('conflict', { params: { what: message } })
    default: {
      if (failure.code === 'invalid_input') return new AppError('invalid', { errors: [{ field: at ?? '', reason: message }] })
      const wait = retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }
      return new AppError('provider_failed', { params: { reason: message }, ...wait })
    }
  }
}
