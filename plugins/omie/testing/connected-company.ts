import path from 'node:path'
import { afterAll, beforeEach } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { createRegistry } from '../../../core/registry/registry.service.ts'
import type { ReadRecord } from '../../../core/resources/operations/operations.types.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
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

const MOST_PAGES = 500

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
    async run(action, input) {
      const result = await capabilities().run(action, input, { now: Date.now() })
      if (!result.ok) throw new Error(`${action}: ${result.failure.code} ${result.failure.message}`)
      return typeof result.output === 'object' && result.output !== null && !Array.isArray(result.output) ? result.output : {}
    },
    async all(resource, more = {}) {
      const records: ReadRecord[] = []
      let checkpoint: Json = null
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page = await capabilities().list(resource, { checkpoint, ...more })
        if (!page.ok) throw new Error(`${resource}: ${page.failure.code} ${page.failure.message}`)
        records.push(...page.records)
        if (page.done) return records
        checkpoint = page.checkpoint
      }
      throw new Error(`${resource} never ends`)
    },
    async unguard() {
      await omie.admin('POST', '/limits', { redundantSeconds: 0, failuresInRow: 0, requestsPerMinute: 1e9, callsPerMinute: 1e9 })
    },
  }
}
