import { AppError } from '../platform/errors.ts'
import type { Step } from './http-state.ts'

/** security.md 5. */
const MAX_URL_CHARS = 8 * 1024

export const limitUrl: Step = (ctx, next) => {
  if (ctx.url.length > MAX_URL_CHARS) throw new AppError('url_too_long', { params: { max: MAX_URL_CHARS } })
  return next()
}
