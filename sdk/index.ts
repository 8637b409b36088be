/** What a connector may import: this, and packages that need nothing of Node. */
export type { ActionContext, ActionHandler } from './action.ts'
export type { HandlerContext, HandlerLog, ProviderAnswer, ProviderRequest } from './context.ts'
export { InvalidInputError, PermanentError, ReauthorizationNeededError, RetryAfterError, type ThrownFault } from './errors.ts'
export type { Json } from './flow/definition.ts'
export { at, decimalOf, digitsOf, listOf, parseExact, textOf } from './lenient.ts'
export type * from './manifest.gen.ts'
export type { TriggerContext, TriggerHandler } from './trigger.ts'
