import { migrate } from '../core/platform/migrate.ts'
import { type Proof, proveLimits } from '../e2e/limits/proof.ts'
import type { Cluster } from './cluster.ts'
import { say } from './say.ts'

/** Shapes of providers' limits: by the second and account, by the minute and application, both at once. */
const SHAPES = {
  connection: { connection: [3, 1_000] },
  app: { app: [1_500, 60_000] },
  both: { connection: [3, 1_000], app: [200, 10_000] },
} as const

/** What share of providers' limits ten backfills in two processes use, what was refused, and how long live calls waited. */
export async function limitsSuite(cluster: Cluster, { seconds }: { seconds: number }): Promise<Record<string, Proof>> {
  const database = await cluster.create('bench_limits')
  await migrate(database.url)
  const proofs: Record<string, Proof> = {}
  for (const [name, limits] of Object.entries(SHAPES)) {
    const proof = await proveLimits({ databaseUrl: database.url, limits, seconds })
    proofs[name] = proof
    const { ofTheoretical, refused, smallestShare, liveWaitMs } = proof
    say(
      `  ${name}: ${(ofTheoretical * 100).toFixed(1)} % of the limit, ${refused} refused, smallest share ${smallestShare}, live p95 ${liveWaitMs.p95} ms, longest ${liveWaitMs.max} ms`,
    )
  }
  return proofs
}

/** What must hold; empty when it does. */
export function faultsOfLimits(proofs: Readonly<Record<string, Proof>>): string[] {
  return Object.entries(proofs).flatMap(([name, proof]) => [
    ...(proof.refused > 0 ? [`${name}: the provider refused ${proof.refused} calls`] : []),
    ...(proof.ofTheoretical < 0.95 ? [`${name}: ${proof.ofTheoretical} of the limit was used`] : []),
    ...(proof.liveWaitMs.max >= 2_000 ? [`${name}: a live call waited ${proof.liveWaitMs.max} ms`] : []),
  ])
}
