import { setTimeout as sleep } from 'node:timers/promises'
import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'

/** Every way a provider misbehaves that needs no person afterwards. */
const FAULTS: ReadonlyArray<Record<string, unknown>> = [
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'slow', delayMs: 2_000 },
  { kind: 'dropBefore' },
  { kind: 'dropAfterWrite' },
  { kind: 'truncate' },
  { kind: 'html' },
  { kind: 'duplicate', match: {} },
  { kind: 'reorder', match: {} },
]

/** A provider on a socket that stays open loses it instead, now and then. */
const SOCKET_FAULTS: Readonly<Record<string, ReadonlyArray<readonly [string, unknown]>>> = {
  whatsapp: [
    ['/scenario/hangUp', {}],
    ['/scenario/kick', { code: 503 }],
  ],
}
const ONE_IN = 6

/** Gives every provider one fault after the other until `isOver`; how many were given. */
export async function misbehave(
  providers: ReadonlyMap<string, SpawnedEmulator>,
  { everyMs, random, isOver }: { everyMs: number; random: () => number; isOver(): boolean },
): Promise<number> {
  let given = 0
  while (!isOver()) {
    for (const [plugin, provider] of providers) {
      const socketFaults = SOCKET_FAULTS[plugin] ?? []
      const socketFault = socketFaults[Math.floor(random() * socketFaults.length * ONE_IN)]
      if (socketFault !== undefined) await provider.admin('POST', ...socketFault)
      const fault = FAULTS[Math.floor(random() * FAULTS.length)]
      await provider.admin('POST', '/faults', [{ match: { path: '/*' }, times: 1 + Math.floor(random() * 2), ...fault }])
      given++
    }
    await sleep(everyMs)
  }
  for (const provider of providers.values()) await provider.admin('DELETE', '/faults')
  return given
}
