import type { Json } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { inputHash } from '../step-cache/input-hash.ts'
import type { CacheKey } from '../step-cache/step-cache.types.ts'
import type { HeldRun } from './held-run.ts'
import type { SettledEffect } from './machine.types.ts'
import type { Performers } from './outside.types.ts'

export function cacheKeyOf({ run, flow }: HeldRun, stepId: string, input: Json): CacheKey {
  const step = stepOf(flow.definition, stepId)
  if (step === undefined) throw new Error(`there is no step ${stepId}`)
  return { flowId: run.flowId, stepId, inputHash: inputHash(step, input) }
}

/** Keeps what providers just answered for steps with a cache. After the commit: the answer is on disk, the cache is a convenience. */
export async function rememberOutputs(
  held: HeldRun,
  settled: readonly SettledEffect[],
  performers: Pick<Performers, 'cache'>,
): Promise<void> {
  const entries = settled.flatMap(({ stepId, input, output, isFresh }) => {
    const ttlSeconds = stepOf(held.flow.definition, stepId)?.cache?.ttlSeconds
    if (!isFresh || output === null || ttlSeconds === undefined) return []
    return [{ ...cacheKeyOf(held, stepId, input), output, ttlSeconds }]
  })
  if (entries.length > 0) await performers.cache.remember(held.run.tenantId, entries)
}
