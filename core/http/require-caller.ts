import { AppError } from '../platform/errors.ts'
import type { Caller } from './route.ts'

/** The caller of a route that is not public. The authorise step has refused everyone else already; this says so to the types. */
export function requireCaller(request: { caller: Caller | null }): Caller {
  if (request.caller === null) throw new AppError('unauthenticated')
  return request.caller
}
