import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'

export interface Effect {
  id: string
  key: string | null
  /** `number`: of whom a message was for. */
  details: { number?: string | null }
}

/** How often a provider did something of this kind, by key; `keyOf` says by what when the ledger's own key will not do. */
export async function countEffects(
  provider: SpawnedEmulator,
  kind: string,
  keyOf: (effect: Effect) => string | null = ({ key }) => key,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const effect of await effectsOf(provider, kind)) {
    const key = keyOf(effect)
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** What a provider did of this kind, from its ledger. */
export async function effectsOf(provider: SpawnedEmulator, kind: string): Promise<Effect[]> {
  const { items }: { items: Effect[] } = JSON.parse(JSON.stringify(await provider.admin('GET', `/ledger?kind=${kind}`)))
  return items
}
