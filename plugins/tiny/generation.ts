import type { HandlerContext } from '@tomada/sdk'

/** The token of a company opens API v2, a consent opens API v3. Both show the same records under the same ids. */
export function isV2(ctx: Pick<HandlerContext, 'authId'>): boolean {
  return ctx.authId === 'token'
}
