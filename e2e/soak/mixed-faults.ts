import { setTimeout as sleep } from 'node:timers/promises'
import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'

/** One request in ten meets a fault: more would be a provider that is down, and the product is right to leave such a one alone for a while. */
const CHANCE = 0.1
const FOREVER = 1_000_000

/** Every way a provider misbehaves that needs no person afterwards. */
const REQUEST_FAULTS: ReadonlyArray<Record<string, unknown>> = [
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'slow', delayMs: 2_000 },
  { kind: 'dropBefore' },
  { kind: 'dropAfterWrite' },
  { kind: 'truncate' },
  { kind: 'html' },
]
const CALLBACK_FAULTS: ReadonlyArray<Record<string, unknown>> = [{ kind: 'duplicate' }, { kind: 'reorder' }]

/** A provider on a socket that stays open loses it instead, now and then. */
const SOCKET_FAULTS: Readonly<Record<string, ReadonlyArray<readonly [string, unknown]>>> = {
  whatsapp: [
    ['/scenario/hangUp', {}],
    ['/scenario/kick', { code: 503 }],
  ],
}
const ONE_IN = 6

/** Every provider fails now and then until `isOver`; how many faults hit something, by provider. */
export async function misbehave(
  providers: ReadonlyMap<string, SpawnedEmulator>,
  { everyMs, seed, random, isOver }: { everyMs: number; seed: string; random: () => number; isOver(): boolean },
): Promise<Map<string, number>> {
  for (const [plugin, provider] of providers) await provider.admin('POST', '/faults', standingFaults(`${seed}/${plugin}`))
  const hits = new Map<string, number>()
  while (!isOver()) {
    for (const [plugin, provider] of providers) {
      const socketFaults = SOCKET_FAULTS[plugin] ?? []
      const socketFault = socketFaults[Math.floor(random() * socketFaults.length * ONE_IN)]
      if (socketFault === undefined) continue
      await provider.admin('POST', ...socketFault)
      hits.set(plugin, (hits.get(plugin) ?? 0) + 1)
    }
    await sleep(everyMs)
  }
  for (const [plugin, provider] of providers) {
    const { hits: hit }: { hits?: unknown } = Object(await provider.admin('GET', '/faults'))
    hits.set(plugin, (hits.get(plugin) ?? 0) + Number(hit))
    await provider.admin('DELETE', '/faults')
  }
  return hits
}

function standingFaults(seed: string): ReadonlyArray<Record<string, unknown>> {
  const ofRequests = REQUEST_FAULTS.map((fault, index) => ({
    ...fault,
    match: { path: '/*' },
    chance: CHANCE / REQUEST_FAULTS.length,
    seed: `${seed}/${index}`,
  }))
  return [...ofRequests, ...CALLBACK_FAULTS.map((fault) => ({ ...fault, match: {}, chance: CHANCE, seed }))].map((fault) => ({
    ...fault,
    times: FOREVER,
  }))
}
