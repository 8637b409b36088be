/** What a connector may import: this, and packages that need nothing of Node. */
export { type ActionContext, type ActionHandler, defineAction } from './action.ts'
export type { HandlerContext, HandlerLog, ProviderAnswer, ProviderRequest } from './context.ts'
export {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  PermanentError,
  ReauthorizationNeededError,
  RetryAfterError,
  type ThrownFault,
} from './errors.ts'
export type { Json } from './flow/definition.ts'
export { at, decimalOf, digitsOf, listOf, parseExact, textOf } from './lenient.ts'
export type * from './list-template.gen.ts'
export type * from './manifest.gen.ts'
export {
  type DetailHandler,
  defineResource,
  type ListHandler,
  type ListInput,
  type ListPage,
  type ResourceContext,
  type ResourceHandlers,
} from './resource.ts'
export { defineRoute, type RouteAnswer, type RouteContext, type RouteHandler, type RouteInput } from './route.ts'
export { defineTrigger, type TriggerContext, type TriggerHandler } from './trigger.ts'
export {
  defineWebhook,
  type MissedInput,
  type MissedPage,
  type SubscribeInput,
  type Subscription,
  type WebhookContext,
  type WebhookHandlers,
} from './webhook.ts'
