import type { Json } from '../../sdk/flow/definition.ts'

export interface CacheKey {
  flowId: string
  stepId: string
  /** Of `inputHash()`. */
  inputHash: string
}

export interface CacheEntry extends CacheKey {
  output: Json
  ttlSeconds: number
}

/** Outputs that may be used again (the step option `cache`). Made by `createStepCache()` in `step-cache.service.ts`. */
export interface StepCache {
  /** Undefined: there is none that still counts. */
  find(tenantId: string, key: CacheKey): Promise<Json | undefined>
  /** What was there for the same input is replaced. */
  remember(tenantId: string, entries: readonly CacheEntry[]): Promise<void>
  /** Deletes what does not count any more, of every workspace. Returns how many outputs. */
  sweep(): Promise<number>
}
