import type { HttpStep, Json } from '../../sdk/flow/definition.ts'
import type { ActionFacts, ActionResult } from '../actions/actions.types.ts'

export interface HttpStepRequest {
  tenantId: string
  step: HttpStep
  /** `{url, headers, query, body}`, evaluated; what the step does not have is null. */
  input: Json
  /** Same on every attempt; sent in the step's idempotency header when it names one. */
  effectKey: string
  now: number
  timeoutMs?: number
  maySend?: () => Promise<boolean>
  signal?: AbortSignal
}

/** The step that sends one HTTP request which a person wrote. Made by `createHttpStep()` in `http-step.service.ts`. */
export interface HttpStepPerformer {
  facts(step: HttpStep): ActionFacts
  /** Output: `{status, headers, body}`, with `base64: true` when the body is no text; with paging `{items, pages}`. Never throws. */
  execute(request: HttpStepRequest): Promise<ActionResult>
}
