import path from 'node:path'
import { afterAll, beforeEach } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { createRegistry } from '../../../core/registry/registry.service.ts'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { listAll, outputOf } from '../../../core/testing/capability-calls.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { type RunningOmie, startOmie } from '../emulator/testing/running-omie.ts'

export const ORIGIN = 'https://app.omie.com.br'

/** The connector's capabilities over a running emulator whose first company is connected by its keys. */
export interface ConnectedCompany {
  capabilities(): Capabilities
  omie(): RunningOmie
  /** What an action gives; throws what it failed with. */
  run(action: string, input: Json): Promise<{ [name: string]: Json }>
  /** Every page of a resource, as the host's loop asks for them. */
  all(resource: string, more?: { since?: number; until?: number; limit?: number }): Promise<ReadRecord[]>
  /** Stops the emulator's own guards from standing in the way: tests ask the same thing again at once. */
  unguard(): Promise<void>
}

/** This connector alone, from its folder. */
export async function loadOmie() {
  const { plugin, faults } = await loadPlugin(path.join(import.meta.dirname, '..'))
  if (plugin === null) throw new Error(JSON.stringify(faults))
  return createRegistry([plugin])
}

/** `keepsLimits`: the host's side of Omie's rules holds, as it does in production. */
export function useConnectedCompany(options: { keepsLimits?: boolean } = {}): ConnectedCompany {
  let omie: RunningOmie
  const capabilities = useCapabilities('omie', ORIGIN, {
    ...options,
    load: loadOmie,
    async account() {
      omie = await startOmie()
      const inject = [
        { in: 'json' as const, name: 'app_key', value: omie.appKey },
        { in: 'json' as const, name: 'app_secret', value: omie.appSecret },
      ]
      return { url: omie.url, token: '', inject, accountId: omie.companyId }
    },
  })
  beforeEach(() => omie.admin('DELETE', '/faults'))
  afterAll(() => omie.stop())
  return {
    capabilities,
    omie: () => omie,
    run: (action, input) => outputOf(capabilities(), action, input, { now: Date.now() }),
    all: (resource, more) => listAll(capabilities(), resource, more),
    async unguard() {
      await omie.admin('POST', '/limits', { redundantSeconds: 0, failuresInRow: 0, requestsPerMinute: 1e9, callsPerMinute: 1e9 })
    },
  }
}
