import { type HandlerContext, type Json, listOf, textOf } from '@tomada/sdk'

/** Warnings that come with a success, as texts; they are also in the run's log. */
export function toWarnings(warnings: Json, ctx: Pick<HandlerContext, 'log'>): string[] {
  const texts = listOf(warnings).map((warning) => textOf(warning) ?? JSON.stringify(warning))
  for (const text of texts) ctx.log.warn(text)
  return texts
}
