import type { HandlerContext } from './context.ts'

export interface ActionContext extends HandlerContext {
  readonly action: string
  /** The same on every attempt of this step: send it where the provider takes an idempotency key. */
  readonly effectKey: string
}

/**
 * Default export of an action's entry. Input and output were, and will be, checked against the manifest's schemas, so a
 * handler types them as those say.
 */
export type ActionHandler<Input, Output> = (input: Input, ctx: ActionContext) => Promise<Output>

/** Default export of an action's entry, typed by its input and output. */
export function defineAction<Input, Output>(handler: ActionHandler<Input, Output>): ActionHandler<Input, Output> {
  return handler
}
