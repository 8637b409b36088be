import { createHash } from 'node:crypto'
import type { Json } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { HeldRun } from './held-run.ts'
import type { SettledEffect } from './machine.types.ts'
import type { CacheKey, Performers } from './outside.types.ts'

export function cacheKeyOf({ run }: HeldRun, stepId: string, input: Json): CacheKey {
  return { flowId: run.flowId, stepId, inputHash: createHash('sha256').update(JSON.stringify(input)).digest('hex') }
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
