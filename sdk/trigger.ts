import type { HandlerContext } from './context.ts'
import type { Json } from './flow/definition.ts'

export interface TriggerContext extends HandlerContext {
  readonly trigger: string
}

/**
 * Default export of a webhook trigger's entry: the event's data made of a delivery's body, or null when the delivery makes no
 * event. Makes no calls: it runs before the provider gets its answer.
 */
export type TriggerHandler<Data extends Json> = (body: Json, ctx: TriggerContext) => Data | null | Promise<Data | null>

/** Default export of a webhook trigger's entry, typed by the event's data. */
export function defineTrigger<Data extends Json>(handler: TriggerHandler<Data>): TriggerHandler<Data> {
  return handler
}
