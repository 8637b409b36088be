import type { HandlerContext } from './context.ts'
import type { Json } from './flow/definition.ts'

export interface WebhookContext extends HandlerContext {
  /** Name of the webhook. */
  readonly webhook: string
}

export interface SubscribeInput {
  /** Where the provider shall send deliveries. */
  address: string
  /** Every topic that a trigger or a resource listens to. */
  topics: string[]
  /** Id that the last call gave; null at first. The same subscription again is no error: look before you create. */
  id: string | null
}

export interface Subscription {
  id: string
  /** RFC 3339; the host subscribes again `renewBeforeSeconds` earlier. */
  expiresAt?: string | null
}

export interface MissedInput {
  /** Milliseconds since the epoch: what was sent since then. */
  since: number
  /** What the former page gave; null for the first one. */
  checkpoint: Json
  limit: number
}

export interface MissedPage {
  /** Bodies, as they would have been delivered. */
  deliveries: Json[]
  /** Unsaid: this was the last page. */
  checkpoint?: Json
  done?: boolean
}

export interface WebhookHandlers {
  subscribe?: (input: SubscribeInput, ctx: WebhookContext) => Promise<Subscription>
  /** A subscription that is gone already is no error. */
  unsubscribe?: (input: { address: string; id: string }, ctx: WebhookContext) => Promise<unknown>
  missed?: (input: MissedInput, ctx: WebhookContext) => Promise<MissedPage>
}

/** Default export of a webhook's file, named by `subscribe`, `unsubscribe` and `missed.entry`. */
export function defineWebhook<Handlers extends WebhookHandlers>(handlers: Handlers): Handlers {
  return handlers
}
